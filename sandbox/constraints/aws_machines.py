"""Rules of EC2 machines, volumes and network interfaces.

Sources: ``aws docs`` are pages of docs.aws.amazon.com (EC2 and EBS API references).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any, Final

from sandbox.constraints.rule import Rule, Subject
from sandbox.state import Record
from sandbox.typecheck import Failure
from sandbox.values import at, first

INSTANCE: Final = "aws:ec2/instance:Instance"
INTERFACE: Final = "aws:ec2/networkInterface:NetworkInterface"
SUBNET: Final = "aws:ec2/subnet:Subnet"
VOLUME: Final = "aws:ebs/volume:Volume"
ATTACHMENT: Final = "aws:ec2/volumeAttachment:VolumeAttachment"
USER_DATA: Final = 16_384
GP3_IOPS, GP3_MIB_S = (3_000, 80_000), (125, 2_000)
IOPS_A_GIB, MIB_S_AN_IOPS = 500, 0.25
PRIMARY: Final = "primaryNetworkInterface.networkInterfaceId"


def _user_data(subject: Subject) -> Iterator[Failure]:
    for _, text in at(subject.inputs, "userData"):
        if (size := len(str(text).encode())) > USER_DATA:
            yield Failure("userData", f"{size} bytes, and {USER_DATA} is the most")
    for _, text in at(subject.inputs, "userDataBase64"):
        if (size := len(base64.b64decode(str(text)))) > USER_DATA:
            yield Failure("userDataBase64", f"{size} bytes, and {USER_DATA} is the most")


def _interface_once(subject: Subject) -> Iterator[Failure]:
    """With an interface of its own, an instance says no subnet and no groups: the interface has them."""
    if any(True for _ in at(subject.inputs, PRIMARY)):
        for name in ("subnetId", "vpcSecurityGroupIds", "securityGroups", "privateIp"):
            if subject.has(name):
                yield Failure(name, "is said by the network interface")


def _gp3(subject: Subject) -> Iterator[Failure]:
    if subject.get("type") != "gp3":
        return
    size, iops = subject.get("size"), subject.get("iops") or GP3_IOPS[0]
    throughput = subject.get("throughput") or GP3_MIB_S[0]
    if not GP3_IOPS[0] <= iops <= GP3_IOPS[1] or (size and iops > max(IOPS_A_GIB * size, GP3_IOPS[0])):
        yield Failure("iops", f"{iops}: {GP3_IOPS[0]} to {GP3_IOPS[1]}, and {IOPS_A_GIB} a GiB")
    if not GP3_MIB_S[0] <= throughput <= GP3_MIB_S[1] or throughput > MIB_S_AN_IOPS * iops:
        yield Failure("throughput", f"{throughput} MiB/s: {GP3_MIB_S[0]} to {GP3_MIB_S[1]}, and 0.25 an IOPS")


def _interface_in_use(subject: Subject) -> Iterator[Failure]:
    for where, wanted in at(subject.inputs, PRIMARY):
        for other in subject.others(INSTANCE):
            if first(other.inputs, PRIMARY) == wanted:
                yield Failure(where, f"InvalidNetworkInterface.InUse: {wanted} is that of {other.id}")


def _volume_in_use(subject: Subject) -> Iterator[Failure]:
    for other in subject.others(ATTACHMENT):
        same = other.get("volumeId") == subject.get("volumeId")
        if same and other.get("instanceId") != subject.get("instanceId"):
            yield Failure("volumeId", f"VolumeInUse: it is attached to {other.get('instanceId')}")


def _same_zone(subject: Subject) -> Iterator[Failure]:
    """A volume is attached to a machine of its own zone."""
    for volume in subject.named(VOLUME, subject.get("volumeId")):
        for instance in subject.named(INSTANCE, subject.get("instanceId")):
            zone = _zone(subject, instance)
            if zone and volume.get("availabilityZone") not in (None, zone):
                what = f"the volume is in {volume.get('availabilityZone')}, the machine in {zone}"
                yield Failure("volumeId", f"InvalidVolume.ZoneMismatch: {what}")


def _zone(subject: Subject, instance: Record) -> Any:
    subnets = [instance.get("subnetId")]
    interface = first(instance.inputs, PRIMARY)
    subnets += [i.get("subnetId") for i in subject.named(INTERFACE, interface)]
    found = [s for subnet in subnets if subnet for s in subject.named(SUBNET, subnet)]
    return next((s.get("availabilityZone") for s in found), None)


RULES: Final = (
    Rule(
        id="user-data-size",
        types=(INSTANCE,),
        check=_user_data,
        source="aws docs: EC2 RunInstances, UserData",
    ),
    Rule(
        id="primary-interface",
        types=(INSTANCE,),
        check=_interface_once,
        source="aws docs: EC2 RunInstances, NetworkInterface",
    ),
    Rule(id="gp3-volume", types=(VOLUME,), check=_gp3, source="aws docs: EBS gp3 volumes"),
    Rule(
        id="interface-in-use",
        types=(INSTANCE,),
        check=_interface_in_use,
        source="aws docs: EC2 error codes, InvalidNetworkInterface.InUse",
        needs_state=True,
    ),
    Rule(
        id="volume-in-use",
        types=(ATTACHMENT,),
        check=_volume_in_use,
        source="aws docs: EC2 error codes, VolumeInUse",
        needs_state=True,
    ),
    Rule(
        id="volume-zone",
        types=(ATTACHMENT,),
        check=_same_zone,
        source="aws docs: EC2 error codes, InvalidVolume.ZoneMismatch",
        needs_state=True,
    ),
)
