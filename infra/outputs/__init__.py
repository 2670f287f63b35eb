"""The outputs contract and its reader."""

from infra.outputs.contract import (
    VERSION,
    AuroraOutput,
    BucketOutput,
    Contract,
    DynamodbOutput,
    SpannerOutput,
)
from infra.outputs.reader import ContractError, read, store

__all__ = [
    "VERSION",
    "AuroraOutput",
    "BucketOutput",
    "Contract",
    "ContractError",
    "DynamodbOutput",
    "SpannerOutput",
    "read",
    "store",
]
