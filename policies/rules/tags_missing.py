"""``tags-missing``: whose data it is, and of which class, can be told of everything that holds data."""

from __future__ import annotations

from collections.abc import Iterator

from jurisdictions import DataClass, laws
from policies.context import Context
from policies.facts import Fact, Holds
from policies.finding import PASS, Outcome, Verdict
from policies.resources.graph import Resource
from policies.resources.values import read
from policies.rules.rule import Rule, Severity, decides_places
from policies.tracing.belonging import Told, belonging


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether class and jurisdiction are told, by tags or by what the resource belongs to."""
    fact = context.fact(resource)
    if fact is None or not concerns_data(fact, resource):
        return
    whose = belonging(context, resource)
    if whose.told is Told.YES:
        yield PASS
        return
    yield Verdict(
        outcome=Outcome.UNKNOWN if whose.told is Told.UNKNOWN else Outcome.FAIL,
        what=f"cannot tell whose data {resource.name} holds: {whose.why}",
        allowed=f"data-class: {', '.join(DataClass)}; jurisdiction: {', '.join(sorted(laws()))}",
        fix=_FIX.get(whose.told, _TAG),
    )


_TAG = (
    "tag it (AWS tags, GCP labels) with data-class and jurisdiction, or what it belongs to; what takes none "
    "gets the default tags or labels of a provider of its own"
)
_FIX = {
    Told.UNKNOWN: "declare in this stack, tagged, what it is taken from or belongs to; or exempt it, with "
    "whose data that is; what takes no tags gets the default tags or labels of a provider of its own",
    Told.CONTRADICTION: "tag it as what it refers to is, in a place where that may be; or cut the reference",
}


def concerns_data(fact: Fact, resource: Resource) -> bool:
    """Whether it holds data of somebody, or says where such data goes or under which key it is."""
    if fact.holds not in {Holds.NOTHING, Holds.OPAQUE}:
        return True
    paths = (*fact.copies, *fact.backups, *fact.logs, *fact.keys)
    return any(read(resource.props, path) for path in paths)


RULE = Rule(
    id="tags-missing",
    description="Everything that holds data tells its class and its jurisdiction, without contradiction",
    severity=Severity.HIGH,
    framework="GDPR, Articles 5(2) and 30",
    remediation="Tag with data-class and jurisdiction; give both the same values as the store it belongs to.",
    judge=judge,
    applies=decides_places,
    unsettled=True,
)
