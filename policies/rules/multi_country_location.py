"""``multi-country-location``: a location of several countries is judged by each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jurisdictions.model import Place
from policies.context import Context
from policies.finding import Outcome, Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity, decides_places
from policies.tracing.places import spots
from policies.weighing import means_several, verdict


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Every part of the resource whose location means several countries, or the whole world."""
    for spot in spots(context, resource):
        if spot.place is None or not means_several(spot.place):
            continue
        for said in verdict(context, resource, spot):
            failed = said.outcome is not Outcome.PASS
            yield replace(said, what=f"{expansion(spot.place)}; {said.what}") if failed else said


def expansion(place: Place) -> str:
    """``eur5 means BE, GB, NL``."""
    if place.worldwide or not place.countries:
        return f"{place.id} means the whole world"
    may = "means" if place.exact else "may mean any of"
    return f"{place.name} {may} {', '.join(sorted(place.countries))}"


RULE = Rule(
    id="multi-country-location",
    description="A location of several countries is allowed only where each of its countries is",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 44 to 49",
    remediation="Name single regions, or a location all of whose countries are allowed.",
    judge=judge,
    applies=decides_places,
    unsettled=True,
)
