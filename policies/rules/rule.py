"""What a rule is: one id, stated once, and one pure function."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from policies.context import Context
from policies.facts import Fact, Holds
from policies.finding import Verdict
from policies.resources.graph import Resource


class Severity(StrEnum):
    """How bad it is where the rule is broken."""

    CRITICAL = "critical"
    """Personal data rests or is readable abroad."""
    HIGH = "high"
    """It cannot be told whether it does, or what protects it is missing."""
    MEDIUM = "medium"
    """What keeps order around it is missing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule. ``judge`` gives a verdict for each thing it looked at; none where it does not apply."""

    id: str
    description: str
    severity: Severity
    framework: str
    """The article that it serves."""
    remediation: str
    judge: Callable[[Context, Resource], Iterable[Verdict]]
    applies: Callable[[Fact | None, str], bool] = field(default=lambda _fact, _token: True)
    """Whether it can have anything to say of a type, by its facts and its token: asked once per type."""
    whole: bool = False
    """Says that something is missing, or follows what comes later: judged of whole stacks only."""
    removed: bool = False
    """Judges what a preview is about to delete as well."""
    unsettled: bool = False
    """Judges what waits to be deleted, or was half made, as well: it may still hold data somewhere."""


def holding(*holds: Holds) -> Callable[[Fact | None, str], bool]:
    """For ``applies``: types that hold one of these."""
    return lambda fact, _token: fact is not None and fact.holds in holds


def decides_places(fact: Fact | None, _token: str) -> bool:
    """For ``applies``: types that hold something, or say where data, its copies or its keys go."""
    if fact is None:
        return False
    return fact.holds not in {Holds.NOTHING, Holds.OPAQUE} or bool(
        fact.copies or fact.backups or fact.logs or fact.keys
    )
