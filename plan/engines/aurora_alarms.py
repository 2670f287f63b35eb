"""Alarms of an Aurora cluster: the same in every member region, as each may become the writer's.

Sources: Aurora User Guide, "CloudWatch metrics for Aurora" (names, units, dimensions) and "Default
max_connections"; CloudWatch User Guide, "Recommended alarms", Amazon RDS (CPU 90 % for five minutes, and that
memory and connections depend on the class); RDS best practices, "DB instance RAM" (memory). What they leave
open is this project's choice and says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from plan.alarms import Signal
from plan.model import Capacity
from plan.model.alarms import Missing

NAMESPACE = "AWS/RDS"
DIMENSION = "DBClusterIdentifier"
"""Over all instances of a cluster: none has to be added here when one is added there."""

LAG_MS = 5_000
"""Five times what is usual of a Global Database (below a second): this project's choice, as the next two."""
REPLICA_LAG_MS = 1_000
"""Ten times what is usual inside a region (below 100 ms)."""
CPU_PERCENT, UNITS_PERCENT = 90, 90
MEMORY_LEFT, CONNECTIONS_USED = 0.05, 0.8
MOST_CONNECTIONS = 5_000
GIB = 1024**3
GIB_OF_LARGE, CONNECTIONS_OF_LARGE = 16, 1_600
"""Memory of db.r*.large, and the connections that it lets in by default; both double with each size."""
GIB_OF_UNIT, CONNECTIONS_OF_UNIT = 2, 189
"""Of an Aurora capacity unit. What serverless clusters let in follows from their highest capacity."""
CONNECTIONS_IF_LOW = 2_000
"""The most a serverless cluster lets in whose lowest capacity is 0.5 units."""


def signals(
    instance_class: str, capacity: Capacity | None, *, is_global: bool, is_home: bool
) -> Iterator[Signal]:
    """The signals of one member.

    The writer of a Global Database publishes no lag, so its silence is nothing; that of a secondary is a copy
    that stands still. The writer is planned in home: while it is elsewhere after a failover, the alarm of the
    region that writes says that the roles are not the planned ones.
    """
    memory, connections = sizes(instance_class, capacity)
    if is_global:
        silence: Missing = "notBreaching" if is_home else "breaching"
        for key, metric in _LAGS:
            yield Signal(
                key=key,
                metric=metric,
                statistic="Maximum",
                threshold=LAG_MS,
                datapoints=3,
                missing=silence,
            )
    yield Signal(
        key="cpu", metric="CPUUtilization", statistic="Maximum", threshold=CPU_PERCENT, missing="breaching"
    )
    yield Signal(
        key="memory",
        metric="FreeableMemory",
        statistic="Minimum",
        comparison="LessThanThreshold",
        threshold=round(MEMORY_LEFT * memory * GIB),
        missing="breaching",
    )
    yield Signal(
        key="connections",
        metric="DatabaseConnections",
        statistic="Maximum",
        threshold=round(CONNECTIONS_USED * connections),
        missing="breaching",
    )
    yield Signal(
        key="deadlocks",
        metric="Deadlocks",
        statistic="Average",
        threshold=0,
        datapoints=3,
        missing="notBreaching",
    )
    yield Signal(
        key="replica-lag",
        metric="AuroraReplicaLag",
        statistic="Maximum",
        threshold=REPLICA_LAG_MS,
        missing="notBreaching",
    )
    if capacity is not None:
        yield Signal(
            key="capacity",
            metric="ACUUtilization",
            statistic="Maximum",
            threshold=UNITS_PERCENT,
            missing="breaching",
        )


_LAGS = (("global-rpo-lag", "AuroraGlobalDBRPOLag"), ("global-lag", "AuroraGlobalDBReplicationLag"))


def sizes(instance_class: str, capacity: Capacity | None) -> tuple[float, int]:
    """Memory in GiB, and connections that are let in by default, of an instance of this class."""
    if capacity is not None:
        most = CONNECTIONS_IF_LOW if capacity.least < 1 else MOST_CONNECTIONS
        return capacity.most * GIB_OF_UNIT, min(most, round(capacity.most * CONNECTIONS_OF_UNIT))
    size = instance_class.rpartition(".")[2]
    times = 1 if size == "large" else 2 * int(size.removesuffix("xlarge") or 1)
    return times * GIB_OF_LARGE, min(MOST_CONNECTIONS, times * CONNECTIONS_OF_LARGE)
