"""``free-text``: documents, scripts and statements name nothing that is outside the jurisdiction."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.finding import Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity
from policies.texts.judging import of_texts


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """What its texts name: places, resources of this stack, and where they write to."""
    yield from of_texts(context, resource)


RULE = Rule(
    id="free-text",
    description="Documents, scripts and statements of personal resources name nothing abroad",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 44 to 49",
    remediation="Name regions, buckets and queues of the jurisdiction only; do not pack scripts.",
    judge=judge,
    applies=lambda fact, _: fact is not None and bool(fact.text),
)
