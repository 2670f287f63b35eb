"""YugabyteDB on virtual machines: one universe, or a second one of the same jurisdiction that follows it.

In one universe a majority of replicas agrees on every write; a zone or a region can go. A second universe is
a copy that lags, and takes over by a command (docs/operations/yugabytedb.md). Each universe has as many
masters as copies, and its first machine keeps its settings; all machines come from the substrate
(``components.machines``). A universe is of one jurisdiction: its masters hold statistics of every table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pulumi
import pulumi_random as random

from components.aws.network import NetworkHandle as AwsNetworkHandle
from components.base import Context
from components.gcp.handles import NetworkHandle as GcpNetworkHandle
from components.handles import KeyHandle
from components.machines.bucket import BACKUPS
from components.machines.certificates import bundle
from components.machines.script import Workload
from components.machines.store import ADMIN, CLIENT, MachineStore, Member
from components.stores import yugabytedb_commands as commands
from plan import model, names
from schema.engines import yugabytedb as schema

LENGTH = 40
"""Letters and digits: over 230 bits, and nothing to quote."""


class Yugabytedb(MachineStore):
    """Declares grounds, certificates, passwords and machines of one store.

    Who signs in has a password. In the secret: ``ca.crt``, ``<user>.password``; in that of operators, both.
    """

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
        super().__init__(
            "domicile:store:Yugabytedb",
            part,
            context=context,
            keys=keys,
            on_aws=on_aws,
            on_gcp=on_gcp,
            opts=opts,
        )
        self._sql = {cluster.name: schema.on_machines(part, cluster) for cluster in part.clusters}
        self._certificates = self.certify(lambda machine: machine.physical)
        self._passwords = {user: self._password(user) for user in (schema.OPERATOR, part.username)}
        self.start(self._certificates.authority, contents=self._contents, workload=self._workload)

    def _password(self, user: str) -> pulumi.Output[str]:
        """The same in every universe of the store: roles are not replicated."""
        return random.RandomPassword(
            names.logical(self.part.name, user, "password"),
            length=LENGTH,
            special=False,
            opts=self.child(stateful=True, of_cloud=False),
        ).result

    def _contents(self, group: model.MachineGroup) -> dict[str, pulumi.Output[str]]:
        """What is in the secrets of a place."""
        user = self.part.username
        client = {"ca.crt": self._certificates.authority, f"{user}.password": self._passwords[user]}
        return {
            ADMIN: bundle({**client, f"{schema.OPERATOR}.password": self._passwords[schema.OPERATOR]}),
            CLIENT: bundle(client),
            **{machine.name: self._member(group, machine) for machine in group.machines},
        }

    def _member(self, group: model.MachineGroup, machine: model.Machine) -> pulumi.Output[str]:
        """The certificate of a machine under the names that YugabyteDB looks for."""
        issued = self._certificates.issued[machine.name]
        known = pulumi.Output.all(
            self.grounds[group.place].addresses[machine.name],
            self._certificates.authority,
            issued.certificate,
            issued.key,
        )
        return pulumi.Output.secret(known.apply(_named))

    def _workload(self, member: Member) -> Workload:
        cluster = member.cluster
        made = commands.Universe(
            username=self.part.username,
            sql=self._sql[cluster.name],
            blocks=schema.blocks(cluster),
            replicas=cluster.replication_factor,
            backup_days=self.part.backup_days,
            follows=tuple(address for other in member.followed for address in _masters(member, other)),
        )
        return commands.workload(_node(member), made if member.starts else None)


def _named(known: Sequence[str]) -> str:
    address, authority, certificate, key = known
    stem = f"node.{address}"
    return json.dumps({"ca.crt": authority, f"{stem}.crt": certificate, f"{stem}.key": key}, sort_keys=True)


def _masters(member: Member, cluster: model.MachineCluster) -> tuple[str, ...]:
    """Of a universe, as its members know them: as many as copies."""
    return member.addresses(cluster.machines[: cluster.replication_factor])


def _node(member: Member) -> commands.Node:
    """The first machine of each region exports: all have all the data."""
    part, group, machine = member.part, member.group, member.machine
    exports = part.backup_days > 0 and machine == group.machines[0]
    return commands.Node(
        address=member.address,
        masters=_masters(member, member.cluster),
        cloud=group.place.partition("/")[0],
        region=names.region(group.place),
        zone=machine.zone,
        replicas=member.cluster.replication_factor,
        master_port=part.member_ports[0],
        tserver_port=part.member_ports[1],
        sql_port=part.sql_port,
        pages_port=part.health_port,
        follows=len(part.clusters) > 1,
        database=part.database,
        bucket=f"{member.bucket}/{BACKUPS}" if exports else "",
    )
