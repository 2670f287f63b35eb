"""The shape of a case of a rule, and what is common to all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ACCOUNT = "111122223333"
PROJECT = "acme-prod"
Inputs = dict[str, Any]


@dataclass(frozen=True)
class There:
    """A resource that exists before the rule is asked."""

    type: str
    id: str
    inputs: Inputs
    scope: str = f"{ACCOUNT}/eu-west-2"


@dataclass(frozen=True)
class Case:
    type: str
    good: Inputs
    bad: Inputs
    there: tuple[There, ...] = field(default=())
    region: str = "eu-west-2"
    id: str = ""
    bad_region: str = ""
    """Where ``bad`` is, if it is the place that is wrong."""


def names(type_: str, name: str, good: str, *bad: str) -> list[Case]:
    return [Case(type_, {name: good}, {name: wrong}) for wrong in bad]


def london(type_: str, id_: str, **inputs: Any) -> There:
    return There(type_, id_, {"region": "eu-west-2", **inputs})


def google(type_: str, id_: str, **inputs: Any) -> There:
    return There(type_, id_, inputs, scope=PROJECT)


def crypto_key(location: str) -> str:
    return f"projects/{PROJECT}/locations/{location}/keyRings/r/cryptoKeys/k"
