"""``access-granted``: nobody of another account, project or organisation is let in to personal data."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.demands import Kind, covers
from policies.finding import Verdict
from policies.grants import granted, sends, sent
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whom its policies, grants and shares let in, and whose accounts it sends to."""
    yield from granted(context, resource)
    yield from sent(context, resource)


RULE = Rule(
    id="access-granted",
    description="Personal data is granted, shared and sent to principals of the stack's own accounts only",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 28, 32 and 44",
    remediation="Take the principal out; or exempt it by name, with who it is and where it reads from.",
    judge=judge,
    applies=lambda fact, token: covers(Kind.ACCESS, token) or sends(fact),
)
