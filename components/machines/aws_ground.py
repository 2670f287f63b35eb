"""The ground of a group of machines on AWS: what stays when a machine goes."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent
from components.aws.network import NetworkHandle
from components.base import Context, Placed
from components.handles import KeyHandle
from components.machines.aws_access import (
    Profile,
    bucket_access,
    instance_profile,
    secret_access,
    security_group,
)
from components.machines.aws_alarms import balancer_alarms, report, report_access
from components.machines.aws_balancer import balancer
from components.machines.bucket import bucket_of
from components.machines.disk import disk_tags
from components.machines.handles import GroundHandle
from components.machines.script import Tools
from components.stores.s3_bucket import declare_bucket
from jurisdictions.model import Aspect
from plan import model, names

RECOVERY_DAYS = 7
DEVICE = "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_"
"""Followed by the volume's id without its hyphen (EBS user guide, "Map EBS volumes to NVMe device names")."""


class AwsGround(AwsComponent):
    """Addresses, data disks, balancer, bucket, secrets and identity of the machines of one region.

    ``secrets`` by name: whether the machines may read them, or only whoever is given them elsewhere. They are
    empty until the fleet fills them.
    """

    def __init__(
        self,
        part: model.Machines,
        group: model.MachineGroup,
        *,
        secrets: Mapping[str, bool],
        context: Context,
        keys: Mapping[str, KeyHandle],
        networks: Mapping[str, NetworkHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        key, network = keys[group.key], networks[group.network]
        here = dict.fromkeys((Aspect.REST, Aspect.KEYS, Aspect.BACKUPS), (group.place,))
        beside: list[tuple[str, Placed]] = [(group.place, key), (group.place, network)]
        super().__init__(
            "domicile:aws:MachineGround", part, context, opts, name=group.name, places=here, beside=beside
        )
        self._part, self._group, self._network, self._key = part, group, network, key
        self._region = names.region(group.place)
        guard = security_group(self, part, group, network)
        self.interfaces = {m.name: self._interface(m, guard.group) for m in group.machines}
        self.volumes = {m.name: self._volume(m) for m in group.machines}
        addresses = {name: interface.private_ip for name, interface in self.interfaces.items()}
        front, targets = balancer(self, part, group, network, addresses)
        balancer_alarms(self, part, group, front, targets)
        made = declare_bucket(self, *bucket_of(part, group), key)
        self.bucket = made.bucket
        self.profile: Profile = instance_profile(self, part, group)
        kept = {what: self._secret(what) for what in secrets}
        readable = [secret.arn for what, secret in kept.items() if secrets[what]]
        role = self.profile.role
        may = (
            bucket_access(self, group, role, made.bucket, key),
            secret_access(self, group, role, readable, key),
            report_access(self, group, role),
        )
        self.handle = GroundHandle(
            name=group.name,
            place=group.place,
            addresses=addresses,
            devices={name: volume.id.apply(_device) for name, volume in self.volumes.items()},
            host=front.dns_name,
            bucket=pulumi.Output.concat("s3://", made.bucket.bucket),
            tools=_tools(group),
            secrets={what: secret.arn for what, secret in kept.items()},
            ready=(*guard.rules, *made.ready, *may),
        )
        self.register_outputs({"host": front.dns_name})

    def _interface(self, machine: model.Machine, guard: aws.ec2.SecurityGroup) -> aws.ec2.NetworkInterface:
        return aws.ec2.NetworkInterface(
            f"{machine.name}-interface",
            description=f"{machine.physical}: its address stays when the machine is replaced",
            subnet_id=self._network.subnets[machine.subnet].id,
            security_groups=[guard.id],
            source_dest_check=True,
            region=self._region,
            tags=self.titled(machine.physical),
            opts=self.child(),
        )

    def _secret(self, what: str) -> aws.secretsmanager.Secret:
        """Without replicas: what opens this place's machines is in this place only."""
        return aws.secretsmanager.Secret(
            f"{self._group.name}-{what}-secret",
            name=f"{self._group.identity}/{what}",
            description=f"{what} of {self._part.store} in {self._group.place}",
            kms_key_id=self._key.id,
            recovery_window_in_days=RECOVERY_DAYS if self.context.identity.protect else 0,
            region=self._region,
            tags=self.tags,
            opts=self.child(stateful=True, depends_on=self._key.ready),
        )

    def _volume(self, machine: model.Machine) -> aws.ebs.Volume:
        group = self._group
        return aws.ebs.Volume(
            f"{machine.name}-data",
            availability_zone=self._zone(machine),
            size=group.disk_gib,
            type="gp3",
            iops=group.disk_iops,
            throughput=group.disk_mib_s,
            encrypted=True,
            kms_key_id=self._key.id,
            region=self._region,
            tags={**disk_tags(self._part, machine), "Name": f"{machine.physical}-data"},
            opts=self.child(stateful=True, depends_on=self._key.ready),
        )

    def _zone(self, machine: model.Machine) -> pulumi.Output[str]:
        """Name of its zone, looked up and not taken from the subnet: a preview can judge where it is."""
        found = aws.get_availability_zone_output(
            zone_id=machine.zone,
            region=self._region,
            opts=pulumi.InvokeOutputOptions(parent=self, provider=self.provider),
        )
        return found.name


def _device(volume_id: str) -> str:
    return DEVICE + volume_id.replace("-", "")


def _tools(group: model.MachineGroup) -> Tools:
    """Amazon Linux has the command line of AWS."""
    region = names.region(group.place)
    secret = f'aws secretsmanager get-secret-value --region {region} --secret-id "$1"'
    return Tools(
        fetch=f"{secret} --query SecretString --output text",
        copy=f'aws s3 cp --region {region} --only-show-errors "$1" "$2"',
        report=report(group),
    )
