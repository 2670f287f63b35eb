"""The outputs contract and its reader."""

from infra.outputs.contract import VERSION, Contract
from infra.outputs.reader import ContractError, read, store
from infra.outputs.stores import (
    AlloydbOutput,
    AuroraOutput,
    BucketOutput,
    CloudSqlOutput,
    CockroachdbOutput,
    DsqlOutput,
    DynamodbOutput,
    SpannerOutput,
    ValkeyOutput,
    YugabytedbOutput,
)

__all__ = [
    "VERSION",
    "AlloydbOutput",
    "AuroraOutput",
    "BucketOutput",
    "CloudSqlOutput",
    "CockroachdbOutput",
    "Contract",
    "ContractError",
    "DsqlOutput",
    "DynamodbOutput",
    "SpannerOutput",
    "ValkeyOutput",
    "YugabytedbOutput",
    "read",
    "store",
]
