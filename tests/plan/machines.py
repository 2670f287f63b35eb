"""Intents with one store on machines, by engine, and what is said of one that is refused."""

from __future__ import annotations

from typing import Any

from plan.model import Machines
from plan.resolve import all_stores
from tests.plan.intents import intent, planned, refused

STORES: dict[str, dict[str, Any]] = {
    "cockroachdb": {"class": "persistent", "engine": "cockroachdb", "licence": "enterprise"},
    "yugabytedb": {"class": "persistent", "engine": "yugabytedb"},
}
UK = {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}
DE = {"home": "aws/eu-central-1", "recovery": "gcp/europe-west10"}
US = {"home": "aws/us-east-1", "recovery": "aws/us-west-2"}
EU = {"home": "aws/eu-central-1", "recovery": "aws/eu-west-1"}
AT = "stores.orders"
"""Where its settings are."""


def given(engine: str, jurisdiction: str, places: dict[str, str], **keys: Any) -> dict[str, Any]:
    """The intent."""
    return intent(jurisdictions={jurisdiction: places}, stores={"orders": STORES[engine] | keys})


def store(engine: str, jurisdiction: str, places: dict[str, str], **keys: Any) -> Machines:
    """The store as it is planned."""
    (found,) = all_stores(planned(given(engine, jurisdiction, places, **keys)))
    assert isinstance(found, Machines)
    return found


def assert_refused(given: dict[str, Any], code: str, path: str, allowed: str) -> None:
    """Fails where an intent is accepted, or refused for something else."""
    problems = refused(given)
    assert path in problems, list(problems)
    assert problems[path].code == code
    assert allowed in problems[path].allowed
    assert problems[path].fix
