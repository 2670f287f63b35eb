"""What is watched of Valkey: signals of each node on ElastiCache, limits for Memorystore.

Sources: ElastiCache User Guide, "Metrics for Valkey and Redis OSS" (names, units; each is of a node) and
"Which Metrics Should I Monitor?" (CPU: 90 % of one processor, by the host's figure where a node has two, by
the engine's where it has more); API, ``DescribeReplicationGroups`` (ids of nodes). The guide names no
dimension of the lag of a global datastore: tools that read it before a failover ask for the group that
follows, in its own region. That alarm is loud where it hears nothing, and so where the dimension is another.
Memorystore for Valkey, "Frequently asked questions" (80 % of memory; 60 % of CPU on average, so that the rest
outlives a zone's loss) and "Troubleshoot" (bytes that a replica may be behind, by node type). What they leave
open is this project's choice and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plan.alarms import Signal
from plan.model import ValkeyLimits

NAMESPACE = "AWS/ElastiCache"
NODE, GROUP = "CacheClusterId", "ReplicationGroupId"
TWO_PROCESSORS = frozenset({"cache.m7g.large", "cache.r7g.large"})
ENGINE_PERCENT, HOST_PERCENT = 90, 45
"""Of one processor; and the same of a host that has two, of which the engine keeps one busy."""
MEMORY_PERCENT = 80
"""On AWS as well, which recommends none: this project's choice."""
REPLICA_LAG_SECONDS, GLOBAL_LAG_SECONDS = 5, 5
"""What a node, and a region, may take with it. Usual is below a second: this project's choice."""
MEGABYTE = 1_000_000
BEHIND_BYTES: Mapping[str, int] = {
    "STANDARD_SMALL": 64 * MEGABYTE,
    "HIGHMEM_MEDIUM": 64 * MEGABYTE,
    "HIGHMEM_XLARGE": 1_000 * MEGABYTE,
}
"""Further behind, a replica that loses its primary for a moment copies everything anew."""


def nodes(cluster: str, *, shards: int, replicas: int) -> Iterator[str]:
    """Ids of the nodes of a replication group in cluster mode: any may be a shard's primary."""
    for shard in range(1, shards + 1):
        for node in range(1, replicas + 2):
            yield f"{cluster}-{shard:04}-{node:03}"


def limits(node_type: str) -> ValkeyLimits:
    """From which figures on Memorystore is told of. Raises ``KeyError`` for a node type of no size."""
    return ValkeyLimits(cpu_percent=60, memory_percent=MEMORY_PERCENT, behind_bytes=BEHIND_BYTES[node_type])


def signals(node_type: str) -> Iterator[Signal]:
    """The signals of one node. A node that is silent about its CPU is not there, or has another id."""
    small = node_type in TWO_PROCESSORS
    yield Signal(
        key="cpu",
        metric="CPUUtilization" if small else "EngineCPUUtilization",
        statistic="Average",
        threshold=HOST_PERCENT if small else ENGINE_PERCENT,
        missing="breaching",
    )
    yield Signal(
        key="memory",
        metric="DatabaseMemoryUsagePercentage",
        statistic="Maximum",
        threshold=MEMORY_PERCENT,
        missing="notBreaching",
    )
    yield Signal(
        key="evictions",
        metric="Evictions",
        statistic="Sum",
        threshold=0,
        datapoints=1,  # an item that is gone before its time is gone, however few they are
        missing="notBreaching",
    )
    yield Signal(
        key="replica-lag",
        metric="ReplicationLag",
        statistic="Maximum",
        threshold=REPLICA_LAG_SECONDS,
        datapoints=3,
        missing="notBreaching",  # a primary has none
    )


def of_datastore(*, follows: bool) -> Signal:
    """How far a member of a global datastore is behind. One that leads says nothing; a follower must."""
    return Signal(
        key="global-lag",
        metric="GlobalDatastoreReplicationLag",
        statistic="Maximum",
        threshold=GLOBAL_LAG_SECONDS,
        datapoints=3,
        missing="breaching" if follows else "notBreaching",
    )
