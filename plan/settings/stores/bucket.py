"""Settings of a store on Object storage."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plan.settings.stores.base import StoreBase


class BucketStore(StoreBase):
    """Object storage on the cloud of its home; with ``survives: region`` replicated to recovery."""

    engine: Literal["bucket"] = Field(description="What the store runs on")
