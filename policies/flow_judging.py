"""Judges what personal data reaches: by the law and the class of its source, not by its own tags."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from jurisdictions.model import Aspect, DataClass
from policies.context import Context, OfAll
from policies.facts import Holds
from policies.finding import PASS, Outcome, Verdict
from policies.resources.graph import Resource
from policies.tracing.belonging import belonging
from policies.tracing.flow import Reached, onward, reached
from policies.tracing.places import home
from policies.tracing.spot import Part, Spot
from policies.weighing import ASPECT_OF_HOLDS, ASPECT_OF_PART, allowance, where

_SHOWN = 12
"""Longer ways are shown by where they start and end."""
_HELD = {Holds.DATA, Holds.COPY, Holds.BACKUP, Holds.LOG}


def of_places(context: Context, resource: Resource) -> Iterator[Verdict]:
    """A verdict for each law and class that reaches ``resource`` from others."""
    for way in ways(context, resource):
        spots = [] if way.told_before and way.part is not Part.HOME else _homes(context, way)
        everywhere = chain(spots, onward(context, resource))
        bad = [verdict for spot in everywhere for verdict in _weigh(context, way, spot)]
        yield from bad or [PASS]


def of_classes(context: Context, resource: Resource) -> Iterator[Verdict]:
    """A verdict for each law and class that reaches it, where its place is not wrong already."""
    for way in ways(context, resource):
        if context.holds(resource) not in _HELD or any(_weigh(context, way, s) for s in _homes(context, way)):
            continue
        own = belonging(context, resource).data_class
        if own is not DataClass.METADATA:
            yield PASS
            continue
        yield Verdict(
            outcome=Outcome.FAIL,
            subject=f"{way.law.id} {way.data_class}",
            what=f"{way.data_class} data of {way.law.name} flows into {resource.name}, classed as metadata: "
            f"{told(context, way)}",
            allowed=f"targets with data-class={way.data_class} and jurisdiction={way.law.id}",
            fix=f"tag {resource.name} data-class={way.data_class}, jurisdiction={way.law.id}; or cut it off",
        )


def ways(context: Context, resource: Resource) -> list[Reached]:
    """How personal data of others reaches ``resource``. The whole stack is followed at the first question."""
    return _WAYS.of(context).get(resource.urn, [])


def _by_urn(context: Context) -> dict[str, list[Reached]]:
    found: dict[str, list[Reached]] = {}
    for way in reached(context):
        found.setdefault(way.resource.urn, []).append(way)
    return found


_WAYS = OfAll(_by_urn)


def _homes(context: Context, way: Reached) -> list[Spot]:
    return [] if context.holds(way.resource) is Holds.NOTHING else list(home(context, way.resource))


def _weigh(context: Context, way: Reached, spot: Spot) -> list[Verdict]:
    """What is wrong with one place, by the law of the source; nothing where it is allowed."""
    part = spot.part if spot.part is not Part.HOME else way.part
    holds = context.holds(way.resource) or Holds.DATA
    aspect = ASPECT_OF_PART.get(part) or ASPECT_OF_HOLDS.get(holds, Aspect.REST)
    allowed = way.law.allowed(way.data_class, aspect)
    if allowed is None or (spot.place is not None and way.law.allows(way.data_class, aspect, spot.place)):
        return []
    verdict = Verdict(
        outcome=Outcome.UNKNOWN if spot.place is None else Outcome.FAIL,
        subject=f"{way.law.id} {way.data_class} {spot.path or spot.part}",
        what=f"{way.data_class} data of {way.law.name} reaches {where(spot)}: {told(context, way)}",
        allowed=allowance(way.law, way.data_class, aspect),
        fix=f"cut the flow at {way.path[-2].name}, or move {way.resource.name} into the jurisdiction",
    )
    return [verdict]


def told(context: Context, way: Reached) -> str:
    """The path in words: ``uk-identities → export → reports (aws/us-east-1)``."""
    places = ", ".join(spot.place.id if spot.place else "unknown" for spot in _homes(context, way))
    names = [resource.name for resource in way.path]
    if len(names) > _SHOWN:
        names = [*names[:3], f"{len(names) - 6} more", *names[-3:]]
    steps = " → ".join(names)
    return f"{steps} ({places})" if places else steps
