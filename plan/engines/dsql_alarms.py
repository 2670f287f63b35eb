"""Alarms of Aurora DSQL, in the region of each of its clusters.

Sources: Aurora DSQL User Guide, "Monitoring Aurora DSQL with Amazon CloudWatch" (names, units; the latency of
commits is their median) and "Cluster quotas" (10 TiB unless more was granted). The first names no dimension.
The namespace is in the guide's document history (AuroraDsqlServiceLinkedRolePolicy). The dimension is what
the console shows ("DSQL: how to spend a dollar", by an engineer of the service) and what AWS's own skill for
DSQL queries. The alarm on storage, which is published all the time, is loud if it is another. Thresholds are
this project's choice, for none is recommended.
"""

from __future__ import annotations

from collections.abc import Iterator

from plan.alarms import Signal

NAMESPACE = "AWS/AuroraDSQL"
DIMENSION = "ClusterId"
"""The identifier that DSQL makes up: the first label of the cluster's host."""
TIB = 1024**4
STORAGE = 8 * TIB
"""Four fifths of what a cluster may store by default; a full one refuses to write (53100)."""
COMMIT_MS, SPREAD_COMMIT_MS = 100, 400
"""In one region; and where a commit waits for another region as well."""
CONFLICTS = 60
"""Transactions a minute that were turned away and tried again: a hot row."""


def signals(*, spread: bool) -> Iterator[Signal]:
    """The signals of one cluster; ``spread``: it has a peer in another region."""
    yield Signal(
        key="storage",
        metric="ClusterStorageSize",
        statistic="Maximum",
        threshold=STORAGE,
        periods=15,
        datapoints=15,
        missing="breaching",
        ids=(DIMENSION,),
    )
    yield Signal(
        key="commit-latency",
        metric="CommitLatency",
        statistic="Average",
        threshold=SPREAD_COMMIT_MS if spread else COMMIT_MS,
        missing="notBreaching",
        ids=(DIMENSION,),
    )
    for key, metric, threshold in (
        ("conflicts", "OccConflicts", CONFLICTS),
        ("timeouts", "QueryTimeouts", 0),
    ):
        yield Signal(
            key=key,
            metric=metric,
            statistic="Sum",
            threshold=threshold,
            datapoints=3,
            missing="notBreaching",
            ids=(DIMENSION,),
        )
