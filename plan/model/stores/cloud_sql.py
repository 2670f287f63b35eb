"""Cloud SQL for PostgreSQL, planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from plan.model.stores.base import NetworkedStore, Placement


@dataclass(frozen=True, kw_only=True, slots=True)
class CloudSqlMember(Placement):
    """An instance over two zones of a region; that of home is the primary, the other its replica.

    Everything here is of the place and nothing of the role: so that home and recovery can change roles, and
    no name, key, range or secret with them.
    """

    name: str
    instance: str
    """Instance id: unique in the project, and for a week after its deletion."""
    network: str
    """Name of the planned GcpNetwork that reaches it."""
    secret: str
    """Id of the secret with the password, in this place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CloudSql(NetworkedStore):
    """An instance over zones, or two: a primary, and its disaster recovery replica."""

    members: tuple[CloudSqlMember, ...]
    version: str
    """``POSTGRES_17``."""
    edition: Literal["ENTERPRISE", "ENTERPRISE_PLUS"]
    tier: str
    disk_gib: int
    database: str
    log_days: int
    """How far back point-in-time recovery reaches: 7 days at most, 35 in Enterprise Plus."""

    @property
    def peered(self) -> tuple[str, ...]:
        """Every instance has its address in a range kept for Google's services."""
        return self.networked
