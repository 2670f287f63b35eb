"""Settings of a store on AlloyDB for PostgreSQL."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plan.settings.stores.base import StoreBase


class AlloydbStore(StoreBase):
    """AlloyDB: a cluster over zones; with ``survives: region`` a secondary cluster in recovery."""

    engine: Literal["alloydb"] = Field(description="What the store runs on")
    version: Literal["14", "15", "16", "17"] = Field(
        default="17", description="Major version of PostgreSQL; can only grow"
    )
    cpu_count: int = Field(
        default=4,
        ge=2,
        le=128,
        description="vCPU of each node: 2, 4, 8, 16, 32, 64, 96 or 128; 8 GiB of memory come with each",
    )
    read_nodes: int = Field(
        default=0, ge=0, le=20, description="Nodes of a read pool in each place; 0 for no pool"
    )
