"""Valkey on ElastiCache: one replication group, or a global datastore with all members in one jurisdiction.

Which member takes writes changes with a failover, which is no Pulumi operation: so the global datastore and
its members ignore what a failover changes, and what is only said of a member when it is made. Every member
stands on the same things, so that swapping home and recovery in the settings afterwards replaces nothing.
What bounds the life of an item, and what does not, is in ``plan.engines.valkey``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.aws.alarms import declare_alarms
from components.aws.component import AwsComponent
from components.aws.network import NetworkHandle
from components.base import Context, Placed
from components.handles import KeyHandle, keys_beside
from components.stores.elasticache_ground import PORT, Ground, declare_ground
from jurisdictions.model import Aspect
from plan import model as planned
from plan import names

ENGINE = "valkey"
MAINTENANCE = "sun:03:00-sun:04:00"
"""UTC; 60 minutes or more (ElastiCache API, ``PreferredMaintenanceWindow``)."""

SET_BY_THE_DATASTORE = (
    "atRestEncryptionEnabled",
    "clusterMode",
    "engine",
    "engineVersion",
    "globalReplicationGroupId",
    "nodeType",
    "numNodeGroups",
    "parameterGroupName",
    "transitEncryptionEnabled",
    "transitEncryptionMode",
)
"""Of a member: the global datastore changes these for all, and copies the parameter group of the first."""
CHANGED_BY_FAILOVER = ("primaryReplicationGroupId", "region")
"""Of the global datastore: each would make it anew. It is told of in the region that it was made in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ElasticacheEndpoint:
    """How one member is reached."""

    host: pulumi.Output[str]
    """Configuration endpoint: a client in cluster mode learns all nodes from it."""
    port: int
    user: pulumi.Output[str]
    arns: Sequence[pulumi.Output[str]]
    """What a role needs ``elasticache:Connect`` on: the replication group and the user."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ElasticacheHandle:
    """A declared store on ElastiCache."""

    name: str
    endpoints: Mapping[str, ElasticacheEndpoint]
    """By place, home first."""


class Elasticache(AwsComponent):
    """Declares the members in cluster mode, TLS only, with users that sign in by IAM and no snapshots.

    ``keys`` and ``networks`` by planned name. Home comes before the global datastore, and that before any
    other member.
    """

    handle: ElasticacheHandle

    def __init__(
        self,
        part: planned.Valkey,
        *,
        context: Context,
        keys: Mapping[str, KeyHandle],
        networks: Mapping[str, NetworkHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        # The engine's log names no item, but clients.
        aspects = (Aspect.REST, Aspect.KEYS, Aspect.LOGS)
        here = dict.fromkeys(aspects, tuple(m.place for m in part.members))
        beside: list[tuple[str, Placed]] = [(m.place, networks[m.network]) for m in part.members]
        beside += keys_beside(part.members, keys)
        super().__init__("domicile:store:Elasticache", part, context, opts, places=here, beside=beside)
        self._part = part
        grounds = {
            m.place: declare_ground(self, part, m, key=keys[m.key], network=networks[m.network])
            for m in part.members
        }
        home, *others = part.members
        first = self._group(home, grounds[home.place], self._first(grounds[home.place]))
        groups = {home.place: first}
        together = self._together(home, first)
        for other in others:
            assert together is not None  # noqa: S101  (the plan binds several members)
            joined = {"global_replication_group_id": together.id}
            groups[other.place] = self._group(other, grounds[other.place], joined)
        declare_alarms(self, part.alarms, depends_on=groups)
        self.handle = ElasticacheHandle(
            name=part.name, endpoints={at: _endpoint(group, grounds[at]) for at, group in groups.items()}
        )
        self.register_outputs({"hosts": {at: e.host for at, e in self.handle.endpoints.items()}})

    def _first(self, ground: Ground) -> dict[str, Any]:
        """What is said of the member that all others take theirs from."""
        return {
            "engine": ENGINE,
            "engine_version": self._part.version,
            "node_type": self._part.node_type,
            "num_node_groups": self._part.shards,
            "cluster_mode": "enabled",
            "parameter_group_name": ground.parameters.name,
            "at_rest_encryption_enabled": True,
            "transit_encryption_enabled": True,
            "transit_encryption_mode": "required",
        }

    def _group(
        self, member: planned.ValkeyMember, ground: Ground, said: dict[str, Any]
    ) -> aws.elasticache.ReplicationGroup:
        part = self._part
        return aws.elasticache.ReplicationGroup(
            f"{member.name}-group",
            replication_group_id=member.cluster,
            description=f"{part.store} of {part.jurisdiction}",
            port=PORT,
            replicas_per_node_group=part.replicas,
            automatic_failover_enabled=True,
            multi_az_enabled=True,
            kms_key_id=ground.key.id,
            subnet_group_name=ground.subnets.name,
            security_group_ids=[ground.security_group.id],
            user_group_ids=[ground.users.user_group_id],
            snapshot_retention_limit=0,
            log_delivery_configurations=[
                # Not the slow log: it quotes commands with the items in them.
                aws.elasticache.ReplicationGroupLogDeliveryConfigurationArgs(
                    destination=ground.logs.name,
                    destination_type="cloudwatch-logs",
                    log_format="json",
                    log_type="engine-log",
                )
            ],
            maintenance_window=MAINTENANCE,
            # Members of a global datastore stay on one version: upgrades come from the datastore.
            auto_minor_version_upgrade=part.together is None,
            apply_immediately=False,
            network_type="ipv4",
            ip_discovery="ipv4",
            region=names.region(member.place),
            tags=self.tags,
            opts=self.child(
                stateful=True,
                depends_on=ground.key.ready,
                ignore_changes=() if part.together is None else SET_BY_THE_DATASTORE,
            ),
            **said,
        )

    def _together(
        self, home: planned.ValkeyMember, first: aws.elasticache.ReplicationGroup
    ) -> aws.elasticache.GlobalReplicationGroup | None:
        """The global datastore: its version, nodes and shards are those of all members."""
        part = self._part
        if part.together is None:
            return None
        return aws.elasticache.GlobalReplicationGroup(
            f"{part.name}-global",
            global_replication_group_id_suffix=part.together,
            global_replication_group_description=f"{part.store} of {part.jurisdiction}",
            primary_replication_group_id=first.id,
            engine=ENGINE,
            engine_version=part.version,
            cache_node_type=part.node_type,
            num_node_groups=part.shards,
            automatic_failover_enabled=True,
            region=names.region(home.place),
            opts=self.child(stateful=True, ignore_changes=CHANGED_BY_FAILOVER),
        )


def _endpoint(group: aws.elasticache.ReplicationGroup, ground: Ground) -> ElasticacheEndpoint:
    return ElasticacheEndpoint(
        host=group.configuration_endpoint_address,
        port=PORT,
        user=ground.app.user_name,
        arns=(group.arn, ground.app.arn),
    )
