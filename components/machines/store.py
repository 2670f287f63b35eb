"""A store on machines: grounds, certificates and fleets of its clusters, for an engine to fill.

An engine derives its component from ``MachineStore`` and says which certificates it wants (``certify``), what
is in the secrets of a place, and what runs on each machine (``start``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.aws.network import NetworkHandle as AwsNetworkHandle
from components.base import Component, Context
from components.gcp.handles import NetworkHandle as GcpNetworkHandle
from components.handles import KeyHandle, keys_beside
from components.machines.bucket import SOFTWARE
from components.machines.certificates import Certificates, Wanted
from components.machines.script import Boot, Workload, start_script
from components.machines.substrate import Substrate
from jurisdictions.model import Aspect
from plan import model

ADMIN, CLIENT = "admin", "client"
"""Secrets of every place: operators', which the machine that starts a cluster reads; the application's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MachineStoreHandle:
    """A declared store. What is in its secrets, JSON of file name to text, is the engine's to say."""

    name: str
    hosts: Mapping[str, pulumi.Output[str]]
    """What clients of each place connect to; home first."""
    clients: Mapping[str, pulumi.Output[str]]
    """By place: secret with what the application signs in with."""
    admins: Mapping[str, pulumi.Output[str]]
    """By place: secret with what operators sign in with."""
    buckets: Mapping[str, pulumi.Output[str]]
    """By place: URL of the bucket of backups and software."""
    authority: pulumi.Output[str]
    """Certificate of the store's own authority, as PEM."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A machine of a cluster, with what is known of it once the grounds are there."""

    part: model.Machines
    cluster: model.MachineCluster
    group: model.MachineGroup
    machine: model.Machine
    address_by_name: Mapping[str, str]
    """Of all machines of the store."""
    bucket: str
    """URL of its place's bucket."""

    @property
    def starts(self) -> bool:
        """Whether it makes its cluster, and keeps its settings."""
        return self.machine == self.cluster.starter

    @property
    def followed(self) -> tuple[model.MachineCluster, ...]:
        """The cluster that its own follows; none where its own is written to."""
        recovers = self.cluster.role == "recovery"
        return tuple(c for c in self.part.clusters if recovers and c.role == "home")

    @property
    def address(self) -> str:
        """Its own."""
        return self.address_by_name[self.machine.name]

    def addresses(self, machines: Sequence[model.Machine]) -> tuple[str, ...]:
        """Those of ``machines``."""
        return tuple(self.address_by_name[machine.name] for machine in machines)


class MachineStore(Component):
    """Declares the grounds of one store; its engine then asks for certificates, and after them for fleets."""

    handle: MachineStoreHandle

    def __init__(
        self,
        token: str,
        part: model.Machines,
        *,
        context: Context,
        keys: Mapping[str, KeyHandle],
        on_aws: Mapping[str, AwsNetworkHandle],
        on_gcp: Mapping[str, GcpNetworkHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        here = dict.fromkeys(
            (Aspect.REST, Aspect.KEYS, Aspect.BACKUPS, Aspect.LOGS, Aspect.PROCESSED), part.networked
        )
        super().__init__(token, part, context, opts, places=here, beside=keys_beside(part.groups, keys))
        self.part = part
        self._inside = pulumi.ResourceOptions(parent=self)
        self._base = Substrate(part=part, context=context, keys=keys, on_aws=on_aws, on_gcp=on_gcp)
        self._grounds = {
            g.place: self._base.ground(g, secrets=_secrets(g), opts=self._inside) for g in part.groups
        }
        self.grounds = {at: ground.handle for at, ground in self._grounds.items()}

    def certify(
        self,
        common_name: Callable[[model.Machine], str],
        *,
        dns_names: Sequence[str] = (),
        addresses: Sequence[str] = (),
        users: Mapping[str, Wanted] | None = None,
    ) -> Certificates:
        """The authority; a certificate for each of ``users``, and for each machine by its name.

        A machine's is valid for its own address, its balancer, and ``dns_names`` and ``addresses`` besides.
        """
        wanted = dict(users or {})
        for group in self.part.groups:
            ground = self.grounds[group.place]
            front = [ground.host]
            for machine in group.machines:
                wanted[machine.name] = Wanted(
                    common_name=common_name(machine),
                    dns_names=[*dns_names, *(front if ground.host_is_name else ())],
                    addresses=[
                        *addresses,
                        *(() if ground.host_is_name else front),
                        ground.addresses[machine.name],
                    ],
                    serves=True,
                )
        return Certificates(self.part, wanted=wanted, context=self.context, opts=self._inside)

    def start(
        self,
        authority: pulumi.Output[str],
        *,
        contents: Callable[[model.MachineGroup], Mapping[str, pulumi.Output[str]]],
        workload: Callable[[Member], Workload],
    ) -> None:
        """The machines, one after another, and the end of this component.

        ``contents``: what is in the secrets of a place, by name: ``ADMIN``, ``CLIENT`` and each machine's.
        """
        after: Sequence[pulumi.Resource] = ()
        for cluster in self.part.clusters:
            for group in cluster.groups:
                after = self._base.fleet(
                    group,
                    self._grounds[group.place],
                    secrets=contents(group),
                    scripts={m.name: self._script(cluster, group, m, workload) for m in group.machines},
                    after=after,
                    opts=self._inside,
                )
        grounds = self.grounds
        self.handle = MachineStoreHandle(
            name=self.part.name,
            hosts={at: ground.host for at, ground in grounds.items()},
            clients={at: ground.secrets[CLIENT] for at, ground in grounds.items()},
            admins={at: ground.secrets[ADMIN] for at, ground in grounds.items()},
            buckets={at: ground.bucket for at, ground in grounds.items()},
            authority=authority,
        )
        self.register_outputs({"hosts": dict(self.handle.hosts)})

    def _script(
        self,
        cluster: model.MachineCluster,
        group: model.MachineGroup,
        machine: model.Machine,
        workload: Callable[[Member], Workload],
    ) -> pulumi.Output[str]:
        """What one machine does at its start, from what is known only when the grounds are there."""
        part, ground = self.part, self.grounds[group.place]
        secrets = [machine.name, *([ADMIN] if machine == cluster.starter else [])]

        def render(known: Sequence[Any]) -> str:
            addresses, bucket, device, *ids = known
            member = Member(
                part=part,
                cluster=cluster,
                group=group,
                machine=machine,
                address_by_name=addresses,
                bucket=bucket,
            )
            return start_script(
                Boot(
                    name=machine.physical,
                    device=device,
                    tools=ground.tools,
                    archive="" if group.image else f"{bucket}/{SOFTWARE}/{part.software.archive}",
                    sha256=part.software.sha256,
                    health=f"{part.health_port}{part.health_path}",
                    secrets=tuple(ids),
                    workload=workload(member),
                )
            )

        return pulumi.Output.all(
            pulumi.Output.all(**{n: a for g in self.grounds.values() for n, a in g.addresses.items()}),
            ground.bucket,
            ground.devices[machine.name],
            *(ground.secrets[what] for what in secrets),
        ).apply(render)


def _secrets(group: model.MachineGroup) -> dict[str, bool]:
    """Secrets of a place: whether its machines read them."""
    return {ADMIN: True, CLIENT: False, **dict.fromkeys((m.name for m in group.machines), True)}
