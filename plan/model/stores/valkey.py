"""Valkey, planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plan.model.stores.base import NetworkedStore, Placement

SERVICE_CLASS = "gcp-memorystore"
"""Memorystore for Valkey, "Networking": class of its service connection policies."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ValkeyLimits:
    """From which figures on a team is told, on Google Cloud."""

    cpu_percent: int
    """On average over the nodes of one role."""
    memory_percent: int
    """Of the fullest node."""
    behind_bytes: int
    """Of the replica that is furthest behind."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ValkeyMember(Placement):
    """One cluster: a replication group of ElastiCache, or an instance of Memorystore, by its cloud."""

    name: str
    cluster: str
    """Physical identifier, with the region: the same whatever role it has. At most 34 characters."""
    network: str
    """Name of the planned network whose data tier it is reached in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Valkey(NetworkedStore):
    """Valkey in cluster mode: one cluster over zones, or a second one in recovery that follows it."""

    members: tuple[ValkeyMember, ...]
    together: str | None
    """Suffix of the global datastore's id, where ElastiCache binds several members."""
    version: str
    """``8.0``."""
    node_type: str
    """``cache.r7g.large``, ``HIGHMEM_MEDIUM``."""
    shards: int
    replicas: int
    """Of each shard, besides its primary; each in another zone."""
    eviction: str
    """``maxmemory-policy``."""
    limits: ValkeyLimits | None
    """None on AWS: its alarms have thresholds of their own."""
    expires_seconds: int | None
    """Longest time to live that a client may give an item; None where items need not expire."""

    @property
    def published(self) -> Mapping[str, str]:
        """Memorystore publishes each instance into the network."""
        return {m.place: SERVICE_CLASS for m in self.members if m.place.startswith("gcp/")}
