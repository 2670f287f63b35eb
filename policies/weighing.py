"""Weighs one place of a resource against the law: the one comparison that every rule of place makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jurisdictions import country_name, places
from jurisdictions.model import Aspect, DataClass, Law, Place
from policies.context import Context
from policies.facts import Holds
from policies.finding import PASS, Outcome, Verdict
from policies.resources.graph import Resource
from policies.tracing.belonging import Told, belonging
from policies.tracing.places import LOST, spots
from policies.tracing.spot import Part, Spot

ASPECT_OF_HOLDS = {
    Holds.COMPUTE: Aspect.PROCESSED,
    Holds.KEY: Aspect.KEYS,
    Holds.LOG: Aspect.LOGS,
    Holds.BACKUP: Aspect.BACKUPS,
}
ASPECT_OF_PART = {
    Part.COPY: Aspect.REST,
    Part.BACKUP: Aspect.BACKUPS,
    Part.LOG: Aspect.LOGS,
    Part.KEY: Aspect.KEYS,
}
VERB_OF_PART = {Part.COPY: "is copied to", Part.BACKUP: "is backed up to"}
VERB = {
    Aspect.REST: "rests in",
    Aspect.PROCESSED: "is handled in plain text in",
    Aspect.KEYS: "has its key in",
    Aspect.LOGS: "has its logs in",
    Aspect.BACKUPS: "has its backups in",
}


def weigh(context: Context, resource: Resource, parts: Iterable[Part]) -> Iterator[Verdict]:
    """A verdict for each single-country place among ``parts``.

    Nothing where the class or the jurisdiction is not told: ``tags-missing`` reports that. Locations of
    several countries are left to ``multi-country-location``, so that one fault is one finding.
    """
    wanted = set(parts)
    for spot in spots(context, resource):
        if spot.part in wanted and not means_several(spot.place):
            yield from verdict(context, resource, spot)


def verdict(context: Context, resource: Resource, spot: Spot) -> Iterator[Verdict]:
    """What the law says of one place; nothing where it cannot be told whose data it is."""
    whose = belonging(context, resource)
    if whose.told is not Told.YES or whose.law is None or whose.data_class is None:
        return
    aspect = aspect_of(context, resource, spot)
    allowed = whose.law.allowed(whose.data_class, aspect)
    if allowed is None or (spot.place is not None and whose.law.allows(whose.data_class, aspect, spot.place)):
        yield PASS
        return
    said = f"{whose.data_class} data of {whose.law.name} {VERB_OF_PART.get(spot.part, VERB[aspect])}"
    yield Verdict(
        outcome=Outcome.UNKNOWN if spot.place is None else Outcome.FAIL,
        subject=Part.HOME if spot.part is Part.HOME else spot.path,
        what=f"{said} {where(spot)}",
        allowed=allowance(whose.law, whose.data_class, aspect),
        fix=_instead(context, resource, spot) or _fix(spot, resource.cloud, allowed),
    )


def aspect_of(context: Context, resource: Resource, spot: Spot) -> Aspect:
    """What of the law a spot falls under."""
    if spot.part is not Part.HOME:
        return ASPECT_OF_PART[spot.part]
    holds = context.holds(resource)
    return ASPECT_OF_HOLDS.get(holds, Aspect.REST) if holds is not None else Aspect.REST


def means_several(place: Place | None) -> bool:
    """Whether a location means several countries, or the whole world."""
    return place is not None and (place.worldwide or len(place.countries) != 1)


def allowance(law: Law, data_class: DataClass, aspect: Aspect) -> str:
    """In words: the countries where this aspect of the class may be."""
    allowed = law.allowed(data_class, aspect)
    countries = "everywhere" if allowed is None else ", ".join(sorted(allowed)) or "no country"
    return f"{countries} ({aspect} of {data_class} data, jurisdiction {law.id})"


def where(spot: Spot) -> str:
    """In words: the place, its countries, and how it was found."""
    said = f" {spot.said!r}" if spot.said else ""
    if spot.place is None:
        return f"an unknown place:{f' {spot.path}{said}:' if spot.path else ''} {spot.via}"
    countries = ", ".join(country_name(code) for code in sorted(spot.place.countries))
    return f"{spot.place.id} ({countries or 'worldwide'}), by {spot.via}"


def _instead(context: Context, resource: Resource, spot: Spot) -> str:
    """What to do with a resource that cannot be moved; nothing where it can."""
    fact = context.fact(resource)
    if fact is None or spot.part is not Part.HOME or spot.referred:
        return ""
    if not fact.fix and fact.fixed:
        return (
            "use a service, or a kind of this one, that has a place in an allowed country: this has none; "
            "or, where it is about nobody, tag it data-class=metadata, jurisdiction=global"
        )
    return fact.fix


def _fix(spot: Spot, cloud: str, allowed: frozenset[str]) -> str:
    prefix = "regional-" if spot.path.endswith("onfig") else ""  # Spanner's single-region configurations
    fitting = [f"{prefix}{p.name}" for p in places().values() if p.cloud == cloud and p.countries <= allowed]
    choice = " or ".join(fitting[:4]) or f"a place that {cloud} has in an allowed country"
    if spot.referred or (spot.place is not None and spot.said.startswith("arn:")):
        return f"let {spot.path} refer to something in {choice}"
    if spot.place is None and (spot.part is not Part.HOME or spot.via == LOST):
        return f"let {spot.path} refer to something that this stack declares in {choice}"
    return f"set {spot.path or 'its region'} to {choice}"
