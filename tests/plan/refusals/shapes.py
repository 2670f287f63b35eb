"""The shape of a case: what is wrong, the settings, the code, the path, and a part of what is allowed."""

from __future__ import annotations

from typing import Any

from tests.plan.intents import intent

Case = tuple[str, object, str, str, str]
PERSISTENT = {"class": "persistent", "engine": "aurora-postgresql"}


def store(**keys: Any) -> dict[str, Any]:
    return intent(stores={"identities": PERSISTENT | keys})


def jurisdictions(**given: Any) -> dict[str, Any]:
    return intent(jurisdictions=given, stores={})
