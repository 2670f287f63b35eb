"""YugabyteDB on virtual machines: one universe, or a second one of the same jurisdiction that follows it.

In one universe a majority of replicas agrees on every write; a zone or a region can go. A second universe is
a copy that lags, and takes over by a command (docs/operations/yugabytedb.md). Each universe has as many
masters as copies, and its first machine keeps its settings; all machines come from the substrate
(``components.machines``). A universe is of one jurisdiction: its masters hold statistics of every table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_random as random

from components.aws.network import NetworkHandle as AwsNetworkHandle
from components.base import Component, Context
from components.gcp.handles import NetworkHandle as GcpNetworkHandle
from components.handles import KeyHandle, keys_beside
from components.machines.bucket import BACKUPS, SOFTWARE
from components.machines.certificates import Certificates, Wanted, bundle
from components.machines.script import Boot, start_script
from components.machines.substrate import Substrate
from components.stores import yugabytedb_commands as commands
from jurisdictions.model import Aspect
from plan import model, names
from schema.engines import yugabytedb as schema

ADMIN, CLIENT = schema.OPERATOR, "client"
"""Secrets of every place: all passwords, for its first machine and operators; the application's own."""
LENGTH = 40
"""Letters and digits: over 230 bits, and nothing to quote."""


@dataclass(frozen=True, kw_only=True, slots=True)
class YugabytedbHandle:
    """A declared store."""

    name: str
    hosts: Mapping[str, pulumi.Output[str]]
    """What clients of each place connect to; home first."""
    clients: Mapping[str, pulumi.Output[str]]
    """By place: secret with ``ca.crt`` and ``<user>.password``, as JSON."""
    admins: Mapping[str, pulumi.Output[str]]
    """By place: secret with the same, and ``admin.password``."""
    buckets: Mapping[str, pulumi.Output[str]]
    """By place: URL of the bucket of backups and software."""
    authority: pulumi.Output[str]
    """Certificate of the store's own authority, as PEM."""


class Yugabytedb(Component):
    """Declares grounds, certificates, passwords and machines of one store."""

    def __init__(
        self,
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
        beside = keys_beside(part.groups, keys)
        super().__init__("domicile:store:Yugabytedb", part, context, opts, places=here, beside=beside)
        self._part = part
        inside = pulumi.ResourceOptions(parent=self)
        base = Substrate(part=part, context=context, keys=keys, on_aws=on_aws, on_gcp=on_gcp)
        self._grounds = {g.place: base.ground(g, secrets=_secrets(g), opts=inside) for g in part.groups}
        self._certificates = Certificates(part, wanted=self._wanted(), context=context, opts=inside)
        self._passwords = {user: self._password(user) for user in (ADMIN, part.username)}
        after: Sequence[pulumi.Resource] = ()
        for cluster in part.clusters:
            for group in cluster.groups:
                after = base.fleet(
                    group,
                    self._grounds[group.place],
                    secrets=self._contents(group),
                    scripts={m.name: self._script(cluster, group, m) for m in group.machines},
                    after=after,
                    opts=inside,
                )
        grounds = {at: ground.handle for at, ground in self._grounds.items()}
        self.handle = YugabytedbHandle(
            name=part.name,
            hosts={at: ground.host for at, ground in grounds.items()},
            clients={at: ground.secrets[CLIENT] for at, ground in grounds.items()},
            admins={at: ground.secrets[ADMIN] for at, ground in grounds.items()},
            buckets={at: ground.bucket for at, ground in grounds.items()},
            authority=self._certificates.authority,
        )
        self.register_outputs({"hosts": dict(self.handle.hosts)})

    def _password(self, user: str) -> pulumi.Output[str]:
        """The same in every universe of the store: roles are not replicated."""
        return random.RandomPassword(
            names.logical(self._part.name, user, "password"),
            length=LENGTH,
            special=False,
            opts=self.child(stateful=True, of_cloud=False),
        ).result

    def _wanted(self) -> dict[str, Wanted]:
        """A certificate for each machine, valid for its address and its balancer."""
        found = dict[str, Wanted]()
        for group in self._part.groups:
            ground = self._grounds[group.place].handle
            dns: list[pulumi.Input[str]] = [ground.host] if ground.host_is_name else []
            front: list[pulumi.Input[str]] = [] if ground.host_is_name else [ground.host]
            for machine in group.machines:
                found[machine.name] = Wanted(
                    common_name=machine.physical,
                    dns_names=dns,
                    addresses=[*front, ground.addresses[machine.name]],
                    serves=True,
                )
        return found

    def _contents(self, group: model.MachineGroup) -> dict[str, pulumi.Output[str]]:
        """What is in the secrets of a place."""
        user = self._part.username
        client = {"ca.crt": self._certificates.authority, f"{user}.password": self._passwords[user]}
        return {
            ADMIN: bundle({**client, f"{ADMIN}.password": self._passwords[ADMIN]}),
            CLIENT: bundle(client),
            **{machine.name: self._member(group, machine) for machine in group.machines},
        }

    def _member(self, group: model.MachineGroup, machine: model.Machine) -> pulumi.Output[str]:
        """The certificate of a machine under the names that YugabyteDB looks for."""
        issued = self._certificates.issued[machine.name]
        known = pulumi.Output.all(
            self._grounds[group.place].handle.addresses[machine.name],
            self._certificates.authority,
            issued.certificate,
            issued.key,
        )
        return pulumi.Output.secret(known.apply(_named))

    def _script(
        self, cluster: model.MachineCluster, group: model.MachineGroup, machine: model.Machine
    ) -> pulumi.Output[str]:
        """What one machine does at its start, from what is known only when the ground is there."""
        ground = self._grounds[group.place].handle
        addresses = {n: a for g in self._grounds.values() for n, a in g.handle.addresses.items()}
        starts = machine == cluster.starter
        secrets = [machine.name, *([ADMIN] if starts else [])]
        part, sql = self._part, schema.on_machines(self._part, cluster)

        def render(found: Sequence[object]) -> str:
            at = Found(*found)  # type: ignore[arg-type]  # outputs have no static shape
            node = _node(part, cluster, group, machine, at)
            universe = _universe(part, cluster, sql, at) if starts else None
            return start_script(
                Boot(
                    name=machine.physical,
                    device=at.device,
                    tools=ground.tools,
                    archive="" if group.image else f"{at.bucket}/{SOFTWARE}/{part.software.archive}",
                    sha256=part.software.sha256,
                    program=commands.PROGRAM,
                    install=commands.INSTALL,
                    user=commands.USER,
                    secrets=tuple(at.secrets),
                    files=commands.files(node, universe),
                    services=commands.services(node, universe),
                    reloads=(*([commands.MASTER] if node.is_master else []), commands.TSERVER),
                )
            )

        return pulumi.Output.all(
            pulumi.Output.all(**addresses),
            ground.bucket,
            ground.devices[machine.name],
            pulumi.Output.all(*(ground.secrets[what] for what in secrets)),
        ).apply(render)


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a machine once the ground is there."""

    addresses: Mapping[str, str]
    """Of all machines of the store, by name."""
    bucket: str
    """URL of its place's bucket."""
    device: str
    secrets: list[str]


def _secrets(group: model.MachineGroup) -> dict[str, bool]:
    """Secrets of a place: whether its machines read them."""
    return {ADMIN: True, CLIENT: False, **dict.fromkeys((m.name for m in group.machines), True)}


def _named(known: Sequence[str]) -> str:
    address, authority, certificate, key = known
    stem = f"node.{address}"
    return json.dumps({"ca.crt": authority, f"{stem}.crt": certificate, f"{stem}.key": key}, sort_keys=True)


def _masters(cluster: model.MachineCluster, found: Found) -> tuple[str, ...]:
    """As many as copies."""
    return tuple(found.addresses[m.name] for m in cluster.machines[: cluster.replication_factor])


def _node(
    part: model.Machines,
    cluster: model.MachineCluster,
    group: model.MachineGroup,
    machine: model.Machine,
    found: Found,
) -> commands.Node:
    """The first machine of each region exports: all have all the data."""
    exports = part.backup_days > 0 and machine == group.machines[0]
    return commands.Node(
        address=found.addresses[machine.name],
        masters=_masters(cluster, found),
        cloud=group.place.partition("/")[0],
        region=names.region(group.place),
        zone=machine.zone,
        replicas=cluster.replication_factor,
        master_port=part.member_ports[0],
        tserver_port=part.member_ports[1],
        sql_port=part.sql_port,
        pages_port=part.health_port,
        follows=len(part.clusters) > 1,
        database=part.database,
        bucket=f"{found.bucket}/{BACKUPS}" if exports else "",
    )


def _universe(
    part: model.Machines, cluster: model.MachineCluster, sql: Mapping[str, str], found: Found
) -> commands.Universe:
    followed = [c for c in part.clusters if c.role == "home"] if cluster.role == "recovery" else []
    return commands.Universe(
        username=part.username,
        sql=sql,
        blocks=schema.blocks(cluster),
        replicas=cluster.replication_factor,
        backup_days=part.backup_days,
        follows=tuple(address for c in followed for address in _masters(c, found)),
    )
