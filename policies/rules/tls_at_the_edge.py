"""``tls-at-the-edge``: where personal data is handled, TLS does not end at edges all over the world."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.demands import Kind, covers, judged
from policies.finding import Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether edges end its TLS or keep copies. What is global by nature, multi-country-location reports."""
    yield from judged(context, resource, Kind.EDGE)


RULE = Rule(
    id="tls-at-the-edge",
    description="TLS of personal hostnames ends at home, not at edges all over the world",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 44 to 49",
    remediation="Use regional endpoints, without CDN, acceleration or edge optimisation.",
    judge=judge,
    applies=lambda _, token: covers(Kind.EDGE, token),
)
