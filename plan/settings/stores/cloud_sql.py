"""Settings of a store on Cloud SQL for PostgreSQL."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plan.settings.stores.base import StoreBase


class CloudSqlStore(StoreBase):
    """Cloud SQL for PostgreSQL: two zones; with ``survives: region`` a disaster recovery replica."""

    engine: Literal["cloud-sql"] = Field(description="What the store runs on")
    version: Literal["14", "15", "16", "17", "18"] = Field(
        default="17", description="Major version of PostgreSQL; can only grow"
    )
    edition: Literal["ENTERPRISE", "ENTERPRISE_PLUS"] | None = Field(
        default=None, description="The lowest that does what survives promises, where not given"
    )
    tier: str | None = Field(
        default=None,
        pattern=r"^db-[a-zA-Z0-9-]{1,40}$",
        description="Machine: db-custom-<vCPU>-<MiB>, or of Enterprise Plus db-perf-optimized-N-<vCPU>",
    )
    disk_gib: int = Field(
        default=50, ge=10, le=65_536, description="Disk to begin with; it grows by itself, and never shrinks"
    )
    database: str = Field(
        default="app", pattern=r"^[a-z][a-z0-9_]{0,62}$", description="Database made with the instance"
    )
