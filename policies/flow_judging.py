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
_HELD = {Holds.DATA, Holds.COPY, Holds.BACKUP, Holds.LOG, Holds.COMPUTE}


def of_places(context: Context, resource: Resource) -> Iterator[Verdict]:
    """What is wrong with the places to which data of other laws and classes comes, each once."""
    bad: dict[str, Verdict] = {}
    for way in ways(context, resource):
        spots = [] if way.told_before and way.part is not Part.HOME else _homes(context, way)
        for spot in chain(spots, onward(context, resource)):
            for verdict in _weigh(context, way, spot):
                bad.setdefault(verdict.subject, verdict)
    yield from bad.values() or ([PASS] if ways(context, resource) else [])


def of_classes(context: Context, resource: Resource) -> Iterator[Verdict]:
    """What flows into it under another class, where its place is not wrong already."""
    own = belonging(context, resource).data_class
    bad: dict[str, Verdict] = {}
    here = ways(context, resource) if context.holds(resource) in _HELD else []
    fitting = [way for way in here if not any(_weigh(context, way, s) for s in _homes(context, way))]
    for way in fitting if own is DataClass.METADATA else []:
        verdict = _lowered(context, way)
        bad.setdefault(verdict.subject, verdict)
    yield from bad.values() or ([PASS] if fitting else [])


def _lowered(context: Context, way: Reached) -> Verdict:
    name = way.resource.name
    return Verdict(
        outcome=Outcome.FAIL,
        subject=f"{way.law.id} {way.data_class}",
        what=f"{way.data_class} data of {way.law.name} flows into {name}, classed as metadata: "
        f"{told(context, way)}",
        allowed=f"targets with data-class={way.data_class} and jurisdiction={way.law.id}",
        fix=f"tag {name} data-class={way.data_class}, jurisdiction={way.law.id}; or cut it off",
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
