"""Cloud SQL for PostgreSQL: an instance over two zones, and where a region may be lost a replica.

Which of two instances is the primary is a role, and roles change: everything is named for its place, and the
plan says by home and recovery who follows whom. To change roles, first let Google do it (``gcloud sql
instances switchover``, or ``promote-replica --failover`` when the region is gone), then ``pulumi refresh``,
then swap home and recovery in the settings: what differs is changed in place, and nothing is replaced.

The provider names the disaster recovery replica to Google with the first update after both instances are
there: after a new store's first ``pulumi up`` comes a second. The name of a deleted instance stays taken for
a week.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_random as random
from pulumi_gcp import sql

from components.base import Context, Placed
from components.gcp.alerts import declare_alerts
from components.gcp.component import GcpComponent
from components.gcp.handles import NetworkHandle
from components.gcp.logs import keep_at_home
from components.gcp.secrets import secrets
from components.handles import KeyHandle, keys_beside
from components.passwords import password
from components.stores.cloud_sql_settings import alerts, instance_settings, log_source
from jurisdictions.model import Aspect
from plan import model, names

PORT = 5432
USER = "postgres"
"""Comes with the instance."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CloudSqlHandle:
    """A declared Cloud SQL store."""

    name: str
    writer: pulumi.Output[str]
    """Address of the primary, in the jurisdiction's network."""
    readers: Mapping[str, pulumi.Output[str]]
    """By place: address of the replica."""
    connections: Mapping[str, pulumi.Output[str]]
    """By place: ``project:region:instance``, which the Auth Proxy and the connectors take."""
    secrets: Mapping[str, pulumi.Output[str]]
    """By place: full name of the secret with user and password."""
    database: str
    port: int = PORT


class CloudSql(GcpComponent):
    """Declares the instances, the first database, the secrets, the way of their logs, and alerts.

    ``keys`` and ``networks`` by planned name. Each instance, and its backups, are under the key of its own
    region; backups have their location said, for unsaid they go to the nearest one of several countries.
    """

    handle: CloudSqlHandle

    def __init__(
        self,
        part: model.CloudSql,
        *,
        context: Context,
        keys: Mapping[str, KeyHandle],
        networks: Mapping[str, NetworkHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        aspects = (Aspect.REST, Aspect.KEYS, Aspect.BACKUPS, Aspect.LOGS)
        here = dict.fromkeys(aspects, tuple(m.place for m in part.members))
        beside: list[tuple[str, Placed]] = [
            (m.place, networks[m.network].near(m.place)) for m in part.members
        ]
        beside += keys_beside(part.members, keys)
        super().__init__("domicile:store:CloudSql", part, context, opts, places=here, beside=beside)
        self._part, self._keys, self._networks = part, keys, networks
        first_password = password(self, part.name)
        home, *others = part.members
        primary = self._instance(home, None, first_password)
        made = {home.place: primary} | {o.place: self._instance(o, primary, None) for o in others}
        self._database(primary)
        known = secrets(self, part.members, keys, value={"username": USER, "password": first_password.result})
        declare_alerts(self, part, [a for m in part.members for a in alerts(part, m, self.project)])
        self.handle = CloudSqlHandle(
            name=part.name,
            writer=primary.private_ip_address,
            readers={o.place: made[o.place].private_ip_address for o in others},
            connections={at: instance.connection_name for at, instance in made.items()},
            secrets=known,
            database=part.database,
        )
        self.register_outputs({"writer": self.handle.writer})

    def _instance(
        self,
        member: model.CloudSqlMember,
        primary: sql.DatabaseInstance | None,
        first: random.RandomPassword | None,
    ) -> sql.DatabaseInstance:
        part, key, network = self._part, self._keys[member.key], self._networks[member.network]
        protect = self.context.identity.protect
        kept = keep_at_home(
            self,
            member.name,
            logs=network.regions[member.place].logs,
            source=log_source(member, self.project),
            what=f"{part.jurisdiction}: logs of {member.instance}",
        )
        followers = [m.instance for m in part.members if m is not member] if primary is None else []
        return sql.DatabaseInstance(
            names.logical(member.name, "instance"),
            name=member.instance,
            project=self.project,
            region=names.region(member.place),
            database_version=part.version,
            instance_type="CLOUD_SQL_INSTANCE" if primary is None else "READ_REPLICA_INSTANCE",
            master_instance_name=None if primary is None else primary.name,
            # Both as names, not as outputs: a primary that waited for its replica would wait for ever.
            replica_names=followers,
            replication_cluster=sql.DatabaseInstanceReplicationClusterArgs(
                failover_dr_replica_name=followers[0] if followers else ""
            )
            if len(part.members) > 1
            else None,
            root_password=None if first is None else first.result,
            encryption_key_name=key.id,
            settings=instance_settings(
                part,
                member,
                labels=self.tags,
                network=network.self_link,
                allocated=network.services[member.place],
                protect=protect,
            ),
            deletion_protection=protect,
            deletion_policy=self.deletion_policy,
            opts=self.child(
                stateful=True,
                depends_on=[*key.ready, *network.peering, kept],
                ignore_changes=["rootPassword"],
            ),
        )

    def _database(self, primary: sql.DatabaseInstance) -> None:
        """Made on the instance that is home then; it is replicated, and goes when the instance goes."""
        sql.Database(
            names.logical(self._part.name, "database"),
            name=self._part.database,
            project=self.project,
            instance=primary.name,
            deletion_policy="ABANDON",
            # Else a change of roles would make it anew on the other instance, which has it already.
            opts=self.child(ignore_changes=["instance"]),
        )
