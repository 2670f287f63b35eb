"""The machines of a group on AWS, and what is in the secrets they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent
from components.base import Context, Placed
from components.handles import KeyHandle
from components.machines.aws_alarms import machine_alarms
from components.machines.aws_ground import AwsGround
from components.machines.bucket import START
from components.machines.rolling import joining_options, machine_options
from jurisdictions.model import Aspect
from plan import model, names

LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
"""Public parameter with the newest Amazon Linux 2023 of a region (AL2023 user guide)."""
ROOT_GIB = 30
DATA_DEVICE = "/dev/sdf"


class AwsFleet(AwsComponent):
    """Machines of one region, on their ground.

    ``secrets`` by name: what is in them. ``scripts`` by name of the machine: what it does at its start. A
    machine is made when the one before it runs, the first when all of ``after`` do. A newer image of the
    cloud's own Linux replaces nothing: it is taken when a machine is replaced for another reason.
    """

    def __init__(
        self,
        part: model.Machines,
        group: model.MachineGroup,
        *,
        ground: AwsGround,
        secrets: Mapping[str, pulumi.Output[str]],
        scripts: Mapping[str, pulumi.Output[str]],
        after: Sequence[pulumi.Resource],
        context: Context,
        keys: Mapping[str, KeyHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        here = dict.fromkeys((Aspect.REST, Aspect.KEYS, Aspect.PROCESSED), (group.place,))
        beside: list[tuple[str, Placed]] = [(group.place, keys[group.key]), (group.place, ground.handle)]
        name = names.logical(group.name, "fleet")
        super().__init__(
            "domicile:aws:MachineFleet", part, context, opts, name=name, places=here, beside=beside
        )
        self._group, self._ground, self._key = group, ground, keys[group.key]
        self._region = names.region(group.place)
        ready = [*ground.handle.ready, *(self._fill(what, text) for what, text in secrets.items())]
        self.last = tuple(after)
        """What the next machine, of another region, is made after."""
        self._instances: dict[str, aws.ec2.Instance] = {}
        for machine in group.machines:
            self.last = self._machine(machine, scripts[machine.name], [*ready, *self.last])
        machine_alarms(self, part, self._instances, ground.volumes)
        self.register_outputs({})

    def _fill(self, what: str, text: pulumi.Output[str]) -> aws.secretsmanager.SecretVersion:
        return aws.secretsmanager.SecretVersion(
            f"{self._group.name}-{what}-version",
            secret_id=self._ground.handle.secrets[what],
            secret_string=text,
            region=self._region,
            opts=self.child(),
        )

    def _start(self, machine: model.Machine, script: pulumi.Output[str]) -> aws.s3.BucketObjectv2:
        """What the machine does at its start; one that has done it never asks again."""
        return aws.s3.BucketObjectv2(
            f"{machine.name}-start",
            bucket=self._ground.bucket.bucket,
            key=f"{START}/{machine.physical}",
            content=script,
            content_type="text/x-shellscript",
            server_side_encryption="aws:kms",
            kms_key_id=self._key.id,
            region=self._region,
            tags=self.tags,
            opts=self.child(depends_on=self._ground.handle.ready),
        )

    def _machine(
        self, machine: model.Machine, script: pulumi.Output[str], after: Sequence[pulumi.Resource]
    ) -> tuple[pulumi.Resource, ...]:
        """The machine, with its disk or its balancer."""
        interface, start = self._ground.interfaces[machine.name], self._start(machine, script)
        made = aws.ec2.Instance(
            machine.name,
            ami=self._group.image or self._linux(),
            instance_type=self._group.machine_type,
            iam_instance_profile=self._ground.profile.profile.name,
            primary_network_interface=aws.ec2.InstancePrimaryNetworkInterfaceArgs(
                network_interface_id=interface.id
            ),
            metadata_options=aws.ec2.InstanceMetadataOptionsArgs(
                http_endpoint="enabled",
                http_tokens="required",
                http_put_response_hop_limit=1,
                instance_metadata_tags="disabled",
            ),
            root_block_device=aws.ec2.InstanceRootBlockDeviceArgs(
                encrypted=True,
                kms_key_id=self._key.id,
                volume_type="gp3",
                volume_size=ROOT_GIB,
                delete_on_termination=True,
                tags=self.titled(machine.physical),
            ),
            ebs_optimized=True,
            instance_initiated_shutdown_behavior="stop",
            user_data=self._ground.handle.user_data(start.key, script),
            user_data_replace_on_change=True,
            region=self._region,
            tags=self.titled(machine.physical),
            opts=machine_options(self, [*after, start], ignore_changes=() if self._group.image else ["ami"]),
        )
        self._instances[machine.name] = made
        joined = aws.ec2.VolumeAttachment(
            f"{machine.name}-data",
            instance_id=made.id,
            volume_id=self._ground.volumes[machine.name].id,
            device_name=DATA_DEVICE,
            stop_instance_before_detaching=True,
            region=self._region,
            opts=joining_options(self),
        )
        return made, joined

    def _linux(self) -> pulumi.Output[str]:
        found = aws.ssm.get_parameter_output(
            name=LINUX,
            region=self._region,
            opts=pulumi.InvokeOutputOptions(parent=self, provider=self.provider),
        )
        return found.insecure_value
