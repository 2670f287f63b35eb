"""``encryption-in-transit``: personal data travels encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.demands import Kind, covers, judged
from policies.finding import Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether the service takes or sends plain text."""
    yield from judged(context, resource, Kind.TRANSIT)


RULE = Rule(
    id="encryption-in-transit",
    description="Personal data travels encrypted",
    severity=Severity.HIGH,
    framework="GDPR, Article 32(1)(a)",
    remediation="Require TLS where the service leaves it open.",
    judge=judge,
    applies=lambda _, token: covers(Kind.TRANSIT, token),
)
