"""``path-to-elsewhere``: networks are joined only with networks of the same jurisdiction."""

from __future__ import annotations

from collections.abc import Iterator

from jurisdictions.model import DataClass
from policies.context import Context
from policies.finding import PASS, Outcome, Verdict
from policies.networks.joins import ENDS, LED, NOT_WITH, ONLY_WITH, OUTSIDE, TRANSIT_ROUTE
from policies.networks.reach import Ends, ends, joined, range_of, ranges
from policies.resources.graph import Resource
from policies.resources.values import read
from policies.rules.rule import Rule, Severity
from policies.tracing.belonging import Told, belonging

ALLOWED = "networks of one jurisdiction, all of them resources of this stack"
FIX = "join networks of one jurisdiction only; people and applications reach another over its own entry"


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether every end is known and of one jurisdiction. What only drops packets joins nothing."""
    if resource.type in OUTSIDE:
        yield from _outside(context, resource)
        return
    if resource.type == TRANSIT_ROUTE and resource.props.get("blackhole") is True:
        return
    if not _joins(resource):
        return
    found = ends(context, resource)
    yield from _verdicts(found)
    yield from _led(context, resource, frozenset(found.laws))


def _joins(resource: Resource) -> bool:
    paths = ONLY_WITH.get(resource.type) or ENDS.get(resource.type, ())
    if any(read(resource.props, path) for path in NOT_WITH.get(resource.type, ())):
        return False
    return any(joined(resource, path) for path in paths)


def _verdicts(found: Ends) -> Iterator[Verdict]:
    fine = True
    if len(found.laws) > 1:
        fine = False
        listed = ", ".join(f"{law} by {how}" for law, how in sorted(found.laws.items()))
        yield Verdict(
            outcome=Outcome.FAIL,
            subject="ends",
            what=f"it joins networks of several jurisdictions: {listed}",
            allowed=ALLOWED,
            fix=FIX,
        )
    for path, said in found.lost:
        fine = False
        yield Verdict(
            outcome=Outcome.UNKNOWN,
            subject=path,
            what=f"where it leads is not known: {path} ({said}) is no resource of this stack",
            allowed=ALLOWED,
            fix="refer to the resource at the other end, or cut the path",
        )
    for name in dict.fromkeys(found.unclaimed):
        fine = False
        yield Verdict(
            outcome=Outcome.UNKNOWN,
            subject=name,
            what=f"whose network it joins is not told: {name} has no jurisdiction",
            allowed=ALLOWED,
            fix=f"tag or label {name} with data-class and jurisdiction",
        )
    if fine:
        yield PASS


def _led(context: Context, resource: Resource, laws: frozenset[str]) -> Iterator[Verdict]:
    """Ranges it leads to, or tells others of, are of no other jurisdiction."""
    for path in LED.get(resource.type, ()):
        for exact, value in read(resource.props, path):
            block = range_of(value)
            if block is None:
                continue  # not known yet, or IPv6, which no network of this kind has
            known = ranges(context)
            own = any(block.subnet_of(r) and whose <= laws for r, whose in known)
            foreign = sorted({law for r, whose in known if r.overlaps(block) for law in whose - laws})
            if foreign and not own:
                yield Verdict(
                    outcome=Outcome.FAIL,
                    subject=exact,
                    what=f"{exact} leads to {value}, which has networks of {', '.join(foreign)}",
                    allowed=f"ranges of {', '.join(sorted(laws)) or 'one jurisdiction'}",
                    fix="lead to the ranges of its own jurisdiction only, or drop this one (blackhole)",
                )


def _outside(context: Context, resource: Resource) -> Iterator[Verdict]:
    own = belonging(context, resource)
    if own.told is Told.YES and own.data_class is DataClass.METADATA:
        return
    yield Verdict(
        outcome=Outcome.UNKNOWN,
        subject="ends",
        what="it leads to a network outside both clouds, and no resource tells where that is",
        allowed=ALLOWED,
        fix="cut the path, or exempt it by name with the reason and the place of the other end",
    )


RULE = Rule(
    id="path-to-elsewhere",
    description="Networks are joined with networks of the same jurisdiction only, and no route leads out",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 32 and 44",
    remediation="Cut the path, or keep both of its ends in one jurisdiction and in this stack.",
    judge=judge,
    applies=lambda _, token: token in ENDS or token in OUTSIDE,
    whole=True,
)
