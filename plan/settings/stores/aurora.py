"""Settings of a store on Aurora PostgreSQL."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plan.model import Consistency
from plan.settings.stores.base import StoreBase


class AuroraStore(StoreBase):
    """Aurora PostgreSQL: a cluster over zones; with ``survives: region`` a Global Database."""

    engine: Literal["aurora-postgresql"] = Field(description="What the store runs on")
    version: str = Field(default="17.7", pattern=r"^\d{2}\.\d{1,2}$", description="Engine version")
    instance_class: str = Field(
        default="db.r8g.large",
        pattern=r"^db\.(r[5-9][a-z]*\.\w+|serverless)$",
        description="db.r* or db.serverless",
    )
    min_capacity: float | None = Field(
        default=None,
        ge=0.5,
        le=256,
        multiple_of=0.5,
        description="db.serverless only: least capacity units of an instance; 8 or more is advised, and the "
        "default, in a Global Database, else 0.5",
    )
    max_capacity: float | None = Field(
        default=None,
        ge=1,
        le=256,
        multiple_of=0.5,
        description="db.serverless only: most capacity units of an instance; 64 where not given",
    )
    write_forwarding: bool = Field(
        default=False,
        description="With survives: region: clients of a secondary may write, and wait for the writer",
    )
    forwarding_consistency: Consistency | None = Field(
        default=None,
        description="With write_forwarding: what a session sees of its writes; SESSION where not given",
    )
    instances: int = Field(default=2, ge=1, le=4, description="Instances per cluster, one a zone")
    database: str = Field(default="app", pattern=r"^[a-z][a-z0-9]{0,62}$", description="Initial database")
    username: str = Field(default="dbadmin", pattern=r"^[a-z][a-z0-9]{0,15}$", description="Master user")
