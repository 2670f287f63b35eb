"""The machines of a group on Google Cloud, and what is in the secrets they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
from pulumi_gcp import compute, secretmanager, storage

from components.base import Context, Placed
from components.gcp.component import GcpComponent
from components.handles import KeyHandle
from components.machines.bucket import START
from components.machines.gcp_ground import DISK, GcpGround
from components.machines.rolling import joining_options, machine_options
from jurisdictions.model import Aspect
from plan import model, names

LINUX = "projects/debian-cloud/global/images/family/debian-12"
"""A family: its newest image when a machine is made; a newer one replaces nothing."""
ROOT_GIB = 30


class GcpFleet(GcpComponent):
    """Machines of one region, on their ground.

    ``secrets`` by name: what is in them. ``scripts`` by name of the machine: what it does at its start. A
    machine is made when the one before it runs, the first when all of ``after`` do.
    """

    def __init__(
        self,
        part: model.Machines,
        group: model.MachineGroup,
        *,
        ground: GcpGround,
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
            "domicile:gcp:MachineFleet", part, context, opts, name=name, places=here, beside=beside
        )
        self._group, self._ground, self._key = group, ground, keys[group.key]
        ready = [*ground.handle.ready, *(self._fill(what, text) for what, text in secrets.items())]
        self.last = tuple(after)
        """What the next machine, of another region, is made after."""
        for machine in group.machines:
            self.last = self._machine(machine, scripts[machine.name], [*ready, *self.last])
        self.register_outputs({})

    def _fill(self, what: str, text: pulumi.Output[str]) -> secretmanager.SecretVersion:
        return secretmanager.SecretVersion(
            f"{self._group.name}-{what}-version",
            secret=self._ground.handle.secrets[what],
            secret_data=text,
            project=self.project,
            opts=self.child(),
        )

    def _start(self, machine: model.Machine, script: pulumi.Output[str]) -> storage.BucketObject:
        """What the machine does at its start; one that has done it never asks again."""
        return storage.BucketObject(
            f"{machine.name}-start",
            bucket=self._ground.bucket.name,
            name=f"{START}/{machine.physical}",
            content=script,
            content_type="text/x-shellscript",
            kms_key_name=self._key.id,
            opts=self.child(depends_on=self._ground.handle.ready),
        )

    def _machine(
        self, machine: model.Machine, script: pulumi.Output[str], after: Sequence[pulumi.Resource]
    ) -> tuple[pulumi.Resource, ...]:
        """The machine, with its disk or its balancer."""
        start = self._start(machine, script)
        made = compute.Instance(
            machine.name,
            name=machine.physical,
            project=self.project,
            zone=machine.zone,
            machine_type=self._group.machine_type,
            allow_stopping_for_update=True,
            boot_disk=self._boot_disk(),
            attached_disks=[
                compute.InstanceAttachedDiskArgs(
                    source=self._ground.disks[machine.name].self_link, device_name=DISK
                )
            ],
            network_interfaces=[
                compute.InstanceNetworkInterfaceArgs(
                    subnetwork=self._ground.region.subnets[machine.subnet],
                    network_ip=self._ground.addresses[machine.name].address,
                    stack_type="IPV4_ONLY",
                )
            ],
            service_account=compute.InstanceServiceAccountArgs(
                email=self._ground.account.email, scopes=["cloud-platform"]
            ),
            shielded_instance_config=compute.InstanceShieldedInstanceConfigArgs(
                enable_secure_boot=True, enable_vtpm=True, enable_integrity_monitoring=True
            ),
            scheduling=compute.InstanceSchedulingArgs(automatic_restart=True, on_host_maintenance="MIGRATE"),
            metadata={
                "enable-oslogin": "TRUE",
                "block-project-ssh-keys": "TRUE",
                "serial-port-enable": "FALSE",
            },
            metadata_startup_script=self._ground.handle.user_data(start.name, script),
            labels=self.tags,
            opts=machine_options(self, [*after, start]),
        )
        joined = compute.InstanceGroupMembership(
            f"{machine.name}-member",
            instance=made.self_link,
            instance_group=self._ground.members[machine.zone].name,
            zone=machine.zone,
            project=self.project,
            opts=joining_options(self),
        )
        return made, joined

    def _boot_disk(self) -> compute.InstanceBootDiskArgs:
        return compute.InstanceBootDiskArgs(
            auto_delete=True,
            kms_key_self_link=self._key.id,
            initialize_params=compute.InstanceBootDiskInitializeParamsArgs(
                image=self._group.image or LINUX, size=ROOT_GIB, type="pd-balanced", labels=self.tags
            ),
        )
