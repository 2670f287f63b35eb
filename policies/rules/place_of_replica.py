"""``place-of-replica``: replicas, members and copies stay in the jurisdiction of what they copy."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.facts import Holds
from policies.finding import Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity
from policies.tracing.spot import Part
from policies.weighing import weigh


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Where the resource copies to, and where it is if it is a copy itself."""
    parts = [Part.COPY, Part.HOME] if context.holds(resource) is Holds.COPY else [Part.COPY]
    yield from weigh(context, resource, parts)


RULE = Rule(
    id="place-of-replica",
    description="Replicas and copies of data stay in its jurisdiction, witnesses included",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 44 to 49",
    remediation="Keep each replica in a country of the jurisdiction; see jurisdictions/law.yaml.",
    judge=judge,
    applies=lambda fact, _: fact is not None and (fact.holds is Holds.COPY or bool(fact.copies)),
    unsettled=True,
)
