"""Alarms of a DynamoDB table, in each of its regions.

Sources: DynamoDB Developer Guide, "Metrics and dimensions" (names, units, dimensions; SystemErrors has a
figure per operation only; replication latency is of eventually consistent tables);
CloudWatch User Guide, "How alarms evaluate missing data" (alarms on AWS/DynamoDB ignore it whatever is said).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plan import names
from plan.alarms import Signal
from plan.model.alarms import Summed

NAMESPACE = "AWS/DynamoDB"
DIMENSION = "TableName"
LATENCY_MS = 3_000
"""Usual is about a second; no bound is promised. This project's choice."""
THROTTLED = 10
"""Requests a minute: clients retry a few, and are slowed by many. This project's choice."""
OPERATIONS = (
    "BatchGetItem",
    "BatchWriteItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "UpdateItem",
)

_THROTTLES = (("reads-throttled", "ReadThrottleEvents"), ("writes-throttled", "WriteThrottleEvents"))


def signals(others: Iterable[str]) -> Iterator[Signal]:
    """The signals in one region. ``others``: places that it replicates to with a lag."""
    for at in others:
        region = names.region(at)
        yield Signal(
            key=f"replication-to-{region}",
            metric="ReplicationLatency",
            dimensions={"ReceivingRegion": region},
            statistic="Average",
            threshold=LATENCY_MS,
            missing="ignore",
        )
    for key, metric in _THROTTLES:
        yield Signal(
            key=key, metric=metric, statistic="Sum", threshold=THROTTLED, datapoints=3, missing="ignore"
        )
    yield Signal(
        key="system-errors",
        metric="SystemErrors",
        summed=Summed(dimension="Operation", values=OPERATIONS),
        statistic="Sum",
        threshold=0,
        datapoints=3,
        missing="ignore",
    )
