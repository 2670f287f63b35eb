"""What a store on DynamoDB tells."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from infra.outputs.stores.base import StoreOutput


class DynamodbOutput(StoreOutput):
    """DynamoDB."""

    engine: Literal["dynamodb"]
    table: str = Field(description="Table name, the same in each of its places")
    arns: dict[str, str] = Field(description="Per place: ARN of the table or its replica")
    hash_key: str
    consistency: Literal["eventual", "strong"] = Field(
        default="eventual", description="Of its regions: strong, and ConsistentRead=true sees every write"
    )
    expires_attribute: str | None = Field(description="Attribute with the expiry in epoch seconds")
