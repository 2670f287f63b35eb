"""Settings of a store on Valkey."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plan.settings.stores.base import StoreBase

Size = Literal["small", "medium", "large"]
Eviction = Literal[
    "allkeys-lfu",
    "allkeys-lru",
    "allkeys-random",
    "noeviction",
    "volatile-lfu",
    "volatile-lru",
    "volatile-random",
    "volatile-ttl",
]


class ValkeyStore(StoreBase):
    """Valkey, in cluster mode, on the cloud of its home; with ``survives: region`` followed in recovery."""

    engine: Literal["valkey"] = Field(description="What the store runs on")
    version: str = Field(default="8.0", pattern=r"^\d\.\d$", description="Engine version: 8.0")
    size: Size = Field(
        default="small", description="Memory of a node: small about 6 GB, medium 13 GB, large 53 GB"
    )
    shards: int = Field(default=1, ge=1, le=30, description="Parts of the keys, each on nodes of its own")
    replicas: int = Field(default=1, ge=1, le=2, description="Copies of each shard, in other zones")
    eviction: Eviction = Field(
        default="allkeys-lru",
        description="What makes room in a full node; of class transient only allkeys-*, which takes any key",
    )
