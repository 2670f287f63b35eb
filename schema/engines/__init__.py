"""What is made for a store, per engine: one module an engine, or a family that speaks the same SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jurisdictions.problem import Problem, ProblemsError
from plan.model import Store
from schema.artefact import Artefact
from schema.engines import (
    bucket,
    cockroachdb,
    dsql,
    dynamodb,
    postgresql,
    spanner,
    valkey,
    yugabytedb,
)

RENDER: dict[str, Callable[[Any], tuple[Artefact, ...]]] = {
    "alloydb": postgresql.render,
    "aurora-dsql": dsql.render,
    "aurora-postgresql": postgresql.render,
    "bucket": bucket.render,
    "cloud-sql": postgresql.render,
    "cockroachdb": cockroachdb.render,
    "dynamodb": dynamodb.render,
    "spanner": spanner.render,
    "valkey": valkey.render,
    "yugabytedb": yugabytedb.render,
}
"""Per engine: the artefacts of a planned store."""


def artefacts(store: Store) -> tuple[Artefact, ...]:
    """The artefacts of a store. Raises ``ProblemsError``: DOM-300 for an engine that has no renderer here,
    DOM-301 to DOM-305 for what its database would refuse, or would spread further than the plan says."""
    render = RENDER.get(store.engine)
    if render is None:
        raise ProblemsError(
            [
                Problem(
                    code="DOM-300",
                    path=store.name,
                    what="nobody has written what pins the rows of this engine",
                    value=store.engine,
                    allowed=", ".join(RENDER),
                    fix="write schema/engines/<engine>.py and register it in RENDER",
                )
            ]
        )
    return render(store)
