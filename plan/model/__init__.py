"""The plan: plain data, decided before anything is declared.

Every place, address range, name, replica, backup and key of a stack. References between parts are by
``name`` (the Pulumi logical name), so that a plan can be printed, compared and tested without an engine.
Components declare exactly this and decide nothing.
"""

from plan.model.alarms import Alarm, AlarmTopic
from plan.model.entries import Accelerator, Dns, Entry, Front, GlobalEntry
from plan.model.networks import AwsNetwork, GcpNetwork, GcpRegion, Subnet
from plan.model.parts import Egress, Identity, Key, Logs, Part, Role, Survives, Tier
from plan.model.paths import Connection, Gateway, Paths, Peering, Reach, Transit, Tunnel, Vpn
from plan.model.stores import (
    Aurora,
    AuroraMember,
    Bucket,
    BucketMember,
    Capacity,
    Consistency,
    Dsql,
    DsqlMember,
    Dynamodb,
    Machine,
    MachineCluster,
    MachineGroup,
    Machines,
    Mesh,
    Placement,
    Spanner,
    Store,
    Valkey,
    ValkeyMember,
)
from plan.model.whole import GlobalPlan, JurisdictionPlan, Plan

__all__ = [
    "Accelerator",
    "Alarm",
    "AlarmTopic",
    "Aurora",
    "AuroraMember",
    "AwsNetwork",
    "Bucket",
    "BucketMember",
    "Capacity",
    "Connection",
    "Consistency",
    "Dns",
    "Dsql",
    "DsqlMember",
    "Dynamodb",
    "Egress",
    "Entry",
    "Front",
    "Gateway",
    "GcpNetwork",
    "GcpRegion",
    "GlobalEntry",
    "GlobalPlan",
    "Identity",
    "JurisdictionPlan",
    "Key",
    "Logs",
    "Machine",
    "MachineCluster",
    "MachineGroup",
    "Machines",
    "Mesh",
    "Part",
    "Paths",
    "Peering",
    "Placement",
    "Plan",
    "Reach",
    "Role",
    "Spanner",
    "Store",
    "Subnet",
    "Survives",
    "Tier",
    "Transit",
    "Tunnel",
    "Valkey",
    "ValkeyMember",
    "Vpn",
]
