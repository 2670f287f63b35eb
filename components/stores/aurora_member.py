"""One regional cluster of an Aurora store, with what it stands on in its place and its instances.

A protected cluster leaves a final snapshot, ``<cluster>-final``, which outlives it. A cluster of the same
name that is deleted later cannot leave its own while that is there (``DBClusterSnapshotAlreadyExistsFault``).
Before the second deletion, copy the old snapshot to another name, with the key of the same place, or delete
it once nobody needs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.aws.component import AwsComponent
from components.aws.logs import log_group
from components.aws.network import NetworkHandle
from components.aws.security_group import SecurityGroup
from components.handles import KeyHandle
from components.stores.aurora_parameters import parameters
from plan import model as planned
from plan import names

ENGINE = aws.rds.EngineType.AURORA_POSTGRESQL
CERTIFICATE = "rds-ca-rsa2048-g1"
MONITORING_SECONDS = 60
INSIGHTS_DAYS = 7
"""7, multiples of 31, or 731 (RDS API, ``PerformanceInsightsRetentionPeriod``)."""

CHANGED_BY_SWITCHOVER = (
    "databaseName",
    "engineVersion",
    "globalClusterIdentifier",
    "masterUsername",
    "replicationSourceIdentifier",
    "sourceRegion",
)
"""Upgrades come from the global cluster; a switchover swaps who replicates from whom. Database, master and
region of origin are said when a cluster is made, by the role that it has then: each would make it anew. The
master's password is not among them: whoever writes takes a new one in place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A cluster to declare."""

    component: AwsComponent
    store: planned.Aurora
    part: planned.AuroraMember
    home: planned.AuroraMember
    key: KeyHandle
    network: NetworkHandle
    together: aws.rds.GlobalCluster | None
    password: random.RandomPassword | None
    monitoring_role_arn: pulumi.Output[str]
    after: tuple[pulumi.Resource, ...]
    port: int

    @property
    def region(self) -> str:
        """As AWS writes it."""
        return names.region(self.part.place)

    @property
    def protect(self) -> bool:
        """Whether the cloud protects it too."""
        return self.component.context.identity.protect


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberHandle:
    """A declared cluster."""

    cluster: aws.rds.Cluster
    instances: Sequence[aws.rds.ClusterInstance]
    security_group: aws.ec2.SecurityGroup


def declare_member(member: Member) -> MemberHandle:
    """The cluster and all of its own. Identical in every place, so that a promotion changes nothing."""
    group = _security_group(member)
    logs = log_group(
        f"{member.part.name}-logs",
        # RDS would make this group itself, without a key and for ever: it must be there first.
        physical=f"/aws/rds/cluster/{member.part.cluster}/postgresql",
        region=member.region,
        key=member.key,
        retention_days=member.network.log_retention_days,
        component=member.component,
    )
    cluster = _cluster(member, group, [logs, *member.key.ready, *member.after])
    return MemberHandle(cluster=cluster, instances=_instances(member, cluster), security_group=group)


def _security_group(member: Member) -> aws.ec2.SecurityGroup:
    name = member.part.name
    made = SecurityGroup(
        member.component,
        f"{name}-group",
        title=f"{member.part.cluster}-database",
        description="PostgreSQL from the private tier of this network",
        vpc_id=member.network.vpc_id,
        region=member.region,
    )
    for subnet in member.network.tier("private"):
        rule = f"{name}-from-{subnet.name}"
        made.allow_in(rule, f"PostgreSQL from {subnet.name}", member.port, subnet.cidr)
    return made.group


def _cluster(
    member: Member, group: aws.ec2.SecurityGroup, after: Sequence[pulumi.Resource]
) -> aws.rds.Cluster:
    part, component = member.part, member.component
    together = member.together
    return aws.rds.Cluster(
        f"{part.name}-cluster",
        cluster_identifier=part.cluster,
        global_cluster_identifier=None if together is None else together.id,
        engine=ENGINE,
        engine_mode="provisioned",
        engine_version=member.store.engine_version,
        port=member.port,
        db_subnet_group_name=_subnet_group(member).name,
        db_cluster_parameter_group_name=_parameter_group(member).name,
        vpc_security_group_ids=[group.id],
        storage_encrypted=True,
        kms_key_id=member.key.id,
        iam_database_authentication_enabled=True,
        backup_retention_period=member.store.backup_days,
        copy_tags_to_snapshot=True,
        deletion_protection=member.protect,
        delete_automated_backups=not member.protect,
        skip_final_snapshot=not member.protect,
        final_snapshot_identifier=f"{part.cluster}-final" if member.protect else None,
        enabled_cloudwatch_logs_exports=["postgresql"],
        # Of a writer it does nothing until a switchover makes it a secondary (RDS API, ModifyDBCluster).
        enable_global_write_forwarding=member.store.write_forwarding,
        enable_http_endpoint=False,
        serverlessv2_scaling_configuration=_capacity(member),
        allow_major_version_upgrade=False,
        apply_immediately=False,
        network_type="IPV4",
        region=member.region,
        tags=component.tags,
        opts=component.child(
            stateful=True,
            depends_on=after,
            ignore_changes=() if together is None else CHANGED_BY_SWITCHOVER,
        ),
        **_origin(member),
    )


def _origin(member: Member) -> dict[str, Any]:
    """What only a writer says of itself, and what only a secondary says of its origin.

    A secondary takes master, password and database from the writer, and is refused with its own.
    """
    if member.part is not member.home:
        return {"source_region": names.region(member.home.place)}
    writer: dict[str, Any] = {
        "database_name": member.store.database,
        "master_username": member.store.username,
    }
    if member.together is None:
        return writer | {
            "manage_master_user_password": True,
            "master_user_secret_kms_key_id": member.key.id,
            "engine_lifecycle_support": "open-source-rds-extended-support-disabled",
        }
    assert member.password is not None  # noqa: S101  (made together with the global cluster)
    return writer | {"master_password": member.password.result}


def _capacity(member: Member) -> aws.rds.ClusterServerlessv2ScalingConfigurationArgs | None:
    """Never paused: what has to take over must answer at once."""
    units = member.store.capacity
    if units is None:
        return None
    return aws.rds.ClusterServerlessv2ScalingConfigurationArgs(
        min_capacity=units.least, max_capacity=units.most
    )


def _subnet_group(member: Member) -> aws.rds.SubnetGroup:
    return aws.rds.SubnetGroup(
        f"{member.part.name}-subnets",
        name=member.part.cluster,
        description=f"Data tier of {member.network.name}",
        subnet_ids=[s.id for s in member.network.tier("data")],
        region=member.region,
        tags=member.component.tags,
        opts=member.component.child(),
    )


def _parameter_group(member: Member) -> aws.rds.ClusterParameterGroup:
    return aws.rds.ClusterParameterGroup(
        f"{member.part.name}-parameters",
        name=f"{member.part.cluster}-{member.store.family.rpartition('-')[2]}",
        description="TLS only; logs quote no data",
        family=member.store.family,
        parameters=[
            aws.rds.ClusterParameterGroupParameterArgs(name=name, value=value, apply_method="immediate")
            for name, value in parameters(member.store.forwarding_consistency).items()
        ],
        region=member.region,
        tags=member.component.tags,
        opts=member.component.child(),
    )


def _instances(member: Member, cluster: aws.rds.Cluster) -> list[aws.rds.ClusterInstance]:
    """One a zone of the data tier; the first is the preferred writer."""
    zones = [s.zone for s in member.network.tier("data")]
    part = member.part
    return [
        _instance(member, cluster, identifier, zones[n % len(zones)], tier=min(n, 1))
        for n, identifier in enumerate(part.instances)
    ]


def _instance(
    member: Member, cluster: aws.rds.Cluster, identifier: str, zone: pulumi.Output[str], *, tier: int
) -> aws.rds.ClusterInstance:
    part, component = member.part, member.component
    return aws.rds.ClusterInstance(
        f"{part.name}-{identifier.removeprefix(f'{part.cluster}-')}",
        identifier=identifier,
        cluster_identifier=cluster.id,
        engine=ENGINE,
        instance_class=member.store.instance_class,
        availability_zone=zone,
        db_subnet_group_name=cluster.db_subnet_group_name,
        promotion_tier=tier,
        publicly_accessible=False,
        ca_cert_identifier=CERTIFICATE,
        # Members of a Global Database must stay on one version: upgrades come from the global cluster.
        auto_minor_version_upgrade=member.together is None,
        apply_immediately=False,
        copy_tags_to_snapshot=True,
        monitoring_interval=MONITORING_SECONDS,
        monitoring_role_arn=member.monitoring_role_arn,
        performance_insights_enabled=True,
        performance_insights_kms_key_id=member.key.id,
        performance_insights_retention_period=INSIGHTS_DAYS,
        region=member.region,
        tags=component.tags,
        opts=component.child(stateful=True),
    )
