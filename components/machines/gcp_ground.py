"""The ground of a group of machines on Google Cloud: what stays when a machine goes."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
from pulumi_gcp import compute, secretmanager

from components.base import Context, Placed
from components.gcp.component import GcpComponent
from components.gcp.handles import NetworkHandle
from components.handles import KeyHandle
from components.machines import gcp_alerts
from components.machines.bucket import bucket_of
from components.machines.disk import disk_tags
from components.machines.gcp_access import account_of, bucket_access, firewall, secret_access
from components.machines.gcp_balancer import balancer, front_address, zone_groups
from components.machines.handles import GroundHandle
from components.machines.script import Tools
from components.stores.gcs import declare_bucket
from jurisdictions.model import Aspect
from plan import model, names

DISK = "data"
"""Name of the data disk as the machine sees it: ``/dev/disk/by-id/google-data``."""


class GcpGround(GcpComponent):
    """Addresses, data disks, balancer, bucket, secrets and identity of the machines of one region.

    ``secrets`` by name: whether the machines may read them, or only whoever is given them elsewhere. They are
    empty until the fleet fills them. Each is a secret with one replica, in this region: regional secrets are
    reached through regional endpoints only, and the data tier has no way to these.
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
        beside: list[tuple[str, Placed]] = [(group.place, key), (group.place, network.near(group.place))]
        super().__init__(
            "domicile:gcp:MachineGround", part, context, opts, name=group.name, places=here, beside=beside
        )
        self._part, self._group, self._key = part, group, key
        self.region = network.near(group.place)
        self.account = account_of(self, part, group)
        rules = firewall(self, part, group, network, self.account.email)
        self.addresses = {m.name: self._address(m) for m in group.machines}
        self.disks = {m.name: self._disk(m) for m in group.machines}
        self.members = zone_groups(self, group, network)
        front = front_address(self, group, self.region.tiers["data"])
        balancer(self, part, group, network, address=front, members=self.members)
        bucket = declare_bucket(self, *bucket_of(part, group), key)
        self.bucket = bucket
        kept = {what: self._secret(what) for what in secrets}
        may = [
            secret_access(self, names.logical(group.name, what), secret, self.account.member)
            for what, secret in kept.items()
            if secrets[what]
        ]
        may_bucket = bucket_access(self, group, self.account.member, bucket)
        self.handle = GroundHandle(
            name=group.name,
            place=group.place,
            addresses={name: address.address for name, address in self.addresses.items()},
            devices={
                name: disk.id.apply(lambda _: f"/dev/disk/by-id/google-{DISK}")
                for name, disk in self.disks.items()
            },
            host=front.address,
            bucket=pulumi.Output.concat("gs://", bucket.name),
            secrets={what: secret.id for what, secret in kept.items()},
            tools=Tools(
                fetch='gcloud secrets versions access latest --secret="$1"',
                copy='gcloud storage cp --quiet "$1" "$2"',
                report=gcp_alerts.report(group, self.project),
                files=gcp_alerts.report_files(),
            ),
            ready=(*rules, *may_bucket, *may, gcp_alerts.report_access(self, group, self.account.member)),
        )
        gcp_alerts.declare(self, part, group)
        self.register_outputs({"host": front.address})

    def _address(self, machine: model.Machine) -> compute.Address:
        return compute.Address(
            f"{machine.name}-address",
            name=machine.physical,
            project=self.project,
            region=names.region(self._group.place),
            address_type="INTERNAL",
            purpose="GCE_ENDPOINT",
            subnetwork=self.region.subnets[machine.subnet],
            labels=self.tags,
            opts=self.child(),
        )

    def _disk(self, machine: model.Machine) -> compute.Disk:
        return compute.Disk(
            f"{machine.name}-data",
            name=names.physical(machine.physical, DISK, limit=63),
            project=self.project,
            zone=machine.zone,
            type="pd-ssd",
            size=self._group.disk_gib,
            disk_encryption_key=compute.DiskDiskEncryptionKeyArgs(kms_key_self_link=self._key.id),
            deletion_policy=self.deletion_policy,
            labels=disk_tags(self._part, machine),
            opts=self.child(stateful=True, depends_on=self._key.ready),
        )

    def _secret(self, what: str) -> secretmanager.Secret:
        replica = secretmanager.SecretReplicationUserManagedReplicaArgs(
            location=names.region(self._group.place),
            customer_managed_encryption=(
                secretmanager.SecretReplicationUserManagedReplicaCustomerManagedEncryptionArgs(
                    kms_key_name=self._key.id
                )
            ),
        )
        return secretmanager.Secret(
            f"{self._group.name}-{what}-secret",
            secret_id=f"{self._group.identity}-{what}",
            project=self.project,
            replication=secretmanager.SecretReplicationArgs(
                user_managed=secretmanager.SecretReplicationUserManagedArgs(replicas=[replica])
            ),
            deletion_policy=self.deletion_policy,
            labels=self.tags,
            opts=self.child(stateful=True, depends_on=self._key.ready),
        )
