"""Aurora PostgreSQL, planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from plan.model.stores.base import NetworkedStore, Placement

Consistency = Literal["SESSION", "EVENTUAL", "GLOBAL"]
"""What a session that forwards its writes sees of them (apg_write_forward.consistency_mode)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Capacity:
    """What each instance of a serverless cluster scales between, in Aurora capacity units of about 2 GiB."""

    least: float
    most: float


@dataclass(frozen=True, kw_only=True, slots=True)
class AuroraMember(Placement):
    """A regional Aurora cluster; the first is the writer, the others secondaries of a Global Database."""

    name: str
    cluster: str
    """Physical cluster identifier, 1 to 63 characters."""
    network: str
    """Name of the planned AwsNetwork whose data tier it sits in."""
    instances: tuple[str, ...]
    """Physical instance identifiers, one a zone; the first is the preferred writer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Aurora(NetworkedStore):
    """Aurora PostgreSQL: one regional cluster, or a Global Database inside the jurisdiction."""

    members: tuple[AuroraMember, ...]
    global_cluster: str | None
    """Physical id of the Global Database, where it has secondaries."""
    engine_version: str
    family: str
    """Parameter group family: ``aurora-postgresql17``."""
    instance_class: str
    capacity: Capacity | None
    """Of db.serverless, and of no other class."""
    write_forwarding: bool
    """Whether a secondary passes writes on to the writer."""
    forwarding_consistency: Consistency | None
    """None: the engine's own default, which is SESSION."""
    database: str
    username: str

    @property
    def anchor(self) -> AuroraMember:
        """What belongs to no member alone is named for this one, and is there: it stays when roles change."""
        return anchored(self.members)


def anchored(members: Sequence[AuroraMember]) -> AuroraMember:
    """The member whose place sorts first, whoever writes."""
    return min(members, key=lambda m: m.place)
