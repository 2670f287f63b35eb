"""Settings of a store on Cloud Spanner."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plan.settings.stores.base import StoreBase


class SpannerStore(StoreBase):
    """Cloud Spanner: regional; with ``survives: region`` dual-region or multi-region inside the law."""

    engine: Literal["spanner"] = Field(description="What the store runs on")
    config: str | None = Field(
        default=None, description="Instance configuration, if the plan's is not wanted"
    )
    processing_units: int = Field(
        default=1000, ge=100, le=100_000, description="100 to 900 in hundreds, or thousands"
    )
    database: str = Field(
        default="app", pattern=r"^[a-z][a-z0-9_-]{0,28}[a-z0-9]$", description="Database id"
    )
    dialect: Literal["GOOGLE_STANDARD_SQL", "POSTGRESQL"] = Field(
        default="GOOGLE_STANDARD_SQL", description="SQL dialect; cannot change later"
    )
