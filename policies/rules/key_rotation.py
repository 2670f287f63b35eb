"""``key-rotation``: keys of personal data are rotated."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.demands import Kind, covers, judged
from policies.finding import Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether the key rotates, and how often. Imported and asymmetric keys are rotated by their owners."""
    yield from judged(context, resource, Kind.ROTATION)


RULE = Rule(
    id="key-rotation",
    description="Keys of personal data are rotated, at least once a year",
    severity=Severity.MEDIUM,
    framework="GDPR, Article 32",
    remediation="Turn automatic rotation on, with a period of a year or less.",
    judge=judge,
    applies=lambda _, token: covers(Kind.ROTATION, token),
)
