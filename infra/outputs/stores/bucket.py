"""What a store on Object storage tells."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from infra.outputs.stores.base import StoreOutput


class BucketOutput(StoreOutput):
    """Object storage."""

    engine: Literal["bucket"]
    buckets: dict[str, str] = Field(description="Per place: s3://name or gs://name")
