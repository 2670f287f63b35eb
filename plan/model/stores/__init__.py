"""Planned stores: one module an engine, each with the places of its data."""

from plan.model.stores.alloydb import Alloydb, AlloydbMember
from plan.model.stores.aurora import Aurora, AuroraMember, Capacity, Consistency
from plan.model.stores.base import Mesh, Placement, Store
from plan.model.stores.bucket import Bucket, BucketMember
from plan.model.stores.cloud_sql import CloudSql, CloudSqlMember
from plan.model.stores.dsql import Dsql, DsqlMember
from plan.model.stores.dynamodb import Dynamodb
from plan.model.stores.machines import (
    PRIORITIES,
    Machine,
    MachineCluster,
    MachineGroup,
    MachineLimits,
    Machines,
    Opening,
    Software,
)
from plan.model.stores.spanner import Spanner, SpannerAutoscaling
from plan.model.stores.valkey import Valkey, ValkeyLimits, ValkeyMember

__all__ = [
    "PRIORITIES",
    "Alloydb",
    "AlloydbMember",
    "Aurora",
    "AuroraMember",
    "Bucket",
    "BucketMember",
    "Capacity",
    "CloudSql",
    "CloudSqlMember",
    "Consistency",
    "Dsql",
    "DsqlMember",
    "Dynamodb",
    "Machine",
    "MachineCluster",
    "MachineGroup",
    "MachineLimits",
    "Machines",
    "Mesh",
    "Opening",
    "Placement",
    "Software",
    "Spanner",
    "SpannerAutoscaling",
    "Store",
    "Valkey",
    "ValkeyLimits",
    "ValkeyMember",
]
