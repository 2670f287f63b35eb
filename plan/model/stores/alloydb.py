"""AlloyDB for PostgreSQL, planned."""

from __future__ import annotations

from dataclasses import dataclass

from plan.model.stores.base import NetworkedStore, Placement


@dataclass(frozen=True, kw_only=True, slots=True)
class AlloydbMember(Placement):
    """A cluster in one region; that of home is the primary, the other its secondary.

    Everything here is of the place and nothing of the role: so that home and recovery can change roles, and
    no name, key, range or secret with them.
    """

    name: str
    cluster: str
    """Cluster id, 1 to 63 characters."""
    instance: str
    """Id of the instance that writes, or follows: unique in the region and project."""
    pool: str | None
    """Id of the read pool, where there is one."""
    network: str
    """Name of the planned GcpNetwork that reaches it."""
    secret: str
    """Id of the secret with the password, in this place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Alloydb(NetworkedStore):
    """A cluster over zones, or two: a primary, and a secondary that follows it."""

    members: tuple[AlloydbMember, ...]
    version: str
    """``POSTGRES_17``."""
    cpu_count: int
    read_nodes: int

    @property
    def peered(self) -> tuple[str, ...]:
        """Every cluster has its addresses in a range kept for Google's services."""
        return self.networked
