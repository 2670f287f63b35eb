"""CockroachDB on virtual machines: one cluster, or a second one of the same jurisdiction that follows it.

In one cluster a majority of replicas agrees on every write; a zone or a region can go. A second cluster is a
copy that lags by seconds, and takes over by a command (docs/operations/cockroachdb.md). The first machine of
each cluster makes it and keeps its settings; all machines come from the substrate (``components.machines``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.aws.network import NetworkHandle as AwsNetworkHandle
from components.base import Component, Context
from components.gcp.handles import NetworkHandle as GcpNetworkHandle
from components.handles import KeyHandle, keys_beside
from components.machines.bucket import SOFTWARE
from components.machines.certificates import Certificates, Issued, Wanted, bundle
from components.machines.script import Boot, start_script
from components.machines.substrate import Substrate
from components.stores import cockroachdb_commands as commands
from jurisdictions import place
from jurisdictions.model import Aspect
from plan import model
from schema.engines import cockroachdb as schema

ADMIN, CLIENT = "admin", "client"
"""Secrets of every place: root's, for the machine that starts a cluster; the application's, for clients."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CockroachdbHandle:
    """A declared store."""

    name: str
    hosts: Mapping[str, pulumi.Output[str]]
    """What clients of each place connect to; home first."""
    clients: Mapping[str, pulumi.Output[str]]
    """By place: secret with ``ca.crt``, ``client.<user>.crt`` and ``client.<user>.key``, as JSON."""
    admins: Mapping[str, pulumi.Output[str]]
    """By place: secret with the same of ``root``."""
    buckets: Mapping[str, pulumi.Output[str]]
    """By place: URL of the bucket of backups and software."""
    authority: pulumi.Output[str]
    """Certificate of the store's own authority, as PEM."""


class Cockroachdb(Component):
    """Declares grounds, certificates and machines of one store. ``licence`` is the key, as a secret."""

    def __init__(
        self,
        part: model.Machines,
        *,
        licence: pulumi.Input[str],
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
        super().__init__("domicile:store:Cockroachdb", part, context, opts, places=here, beside=beside)
        self._part, self._licence = part, licence
        inside = pulumi.ResourceOptions(parent=self)
        base = Substrate(part=part, context=context, keys=keys, on_aws=on_aws, on_gcp=on_gcp)
        self._grounds = {g.place: base.ground(g, secrets=_secrets(g), opts=inside) for g in part.groups}
        self._certificates = Certificates(part, wanted=self._wanted(), context=context, opts=inside)
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
        self.handle = CockroachdbHandle(
            name=part.name,
            hosts={at: ground.host for at, ground in grounds.items()},
            clients={at: ground.secrets[CLIENT] for at, ground in grounds.items()},
            admins={at: ground.secrets[ADMIN] for at, ground in grounds.items()},
            buckets={at: ground.bucket for at, ground in grounds.items()},
            authority=self._certificates.authority,
        )
        self.register_outputs({"hosts": dict(self.handle.hosts)})

    def _wanted(self) -> dict[str, Wanted]:
        """A certificate for each machine, valid for its address and its balancer, and one for each user."""
        found = {
            ADMIN: Wanted(common_name="root"),
            CLIENT: Wanted(common_name=self._part.username),
        }
        if len(self._part.clusters) > 1:
            found[schema.REPLICATOR] = Wanted(common_name=schema.REPLICATOR)
        for group in self._part.groups:
            ground = self._grounds[group.place].handle
            dns: list[pulumi.Input[str]] = ["localhost"]
            addresses: list[pulumi.Input[str]] = ["127.0.0.1"]
            (dns if ground.host_is_name else addresses).append(ground.host)
            for machine in group.machines:
                found[machine.name] = Wanted(
                    common_name="node",
                    dns_names=dns,
                    addresses=[*addresses, ground.addresses[machine.name]],
                    serves=True,
                )
        return found

    def _contents(self, group: model.MachineGroup) -> dict[str, pulumi.Output[str]]:
        """What is in the secrets of a place."""
        issued, user = self._certificates.issued, self._part.username
        admin: dict[str, pulumi.Input[str]] = {
            **self._files(issued[ADMIN], "client.root"),
            commands.LICENCE: self._licence,
        }
        if schema.REPLICATOR in issued:
            admin |= self._files(issued[schema.REPLICATOR], f"client.{schema.REPLICATOR}")
        machines = {m.name: bundle(self._files(issued[m.name], "node")) for m in group.machines}
        return {
            ADMIN: bundle(admin),
            CLIENT: bundle(self._files(issued[CLIENT], f"client.{user}")),
            **machines,
        }

    def _files(self, issued: Issued, stem: str) -> dict[str, pulumi.Input[str]]:
        return {
            "ca.crt": self._certificates.authority,
            f"{stem}.crt": issued.certificate,
            f"{stem}.key": issued.key,
        }

    def _script(
        self, cluster: model.MachineCluster, group: model.MachineGroup, machine: model.Machine
    ) -> pulumi.Output[str]:
        """What one machine does at its start, from what is known only when the ground is there."""
        ground = self._grounds[group.place].handle
        addresses = {n: a for g in self._grounds.values() for n, a in g.handle.addresses.items()}
        starts = machine == cluster.starter
        secrets = [machine.name, *([ADMIN] if starts else [])]
        known = pulumi.Output.all(
            addresses=pulumi.Output.all(**addresses),
            buckets=pulumi.Output.all(**{at: g.handle.bucket for at, g in self._grounds.items()}),
            device=ground.devices[machine.name],
            secrets=pulumi.Output.all(*(ground.secrets[what] for what in secrets)),
        )
        part, sql = self._part, schema.on_machines(self._part, cluster)

        def render(found: Mapping[str, object]) -> str:
            at = Found(**found)  # type: ignore[arg-type]  # outputs have no static shape
            made = _cluster(part, cluster, sql, at) if starts else None
            software = f"{at.buckets[group.place]}/{SOFTWARE}/{part.software.archive}"
            return start_script(
                Boot(
                    name=machine.physical,
                    device=at.device,
                    tools=ground.tools,
                    archive="" if group.image else software,
                    sha256=part.software.sha256,
                    program=commands.PROGRAM,
                    install=commands.INSTALL,
                    user=commands.USER,
                    secrets=tuple(at.secrets),
                    files=commands.files(_node(part, cluster, group, machine, at), made),
                    services=commands.services(made),
                    reloads=(commands.SERVICE,),
                )
            )

        return known.apply(render)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What is known once the ground is there."""

    addresses: Mapping[str, str]
    """By name of the machine."""
    buckets: Mapping[str, str]
    """URL by place."""
    device: str
    secrets: list[str]


def _secrets(group: model.MachineGroup) -> dict[str, bool]:
    """Secrets of a place: whether its machines read them."""
    return {ADMIN: True, CLIENT: False, **dict.fromkeys((m.name for m in group.machines), True)}


def _node(
    part: model.Machines,
    cluster: model.MachineCluster,
    group: model.MachineGroup,
    machine: model.Machine,
    found: Found,
) -> commands.Node:
    (country,) = sorted(place(group.place).countries)
    return commands.Node(
        address=found.addresses[machine.name],
        members=tuple(found.addresses[m.name] for m in cluster.machines),
        seeds=tuple(found.addresses[m.name] for m in cluster.machines if m.seed),
        cluster=cluster.name,
        locality={
            "country": country.lower(),
            "cloud": group.place.partition("/")[0],
            "region": schema.region_of(group),
            "zone": machine.zone,
        },
        rpc_port=part.member_ports[0],
        sql_port=part.sql_port,
        http_port=part.health_port,
    )


def _cluster(
    part: model.Machines, cluster: model.MachineCluster, sql: Mapping[str, str], found: Found
) -> commands.Cluster:
    followed = [c for c in part.clusters if c.role == "home"] if cluster.role == "recovery" else []
    return commands.Cluster(
        sql=sql,
        virtual=schema.is_virtual(part),
        follows=tuple(found.addresses[m.name] for c in followed for m in c.machines),
    )
