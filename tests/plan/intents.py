"""Intents of stacks for tests: small, valid, and easy to break in one place."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from jurisdictions.problem import Problem, ProblemsError
from plan.model import Plan
from plan.resolve import plan_text

ROOT = Path(__file__).parents[2]
SMALL: dict[str, Any] = {
    "name": "acme",
    "accounts": {
        "aws": {"account": "111122223333"},
        "gcp": {"project": "acme-test-1"},
    },
    "jurisdictions": {
        "uk": {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"},
        "us": {"home": "aws/us-east-1", "recovery": "aws/us-west-2"},
    },
    "stores": {"identities": {"class": "persistent", "engine": "aurora-postgresql"}},
}


def intent(**changes: Any) -> dict[str, Any]:
    """The small stack with some of its top-level keys said differently."""
    return deepcopy(SMALL) | changes


def planned(given: object, *, stack: str = "test") -> Plan:
    """The plan of an intent."""
    return plan_text(given if isinstance(given, str) else json.dumps(given), project="domicile", stack=stack)


def refused(given: object) -> dict[str, Problem]:
    """The problems of an intent by path; fails where it is accepted."""
    try:
        planned(given)
    except ProblemsError as error:
        return {p.path: p for p in error.problems}
    msg = "this intent was accepted"
    raise AssertionError(msg)


VALKEY: dict[str, Any] = {
    "class": "transient",
    "engine": "valkey",
    "expires_hours": 24,
    "survives": "region",
    "only": ["uk", "eu", "de"],
    "in": {"uk": {"survives": "zone"}},
}
"""A cache on both clouds, where a stack has these jurisdictions."""
PEOPLE: dict[str, Any] = {"class": "persistent", "engine": "aurora-postgresql", "only": ["uk"]}
"""Aurora in one region."""


def every_engine(stack: str) -> dict[str, Any]:
    """The intent in a stack file, with a store of each engine that it has none of."""
    found = stack_file(stack)
    here = [name for name in VALKEY["only"] if name in found["jurisdictions"]]
    if all(store["engine"] != "valkey" for store in found["stores"].values()):
        said = {name: keys for name, keys in VALKEY["in"].items() if name in here}
        found["stores"]["baskets"] = VALKEY | {"only": here, "in": said}
    found["stores"]["people"] = deepcopy(PEOPLE)
    return found


def stack_file(stack: str) -> dict[str, Any]:
    """The intent in a stack file of this project."""
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text()
    found: dict[str, Any] = yaml.safe_load(text)["config"]["domicile:stack"]
    return found
