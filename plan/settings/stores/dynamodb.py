"""Settings of a store on DynamoDB."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plan.settings.stores.base import StoreBase
from plan.settings.words import PlaceId


class DynamodbStore(StoreBase):
    """DynamoDB. Class metadata: one global table for all; else a table per jurisdiction."""

    engine: Literal["dynamodb"] = Field(description="What the store runs on")
    hash_key: str = Field(
        default="id", pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,254}$", description="Key attribute"
    )
    replicas: tuple[PlaceId, ...] | None = Field(
        default=None,
        description="Class metadata: where else it is; every AWS place of the stack where not given",
    )
