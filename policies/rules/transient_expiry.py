"""``transient-expiry``: what is kept because it expires, expires, and within the time that the law gives."""

from __future__ import annotations

from collections.abc import Iterator

from jurisdictions.model import DataClass
from policies.context import Context
from policies.demands import Kind, covers, judged
from policies.facts import Holds
from policies.finding import Outcome, Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity, holding
from policies.tracing.belonging import belonging
from policies.tracing.owners import owners

HELD = {Holds.DATA, Holds.COPY}


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """How a store of class transient expires. Parts of a store expire with it; backups are judged as such."""
    if covers(Kind.EXPIRY, resource.type):
        yield from judged(context, resource, Kind.EXPIRY, {DataClass.TRANSIENT})
        return
    whose = belonging(context, resource)
    part = any(context.holds(owner) in HELD for owner in owners(context, resource))
    if whose.data_class is not DataClass.TRANSIENT or whose.law is None or part:
        return
    hours = whose.law.rules[DataClass.TRANSIENT].expires_hours
    yield Verdict(
        outcome=Outcome.UNKNOWN,
        what=f"transient data in {resource.name} must expire, and nothing tells how {resource.type} does",
        allowed=f"a store that forgets within {hours} hours (jurisdiction {whose.law.id})",
        fix="keep it in a store with a time to live; or say in policies/demands/ how this type expires",
    )


RULE = Rule(
    id="transient-expiry",
    description="Transient data expires within the hours that its jurisdiction gives",
    severity=Severity.HIGH,
    framework="GDPR, Article 5(1)(e)",
    remediation="Set a time to live, a lifecycle rule or a retention within expires_hours.",
    judge=judge,
    applies=holding(Holds.DATA),
)
