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
    consistency: Literal["eventual", "strong"] = Field(
        default="eventual",
        description="Between regions. strong: three regions of one set, one of which may be a witness; "
        "cannot change later, nor can the regions",
    )
    replicas: tuple[PlaceId, ...] | None = Field(
        default=None,
        description="Class metadata: where else it is; every AWS place of the stack where not given. Other "
        "classes with consistency: strong: the two other regions, in place of recovery and witness",
    )
