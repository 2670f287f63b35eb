"""Secrets of the stack's configuration that its stores need. They are never settings, so no plan has them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from jurisdictions.problem import Problem
from plan.model import Store
from plan.rest import listed

LICENCE = "cockroachdb-licence"
"""Name of the licence key of CockroachDB, below ``domicile:``."""


def missing(stores: Iterable[Store], given: Collection[str]) -> list[Problem]:
    """The secrets that these stores need and the configuration has not.

    ``given``: names below ``domicile:``.
    """
    licensed = [store.name for store in stores if store.engine == "cockroachdb"]
    if not licensed or LICENCE in given:
        return []
    path = f"domicile:{LICENCE}"
    return [
        Problem(
            code="DOM-281",
            path=path,
            what=f"CockroachDB runs under a licence, and its key is not there: {listed(licensed)}",
            value="nothing",
            allowed="the key that the vendor gave, as a secret",
            fix=f"pulumi config set --secret {path}",
        )
    ]
