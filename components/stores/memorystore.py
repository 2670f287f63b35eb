"""Valkey on Memorystore: one instance, or a second one in recovery that follows it, both in one jurisdiction.

Only the follower says whom it follows; Google notes it in the other. So a switchover, followed by the same
swap of home and recovery in the settings, changes both in place and replaces neither.
What bounds the life of an item, and what does not, is in ``plan.engines.valkey``. Memorystore knows users of
IAM alone, and has no access list here: who may connect, may use every command that the service leaves open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_gcp import memorystore

from components.base import Context, Placed
from components.gcp.alerts import declare_alerts
from components.gcp.component import GcpComponent
from components.gcp.handles import NetworkHandle, RegionHandle
from components.handles import KeyHandle, keys_beside
from components.stores.memorystore_alerts import alerts
from jurisdictions.model import Aspect
from plan import model, names
from plan.model.stores.valkey import SERVICE_CLASS

DISCOVERY = "CONNECTION_TYPE_DISCOVERY"
WINDOW = ("SUNDAY", 3)
"""Day and hour (UTC) of the one-hour maintenance window."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MemorystoreEndpoint:
    """How one instance is reached."""

    host: pulumi.Output[str]
    """Address in the data tier: a client in cluster mode learns all nodes from it."""
    port: pulumi.Output[int]
    instance: pulumi.Output[str]
    """What an identity needs ``roles/memorystore.dbConnectionUser`` on."""
    certificates: pulumi.Output[list[str]]
    """PEM certificates of the instance's own authority, which clients check its certificate against."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MemorystoreHandle:
    """A declared store on Memorystore."""

    name: str
    endpoints: Mapping[str, MemorystoreEndpoint]
    """By place, home first."""


class Memorystore(GcpComponent):
    """Declares instances in cluster mode over zones, TLS only, with IAM, and their alerts; no copy on disk.

    ``keys`` and ``networks`` by planned name.
    """

    handle: MemorystoreHandle

    def __init__(
        self,
        part: model.Valkey,
        *,
        context: Context,
        keys: Mapping[str, KeyHandle],
        networks: Mapping[str, NetworkHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        here = dict.fromkeys((Aspect.REST, Aspect.KEYS), tuple(m.place for m in part.members))
        near = {m.place: networks[m.network].near(m.place) for m in part.members}
        beside: list[tuple[str, Placed]] = [*near.items(), *keys_beside(part.members, keys)]
        super().__init__("domicile:store:Memorystore", part, context, opts, places=here, beside=beside)
        instances: dict[str, memorystore.Instance] = {}
        for member in part.members:
            followed = next(iter(instances.values()), None)
            instances[member.place] = self._instance(
                part,
                member,
                key=keys[member.key],
                network=networks[member.network],
                region=near[member.place],
                followed=followed,
            )
        assert part.limits is not None  # noqa: S101  (the plan decides them on Google Cloud)
        for member in part.members:
            watched = [instances[member.place]]
            declare_alerts(self, part, alerts(member, part.limits), depends_on=watched)
        self.handle = MemorystoreHandle(
            name=part.name, endpoints={at: _endpoint(instance) for at, instance in instances.items()}
        )
        self.register_outputs({"hosts": {at: e.host for at, e in self.handle.endpoints.items()}})

    def _instance(
        self,
        part: model.Valkey,
        member: model.ValkeyMember,
        *,
        key: KeyHandle,
        network: NetworkHandle,
        region: RegionHandle,
        followed: memorystore.Instance | None,
    ) -> memorystore.Instance:
        return memorystore.Instance(
            f"{member.name}-instance",
            instance_id=member.cluster,
            project=self.project,
            location=names.region(member.place),
            mode="CLUSTER",
            engine_version=f"VALKEY_{part.version.replace('.', '_')}",
            engine_configs={"maxmemory-policy": part.eviction},
            node_type=part.node_type,
            shard_count=part.shards,
            replica_count=part.replicas,
            zone_distribution_config=memorystore.InstanceZoneDistributionConfigArgs(mode="MULTI_ZONE"),
            authorization_mode="IAM_AUTH",
            transit_encryption_mode="SERVER_AUTHENTICATION",
            server_ca_mode="GOOGLE_MANAGED_PER_INSTANCE_CA",
            kms_key=key.id,
            persistence_config=memorystore.InstancePersistenceConfigArgs(mode="DISABLED"),
            cross_instance_replication_config=None if followed is None else _follow(followed),
            desired_auto_created_endpoints=[
                memorystore.InstanceDesiredAutoCreatedEndpointArgs(
                    network=network.id, project_id=self.project
                )
            ],
            maintenance_policy=_maintenance(),
            deletion_protection_enabled=self.context.identity.protect,
            deletion_policy=self.deletion_policy,
            labels=self.tags,
            opts=self.child(stateful=True, depends_on=[*key.ready, region.published[SERVICE_CLASS]]),
        )


def _follow(primary: memorystore.Instance) -> memorystore.InstanceCrossInstanceReplicationConfigArgs:
    return memorystore.InstanceCrossInstanceReplicationConfigArgs(
        instance_role="SECONDARY",
        primary_instance=memorystore.InstanceCrossInstanceReplicationConfigPrimaryInstanceArgs(
            instance=primary.id
        ),
    )


def _maintenance() -> memorystore.InstanceMaintenancePolicyArgs:
    day, hour = WINDOW
    return memorystore.InstanceMaintenancePolicyArgs(
        weekly_maintenance_windows=[
            memorystore.InstanceMaintenancePolicyWeeklyMaintenanceWindowArgs(
                day=day,
                start_time=memorystore.InstanceMaintenancePolicyWeeklyMaintenanceWindowStartTimeArgs(
                    hours=hour
                ),
            )
        ]
    )


def _endpoint(instance: memorystore.Instance) -> MemorystoreEndpoint:
    found = instance.endpoints.apply(_discovery)
    return MemorystoreEndpoint(
        host=found.apply(lambda it: it[0]),
        port=found.apply(lambda it: it[1]),
        instance=instance.id,
        certificates=instance.managed_server_cas.apply(_certificates),
    )


def _discovery(endpoints: Sequence[memorystore.outputs.InstanceEndpoint]) -> tuple[str, int]:
    """Address and port of discovery. Raises ``LookupError`` where there is none: nothing could connect."""
    for endpoint in endpoints:
        for connection in endpoint.connections or ():
            auto = connection.psc_auto_connection
            if auto and auto.connection_type == DISCOVERY and auto.ip_address and auto.port:
                return auto.ip_address, auto.port
    msg = "the instance has no discovery endpoint"
    raise LookupError(msg)


def _certificates(authorities: Sequence[memorystore.outputs.InstanceManagedServerCa]) -> list[str]:
    return [pem for one in authorities for ca in one.ca_certs or () for pem in ca.certificates or ()]
