"""How each engine lays out a store in a jurisdiction: one module an engine."""

from __future__ import annotations

from collections.abc import Callable

from plan.draft import Draft
from plan.engines import (
    alloydb,
    aurora,
    bucket,
    cloud_sql,
    cockroachdb,
    dsql,
    dynamodb,
    spanner,
    valkey,
    yugabytedb,
)
from plan.model import Key, Store

Layout = tuple[Store, tuple[Key, ...]]
LAY_OUT: dict[str, Callable[[Draft], Layout | None]] = {
    "alloydb": alloydb.lay_out,
    "aurora-dsql": dsql.lay_out,
    "aurora-postgresql": aurora.lay_out,
    "bucket": bucket.lay_out,
    "cloud-sql": cloud_sql.lay_out,
    "cockroachdb": cockroachdb.lay_out,
    "dynamodb": dynamodb.lay_out,
    "spanner": spanner.lay_out,
    "valkey": valkey.lay_out,
    "yugabytedb": yugabytedb.lay_out,
}
"""Per engine: the store and its keys, or None after noting in the ledger what is wrong."""
