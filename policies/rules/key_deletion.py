"""``key-deletion``: deleting a key can be taken back, and comes to an end."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.demands import Kind, covers, judged
from policies.finding import Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """How long a deletion can be taken back: shorter loses data by mistake, longer delays an erasure."""
    yield from judged(context, resource, Kind.DELETION)


RULE = Rule(
    id="key-deletion",
    description="A key of personal data can be kept from deletion for 7 to 30 days",
    severity=Severity.MEDIUM,
    framework="GDPR, Articles 12(3), 17 and 32",
    remediation="Set the window to 7 to 30 days: time to take a mistake back, and an end to erasure.",
    judge=judge,
    applies=lambda _, token: covers(Kind.DELETION, token),
)
