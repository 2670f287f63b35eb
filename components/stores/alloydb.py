"""AlloyDB for PostgreSQL: a cluster over zones, and where a region may be lost a secondary cluster.

Which of two clusters is the primary is a role, and roles change: everything is named for its place, and the
plan says by home and recovery who follows whom. To change roles, first let Google do it (``gcloud alloydb
clusters switchover`` or ``promote``), then ``pulumi refresh``, then swap home and recovery in the settings:
what differs is changed in place, and nothing is replaced. What only the creation of a cluster takes (its
first user, the type of its instance) is not looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_random as random
from pulumi_gcp import alloydb

from components.base import Context, Placed
from components.gcp.alerts import declare_alerts
from components.gcp.component import GcpComponent
from components.gcp.handles import NetworkHandle
from components.gcp.logs import keep_at_home
from components.gcp.secrets import secrets
from components.handles import KeyHandle, keys_beside
from components.passwords import password
from components.stores.alloydb_settings import alerts, backups, instance_settings, log_source
from jurisdictions.model import Aspect
from plan import model, names

PORT = 5432
USER = "postgres"
DATABASE = "postgres"
"""Both come with the cluster."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AlloydbHandle:
    """A declared AlloyDB store."""

    name: str
    writer: pulumi.Output[str]
    """Address of the primary instance, in the jurisdiction's network."""
    readers: Mapping[str, pulumi.Output[str]]
    """By place: address of the read pool, or of the instance that follows where there is none."""
    secrets: Mapping[str, pulumi.Output[str]]
    """By place: full name of the secret with user and password."""
    database: str = DATABASE
    port: int = PORT


@dataclass(frozen=True, kw_only=True, slots=True)
class _Made:
    cluster: alloydb.Cluster
    instance: alloydb.Instance
    pool: alloydb.Instance | None


class Alloydb(GcpComponent):
    """Declares the clusters with their instances, the secrets, the way of their logs, and alerts.

    ``keys`` and ``networks`` by planned name. Each cluster, and its backups, are under the key of its own
    region; backups never leave it. Home's instance comes first: a secondary follows one that runs.
    """

    handle: AlloydbHandle

    def __init__(
        self,
        part: model.Alloydb,
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
        super().__init__("domicile:store:Alloydb", part, context, opts, places=here, beside=beside)
        self._part, self._keys, self._networks = part, keys, networks
        first_password = password(self, part.name)
        home, *others = part.members
        primary = self._member(home, None, first_password)
        made = {home.place: primary}
        for other in others:
            made[other.place] = self._member(other, primary, None)
        known = secrets(self, part.members, keys, value={"username": USER, "password": first_password.result})
        declare_alerts(self, part, [alert for m in part.members for alert in alerts(part, m)])
        self.handle = AlloydbHandle(
            name=part.name,
            writer=primary.instance.ip_address,
            readers={at: m.pool.ip_address for at, m in made.items() if m.pool}
            or {other.place: made[other.place].instance.ip_address for other in others},
            secrets=known,
        )
        self.register_outputs({"writer": self.handle.writer})

    def _member(
        self, member: model.AlloydbMember, primary: _Made | None, first: random.RandomPassword | None
    ) -> _Made:
        cluster = self._cluster(member, primary, first)
        role = "PRIMARY" if primary is None else "SECONDARY"
        instance = self._instance(member.name, member.instance, cluster, role, [])
        pool = None
        if member.pool is not None:
            pool = self._instance(
                names.logical(member.name, "read"), member.pool, cluster, "READ_POOL", [instance]
            )
        return _Made(cluster=cluster, instance=instance, pool=pool)

    def _cluster(
        self, member: model.AlloydbMember, primary: _Made | None, first: random.RandomPassword | None
    ) -> alloydb.Cluster:
        part, key, network = self._part, self._keys[member.key], self._networks[member.network]
        protect = self.context.identity.protect
        kept = keep_at_home(
            self,
            member.name,
            logs=network.regions[member.place].logs,
            source=log_source(member),
            what=f"{part.jurisdiction}: logs of {member.cluster}",
        )
        automated, continuous = backups(part, member, key.id, self.tags)
        followed = None
        if primary is not None:
            followed = alloydb.ClusterSecondaryConfigArgs(primary_cluster_name=primary.cluster.name)
        user = None
        if first is not None:
            user = alloydb.ClusterInitialUserArgs(user=USER, password=first.result)
        before = [primary.instance] if primary else []
        return alloydb.Cluster(
            names.logical(member.name, "cluster"),
            cluster_id=member.cluster,
            project=self.project,
            location=names.region(member.place),
            cluster_type="PRIMARY" if primary is None else "SECONDARY",
            secondary_config=followed,
            database_version=part.version,
            initial_user=user,
            encryption_config=alloydb.ClusterEncryptionConfigArgs(kms_key_name=key.id),
            network_config=alloydb.ClusterNetworkConfigArgs(
                network=network.id, allocated_ip_range=network.services[member.place]
            ),
            automated_backup_policy=automated,
            continuous_backup_config=continuous,
            # A catalogue of tables and columns, which nobody asked for.
            dataplex_config=alloydb.ClusterDataplexConfigArgs(enabled=False),
            deletion_protection=protect,
            # A secondary cluster can only be deleted together with its instance. Roles change: so all are.
            deletion_policy="PREVENT" if protect else "FORCE",
            labels=self.tags,
            opts=self.child(
                stateful=True,
                depends_on=[*key.ready, *network.peering, kept, *before],
                ignore_changes=["initialUser"],
            ),
        )

    def _instance(
        self,
        name: str,
        id_: str,
        cluster: alloydb.Cluster,
        kind: str,
        after: Sequence[pulumi.Resource],
    ) -> alloydb.Instance:
        pooled = kind == "READ_POOL"
        return alloydb.Instance(
            names.logical(name, "instance"),
            cluster=cluster.name,
            instance_id=id_,
            instance_type=kind,
            # Of a pool its nodes decide: two or more are spread over zones.
            availability_type=None if pooled else "REGIONAL",
            read_pool_config=alloydb.InstanceReadPoolConfigArgs(node_count=self._part.read_nodes)
            if pooled
            else None,
            machine_config=alloydb.InstanceMachineConfigArgs(cpu_count=self._part.cpu_count),
            **instance_settings(),
            deletion_policy=self.deletion_policy,
            labels=self.tags,
            # A promoted cluster makes its secondary instance a primary one; the provider would replace it.
            opts=self.child(stateful=True, depends_on=after, ignore_changes=["instanceType"]),
        )
