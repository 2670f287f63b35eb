"""CockroachDB on virtual machines: one cluster, or a second one of the same jurisdiction that follows it.

In one cluster a majority of replicas agrees on every write; a zone or a region can go. A second cluster is a
copy that lags by seconds, and takes over by a command (docs/operations/cockroachdb.md). The first machine of
each cluster makes it and keeps its settings; all machines come from the substrate (``components.machines``).
"""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.aws.network import NetworkHandle as AwsNetworkHandle
from components.base import Context
from components.gcp.handles import NetworkHandle as GcpNetworkHandle
from components.handles import KeyHandle
from components.machines.certificates import Wanted, bundle
from components.machines.script import Workload
from components.machines.store import ADMIN, CLIENT, MachineStore, Member
from components.stores import cockroachdb_commands as commands
from jurisdictions import place
from plan import model
from schema.engines import cockroachdb as schema


class Cockroachdb(MachineStore):
    """Declares grounds, certificates and machines of one store. ``licence`` is the key, as a secret.

    Who signs in has a certificate. In the secret: ``ca.crt``, ``client.<user>.crt``, ``client.<user>.key``.
    """

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
        super().__init__(
            "domicile:store:Cockroachdb",
            part,
            context=context,
            keys=keys,
            on_aws=on_aws,
            on_gcp=on_gcp,
            opts=opts,
        )
        self._licence = licence
        self._sql = {cluster.name: schema.on_machines(part, cluster) for cluster in part.clusters}
        users = {ADMIN: "root", CLIENT: part.username}
        if len(part.clusters) > 1:
            users[schema.REPLICATOR] = schema.REPLICATOR
        self._certificates = self.certify(
            lambda _: "node",
            dns_names=["localhost"],
            addresses=["127.0.0.1"],
            users={secret: Wanted(common_name=user) for secret, user in users.items()},
        )
        self.start(self._certificates.authority, contents=self._contents, workload=self._workload)

    def _contents(self, group: model.MachineGroup) -> dict[str, pulumi.Output[str]]:
        """What is in the secrets of a place."""
        admin = {**self._files(ADMIN, "client.root"), commands.LICENCE: self._licence}
        if schema.REPLICATOR in self._certificates.issued:
            admin |= self._files(schema.REPLICATOR, f"client.{schema.REPLICATOR}")
        machines = {m.name: bundle(self._files(m.name, "node")) for m in group.machines}
        return {
            ADMIN: bundle(admin),
            CLIENT: bundle(self._files(CLIENT, f"client.{self.part.username}")),
            **machines,
        }

    def _files(self, name: str, stem: str) -> dict[str, pulumi.Input[str]]:
        issued = self._certificates.issued[name]
        return {
            "ca.crt": self._certificates.authority,
            f"{stem}.crt": issued.certificate,
            f"{stem}.key": issued.key,
        }

    def _workload(self, member: Member) -> Workload:
        made = commands.Cluster(
            sql=self._sql[member.cluster.name],
            virtual=schema.is_virtual(self.part),
            follows=tuple(a for cluster in member.followed for a in member.addresses(cluster.machines)),
        )
        return commands.workload(_node(member), made if member.starts else None)


def _node(member: Member) -> commands.Node:
    part, machines, at = member.part, member.cluster.machines, member.group.place
    (country,) = sorted(place(at).countries)
    return commands.Node(
        address=member.address,
        members=member.addresses(machines),
        seeds=member.addresses([m for m in machines if m.seed]),
        cluster=member.cluster.name,
        locality={
            "country": country.lower(),
            "cloud": at.partition("/")[0],
            "region": schema.region_of(member.group),
            "zone": member.machine.zone,
        },
        rpc_port=part.member_ports[0],
        sql_port=part.sql_port,
        http_port=part.health_port,
    )
