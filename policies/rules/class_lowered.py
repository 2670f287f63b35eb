"""``class-lowered``: what personal data flows into is not called metadata."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.finding import Verdict
from policies.flow_judging import of_classes
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity, decides_places


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether its class is one that may take what reaches it."""
    yield from of_classes(context, resource)


RULE = Rule(
    id="class-lowered",
    description="Stores that personal data flows into are not classed as metadata",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 4(1) and 5(1)(b)",
    remediation="Give the target the class and the jurisdiction of its source, or cut the flow.",
    judge=judge,
    applies=decides_places,
    whole=True,
)
