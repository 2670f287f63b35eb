"""``place-of-key``: keys live in the jurisdiction of the data they open, and belong to it."""

from __future__ import annotations

from collections.abc import Iterator

from jurisdictions.model import DataClass
from policies.context import Context
from policies.facts import Holds
from policies.finding import PASS, Outcome, Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity
from policies.tracing.belonging import Told, belonging
from policies.tracing.places import spots
from policies.tracing.spot import Part
from policies.weighing import weigh


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Where its keys are, whose they are; and where the resource is if it is a key itself."""
    parts = [Part.KEY, Part.HOME] if context.holds(resource) is Holds.KEY else [Part.KEY]
    yield from weigh(context, resource, parts)
    whose = belonging(context, resource)
    if whose.data_class is DataClass.METADATA:
        return  # not personal: whoever may lock it away, nobody's data leaves its jurisdiction
    keys = [spot.referred for spot in spots(context, resource) if spot.part is Part.KEY and spot.referred]
    for urn in dict.fromkeys(keys):
        key = context.graph.known(urn)
        owner = belonging(context, key)
        if whose.law is None or owner.told is not Told.YES or owner.law is None:
            continue  # tags-missing reports whichever is not told
        if owner.law.id == whose.law.id:
            yield PASS
            continue
        yield Verdict(
            outcome=Outcome.FAIL,
            subject=f"owner of {urn}",
            what=f"data of {whose.law.name} is encrypted with {key.name}, a key of {owner.law.name}",
            allowed=f"keys of jurisdiction {whose.law.id}",
            fix=f"encrypt it with a key tagged jurisdiction={whose.law.id}",
        )


RULE = Rule(
    id="place-of-key",
    description="Encryption keys live in the jurisdiction of the data they open, and belong to it",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 32 and 44 to 49",
    remediation="Use a customer-managed key of the same jurisdiction, in one of its countries.",
    judge=judge,
    applies=lambda fact, _: fact is not None and (fact.holds is Holds.KEY or bool(fact.keys)),
    unsettled=True,
)
