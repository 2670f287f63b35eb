"""Declares a store on its engine, and says of it what the contract promises: one module an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from infra.site import Site
from infra.stores import (
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
from infra.stores.reads import reads_of
from jurisdictions.problem import ProblemsError
from plan import model, secrets

DECLARE: dict[str, Callable[[Any, Site], dict[str, Any]]] = {
    "alloydb": alloydb.declare,
    "aurora-dsql": dsql.declare,
    "aurora-postgresql": aurora.declare,
    "bucket": bucket.declare,
    "cloud-sql": cloud_sql.declare,
    "cockroachdb": cockroachdb.declare,
    "dynamodb": dynamodb.declare,
    "spanner": spanner.declare,
    "valkey": valkey.declare,
    "yugabytedb": yugabytedb.declare,
}
"""Per engine: declares the planned store, and returns what its outputs have besides the common ones."""


def require_secrets(parts: Iterable[model.Store]) -> None:
    """Raise ``ProblemsError`` with every secret that a planned store needs and the stack does not have."""
    given = [] if cockroachdb.licence_key() is None else [secrets.LICENCE]
    if problems := secrets.missing(parts, given):
        raise ProblemsError(problems)


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
