"""What a rule is: one id, stated once, and one pure function."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from policies.context import Context
from policies.finding import Verdict
from policies.graph import Resource


class Severity(StrEnum):
    """How bad it is where the rule is broken."""

    CRITICAL = "critical"
    """Personal data rests or is readable abroad."""
    HIGH = "high"
    """It cannot be told whether it does."""
    MEDIUM = "medium"


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
