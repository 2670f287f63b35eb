"""Declares a store on its engine, and says of it what the contract promises: one module an engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from infra.site import Site
from infra.stores import alloydb, aurora, bucket, cloud_sql, dsql, dynamodb, spanner, valkey
from infra.stores.reads import reads_of
from plan import model

DECLARE: dict[str, Callable[[Any, Site], dict[str, Any]]] = {
    "alloydb": alloydb.declare,
    "aurora-dsql": dsql.declare,
    "aurora-postgresql": aurora.declare,
    "bucket": bucket.declare,
    "cloud-sql": cloud_sql.declare,
    "dynamodb": dynamodb.declare,
    "spanner": spanner.declare,
    "valkey": valkey.declare,
}
"""Per engine: declares the planned store, and returns what its outputs have besides the common ones."""


def declare_store(part: model.Store, site: Site) -> dict[str, Any]:
    """Declare a store. Returns its outputs. Raises ``KeyError`` for an engine that has no component."""
    return _common(part, site) | DECLARE[part.engine](part, site)


def _common(part: model.Store, site: Site) -> dict[str, Any]:
    return {
        "class": part.data_class.value,
        "engine": part.engine,
        "survives": part.survives,
        "home": part.placements[0].place,
        "places": {
            p.place: {"role": p.role, "key": site.keys[p.key].id if p.key else ""} for p in part.placements
        },
        "reads": reads_of(part),
    }
