"""Settings of stores: one module an engine."""

from typing import Annotated

from pydantic import Field

from plan.settings.stores.alloydb import AlloydbStore
from plan.settings.stores.aurora import AuroraStore
from plan.settings.stores.base import StoreBase
from plan.settings.stores.bucket import BucketStore
from plan.settings.stores.cloud_sql import CloudSqlStore
from plan.settings.stores.cockroachdb import CockroachdbStore
from plan.settings.stores.dsql import DsqlStore
from plan.settings.stores.dynamodb import DynamodbStore
from plan.settings.stores.spanner import SpannerStore
from plan.settings.stores.valkey import ValkeyStore
from plan.settings.stores.yugabytedb import YugabytedbStore

StoreSettings = Annotated[
    AlloydbStore
    | AuroraStore
    | BucketStore
    | CloudSqlStore
    | CockroachdbStore
    | DsqlStore
    | DynamodbStore
    | SpannerStore
    | ValkeyStore
    | YugabytedbStore,
    Field(discriminator="engine"),
]
ENGINES: dict[str, type[StoreBase]] = {
    "alloydb": AlloydbStore,
    "aurora-dsql": DsqlStore,
    "aurora-postgresql": AuroraStore,
    "bucket": BucketStore,
    "cloud-sql": CloudSqlStore,
    "cockroachdb": CockroachdbStore,
    "dynamodb": DynamodbStore,
    "spanner": SpannerStore,
    "valkey": ValkeyStore,
    "yugabytedb": YugabytedbStore,
}
"""Settings by the name of the engine."""

__all__ = [
    "ENGINES",
    "AlloydbStore",
    "AuroraStore",
    "BucketStore",
    "CloudSqlStore",
    "CockroachdbStore",
    "DsqlStore",
    "DynamodbStore",
    "SpannerStore",
    "StoreBase",
    "StoreSettings",
    "ValkeyStore",
    "YugabytedbStore",
]
