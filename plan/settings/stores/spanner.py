"""Settings of a store on Cloud Spanner."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plan.settings.stores.base import StoreBase
from plan.settings.words import Strict


class SpannerAutoscaling(Strict):
    """Between which sizes Spanner scales by itself, and what it aims at."""

    min_processing_units: int = Field(ge=1000, le=1_000_000, description="Never fewer: thousands")
    max_processing_units: int = Field(
        ge=1000, le=1_000_000, description="Never more: thousands, at most ten times the fewest"
    )
    high_priority_cpu: int | None = Field(
        default=None,
        ge=10,
        le=90,
        description="Percent of CPU for high-priority work; 65 in one region, 45 in several where not given",
    )
    storage: int = Field(default=75, ge=10, le=99, description="Percent of storage")


class SpannerStore(StoreBase):
    """Cloud Spanner: regional; with ``survives: region`` dual-region or multi-region inside the law."""

    engine: Literal["spanner"] = Field(description="What the store runs on")
    config: str | None = Field(
        default=None, description="Instance configuration, if the plan's is not wanted"
    )
    edition: Literal["STANDARD", "ENTERPRISE", "ENTERPRISE_PLUS"] | None = Field(
        default=None, description="The lowest that has what is asked for, where not given"
    )
    processing_units: int | None = Field(
        default=None,
        ge=100,
        le=100_000,
        description="100 to 900 in hundreds, or thousands; 1000 where neither this nor autoscaling is given",
    )
    autoscaling: SpannerAutoscaling | None = Field(
        default=None, description="Instead of processing_units; needs edition ENTERPRISE or more"
    )
    database: str = Field(
        default="app", pattern=r"^[a-z][a-z0-9_-]{0,28}[a-z0-9]$", description="Database id"
    )
    dialect: Literal["GOOGLE_STANDARD_SQL", "POSTGRESQL"] = Field(
        default="GOOGLE_STANDARD_SQL", description="SQL dialect; cannot change later"
    )
