"""What stores tell: one module an engine."""

from typing import Annotated

from pydantic import Field

from infra.outputs.stores.alloydb import AlloydbOutput
from infra.outputs.stores.aurora import AuroraOutput
from infra.outputs.stores.base import StoreOutput, StorePlace, StoreRead
from infra.outputs.stores.bucket import BucketOutput
from infra.outputs.stores.cloud_sql import CloudSqlOutput
from infra.outputs.stores.cockroachdb import CockroachdbOutput
from infra.outputs.stores.dsql import DsqlOutput
from infra.outputs.stores.dynamodb import DynamodbOutput
from infra.outputs.stores.spanner import SpannerOutput
from infra.outputs.stores.valkey import ValkeyEndpoint, ValkeyOutput
from infra.outputs.stores.yugabytedb import YugabytedbOutput

AnyStore = Annotated[
    AlloydbOutput
    | AuroraOutput
    | BucketOutput
    | CloudSqlOutput
    | CockroachdbOutput
    | DsqlOutput
    | DynamodbOutput
    | SpannerOutput
    | ValkeyOutput
    | YugabytedbOutput,
    Field(discriminator="engine"),
]

__all__ = [
    "AlloydbOutput",
    "AnyStore",
    "AuroraOutput",
    "BucketOutput",
    "CloudSqlOutput",
    "CockroachdbOutput",
    "DsqlOutput",
    "DynamodbOutput",
    "SpannerOutput",
    "StoreOutput",
    "StorePlace",
    "StoreRead",
    "ValkeyEndpoint",
    "ValkeyOutput",
    "YugabytedbOutput",
]
