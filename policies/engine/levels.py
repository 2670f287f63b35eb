"""Enforcement levels: what the configuration of the pack may change, and what it may not.

A rule has a floor: no configuration takes it below that. Only rules about the protection of stores may be
lowered, and only on stacks that ``unprotected.yaml`` lists. Both lists have an owner and are not in the
configuration: whoever lowers a rule would otherwise also write that the rule may be lowered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from policies.context import Context
from policies.finding import Finding, Verdict
from policies.resources.graph import Resource
from policies.rules import Rule, Severity
from policies.unprotected import stacks

LOWERABLE: Final = frozenset({"key-deletion", "store-replaced", "store-unprotected"})
"""Rules that an unprotected stack may lower: they guard data from being lost. Every other guards where it is,
or for whom, and no stack may lower it."""


class Level(StrEnum):
    """What becomes of a violation."""

    DISABLED = "disabled"
    """It is not reported."""
    ADVISORY = "advisory"
    """It is reported."""
    MANDATORY = "mandatory"
    """It stops the operation."""


class Levels:
    """The levels that the configuration asks for, and those that hold. Without one: mandatory."""

    def __init__(self, asked: Mapping[str, Level] | None = None) -> None:
        self._asked = dict(asked or {})

    def of(self, rule: str, stack: str) -> Level:
        """The level of a rule on a stack (``domicile/dev``). Never below the floor where there is one."""
        return Level.MANDATORY if _has_floor(rule, stack) else self._asked.get(rule, Level.MANDATORY)

    def judge(self, urn: str, stack: str) -> Iterator[Finding]:
        """What is wrong with the configuration: one violation, for all that it lowers."""
        below: dict[Level, list[str]] = {}
        for rule, level in sorted(self._asked.items()):
            if level is not Level.MANDATORY and _has_floor(rule, stack):
                below.setdefault(level, []).append(rule)
        if below:
            said = "; ".join(f"to {level}: {', '.join(rules)}" for level, rules in sorted(below.items()))
            yield Finding(
                urn=urn,
                rule=LOWERED.id,
                subject="",
                what=f"the pack's configuration lowers, on stack {stack or '(unknown)'}, {said}",
                allowed=f"{Level.MANDATORY}; lower levels for {', '.join(sorted(LOWERABLE))} only, on stacks "
                "that policies/unprotected.yaml lists",
                fix=LOWERED.remediation,
            )


def _has_floor(rule: str, stack: str) -> bool:
    return rule not in LOWERABLE or stack not in stacks()


def _of_no_resource(_context: Context, _resource: Resource) -> Iterator[Verdict]:
    """The configuration is judged by ``Levels``, and never a resource."""
    yield from ()


LOWERED: Final = Rule(
    id="level-lowered",
    description="No configuration lowers a rule where data of people is",
    severity=Severity.CRITICAL,
    framework="GDPR, Article 24",
    remediation="Take it out of the pack's configuration. An exemption is for what must pass all the same.",
    judge=_of_no_resource,
)
