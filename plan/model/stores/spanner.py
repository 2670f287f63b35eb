"""Spanner, planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from plan.model.stores.base import Placement, Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Spanner(Store):
    """A Spanner instance with one database."""

    instance: str
    """Physical instance id, 6 to 30 characters."""
    display_name: str
    """4 to 30 characters."""
    config: str
    """``regional-europe-west2``, ``dual-region-germany1``, ``eur3``."""
    edition: Literal["STANDARD", "ENTERPRISE", "ENTERPRISE_PLUS"]
    processing_units: int
    database: str
    dialect: Literal["GOOGLE_STANDARD_SQL", "POSTGRESQL"]
    leader: str
    """Region of the default leader: ``europe-west2``."""
    replicas: tuple[Placement, ...]
    """Every region of the configuration, the witness included; each has a key of its own."""

    @property
    def placements(self) -> tuple[Placement, ...]:
        """The regions of the configuration."""
        return self.replicas
