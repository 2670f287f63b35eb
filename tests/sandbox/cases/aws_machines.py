"""Cases of the rules of EC2 machines, volumes and network interfaces."""

from __future__ import annotations

from tests.sandbox.shapes import Case, london
from tests.sandbox.tokens import SUBNET

MACHINE = "aws:ec2/instance:Instance"
INTERFACE = "aws:ec2/networkInterface:NetworkInterface"
VOLUME = "aws:ebs/volume:Volume"
ATTACHMENT = "aws:ec2/volumeAttachment:VolumeAttachment"
RUNNING = (
    london(SUBNET, "subnet-a", availabilityZone="eu-west-2a"),
    london(INTERFACE, "eni-1", subnetId="subnet-a"),
    london(MACHINE, "i-1", primaryNetworkInterface={"networkInterfaceId": "eni-1"}),
    london(VOLUME, "vol-a", availabilityZone="eu-west-2a"),
    london(VOLUME, "vol-b", availabilityZone="eu-west-2b"),
    london(ATTACHMENT, "vai-1", volumeId="vol-used", instanceId="i-0"),
)

CASES: dict[str, list[Case]] = {
    "user-data-size": [Case(MACHINE, {"userData": "#!/bin/sh"}, {"userData": "x" * 16_385})],
    "primary-interface": [
        Case(
            MACHINE,
            {"primaryNetworkInterface": {"networkInterfaceId": "eni-1"}},
            {"primaryNetworkInterface": {"networkInterfaceId": "eni-1"}, "subnetId": "subnet-1"},
        )
    ],
    "gp3-volume": [
        Case(VOLUME, {"type": "gp3", "size": 100, "iops": 4000, "throughput": 240}, {"type": "gp3"} | wrong)
        for wrong in ({"iops": 100}, {"size": 10, "iops": 6000}, {"iops": 3000, "throughput": 1000})
    ],
    "interface-in-use": [
        Case(
            MACHINE,
            {"primaryNetworkInterface": {"networkInterfaceId": "eni-2"}},
            {"primaryNetworkInterface": {"networkInterfaceId": "eni-1"}},
            RUNNING,
        )
    ],
    "volume-in-use": [
        Case(
            ATTACHMENT,
            {"volumeId": "vol-a", "instanceId": "i-1"},
            {"volumeId": "vol-used", "instanceId": "i-1"},
            RUNNING,
        )
    ],
    "volume-zone": [
        Case(
            ATTACHMENT,
            {"volumeId": "vol-a", "instanceId": "i-1"},
            {"volumeId": "vol-b", "instanceId": "i-1"},
            RUNNING,
        )
    ],
}
