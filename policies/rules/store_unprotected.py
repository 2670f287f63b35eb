"""``store-unprotected``: persistent stores and keys cannot be deleted by mistake."""

from __future__ import annotations

from collections.abc import Iterator

from jurisdictions.model import DataClass
from policies.context import Context
from policies.demands import Kind, demands_of, judged
from policies.facts import Holds
from policies.finding import PASS, Outcome, Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity, holding
from policies.tracing.belonging import belonging
from policies.tracing.owners import owners

STATEFUL = {Holds.DATA, Holds.COPY, Holds.KEY}


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether the engine or the cloud refuses to delete it. Parts of a store are protected with it."""
    if not context.must_be_protected(resource):
        return
    flags = demands_of(Kind.PROTECTION, resource.type)
    part = any(context.holds(owner) in STATEFUL for owner in owners(context, resource))
    if belonging(context, resource).data_class is not DataClass.PERSISTENT or (part and not flags):
        return
    told = (
        [] if resource.protect else list(judged(context, resource, Kind.PROTECTION, {DataClass.PERSISTENT}))
    )
    if resource.protect or (told and all(v.outcome is Outcome.PASS for v in told)):
        yield PASS
        return
    unknown = any(v.outcome is Outcome.UNKNOWN for v in told)
    yield Verdict(
        outcome=Outcome.UNKNOWN if unknown else Outcome.FAIL,
        what=f"{resource.name} holds persistent data or its key, and nothing keeps it from being deleted",
        allowed=" or ".join(["protect: true", *(f"{flag.path}: true" for flag in flags)]),
        fix="protect it (resource option protect); policies/unprotected.yaml lists stacks of nobody",
    )


RULE = Rule(
    id="store-unprotected",
    description="Stores of persistent data and their keys are protected from deletion",
    severity=Severity.HIGH,
    framework="GDPR, Articles 5(1)(f) and 32(1)(b)",
    remediation="Protect the resource: the resource option, or deletion protection of the cloud.",
    judge=judge,
    applies=holding(Holds.DATA, Holds.COPY, Holds.KEY),
)
