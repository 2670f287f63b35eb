"""``data-flow``: personal data stays in its jurisdiction however many hops it goes, whatever the tags say."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.finding import Verdict
from policies.flow_judging import of_places
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity, decides_places


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether what reaches it may be where it is, and where it sends it on, by the law of the source."""
    yield from of_places(context, resource)


RULE = Rule(
    id="data-flow",
    description="Copies of copies, exports of replicas and streams of logs stay in the source's jurisdiction",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 44 to 49",
    remediation="Cut the flow at the hop that leaves the jurisdiction, or move its target into it.",
    judge=judge,
    applies=decides_places,
    whole=True,
)
