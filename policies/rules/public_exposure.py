"""``public-exposure``: personal data is not open to everyone."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.demands import Kind, covers, judged
from policies.finding import Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether everyone can reach it: addresses, access lists, policies."""
    yield from judged(context, resource, Kind.EXPOSURE)


RULE = Rule(
    id="public-exposure",
    description="Personal data is not open to everyone",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 25 and 32",
    remediation="Close public access, and grant access by name.",
    judge=judge,
    applies=lambda _, token: covers(Kind.EXPOSURE, token),
)
