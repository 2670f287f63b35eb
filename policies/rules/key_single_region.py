"""``key-single-region``: a key of personal data stays in its region."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.demands import Kind, covers, judged
from policies.finding import Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether its material can be taken to another region."""
    yield from judged(context, resource, Kind.SINGLE_REGION)


RULE = Rule(
    id="key-single-region",
    description="Keys of personal data cannot be copied to another region",
    severity=Severity.HIGH,
    framework="GDPR, Articles 32 and 44 to 49",
    remediation="Declare a key of its own in each region of the store.",
    judge=judge,
    applies=lambda _, token: covers(Kind.SINGLE_REGION, token),
)
