"""Spanner, planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from plan.model.stores.base import Placement, Store


@dataclass(frozen=True, kw_only=True, slots=True)
class SpannerAutoscaling:
    """Between which sizes an instance scales by itself, and what it aims at."""

    min_processing_units: int
    max_processing_units: int
    high_priority_cpu: int
    """Percent."""
    storage: int
    """Percent."""


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
    processing_units: int | None
    """None where it scales by itself."""
    autoscaling: SpannerAutoscaling | None = None
    """Exactly one of this and ``processing_units``."""
    cpu_alert: int = 65
    """Percent of high-priority CPU above which somebody should know."""
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
