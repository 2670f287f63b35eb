"""What to watch on a Memorystore instance. Metrics: Memorystore for Valkey, "Supported monitoring metrics".

That list names none for how far an instance is behind the one that it follows in another region.
"""

from __future__ import annotations

from collections.abc import Iterator

from components.gcp.alerts import PERCENT, Alert
from plan import model, names

RESOURCE = "memorystore.googleapis.com/Instance"
METRICS = "memorystore.googleapis.com/instance"


def alerts(member: model.ValkeyMember, limits: model.ValkeyLimits) -> Iterator[Alert]:
    """Of one instance, whatever its role is: load, memory, items that had to go, replicas that are behind."""
    region = names.region(member.place)
    labels = {"instance_id": member.cluster, "location": region}
    yield Alert(
        name=f"cpu-{region}",
        says=f"CPU of {member.cluster} is above {limits.cpu_percent} % on average: the loss of a zone would "
        "slow it down. Use more shards, or a larger size.",
        metric=f"{METRICS}/cpu/average_utilization",
        resource=RESOURCE,
        labels=labels,
        threshold=limits.cpu_percent / PERCENT,
        minutes=10,
    )
    yield Alert(
        name=f"memory-{region}",
        says=f"A node of {member.cluster} uses more than {limits.memory_percent} % of its memory; a full one "
        "evicts items before their time. Use more shards, or a larger size.",
        metric=f"{METRICS}/memory/maximum_utilization",
        resource=RESOURCE,
        labels=labels,
        threshold=limits.memory_percent / PERCENT,
        aligner="ALIGN_MAX",
    )
    yield Alert(
        name=f"evictions-{region}",
        says=f"{member.cluster} was full and evicted items before their time: what they held is lost. Use "
        "more shards, or a larger size; see that apps give every item a time to live.",
        metric=f"{METRICS}/stats/total_evicted_keys_count",
        resource=RESOURCE,
        labels=labels,
        threshold=0,
        minutes=1,
        aligner="ALIGN_DELTA",
        severity="ERROR",
    )
    yield Alert(
        name=f"replica-behind-{region}",
        says=f"A replica of {member.cluster} is over {limits.behind_bytes} bytes behind: so much is lost "
        "with the primary's node. Use more shards, or write less.",
        metric=f"{METRICS}/replication/maximum_offset_diff",
        resource=RESOURCE,
        labels=labels,
        threshold=limits.behind_bytes,
        aligner="ALIGN_MAX",
        severity="ERROR",
    )
