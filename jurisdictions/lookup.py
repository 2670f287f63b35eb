"""Look-ups in the map and the law. An unknown name is an error with the nearest known one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import combinations

from jurisdictions.load import load_laws, load_map
from jurisdictions.model import Law, Place, SpannerConfig, distance_km


class UnknownNameError(KeyError):
    """A name that the data does not have."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.name = name
        self.nearest = tuple(get_close_matches(name.lower(), list(known), n=3, cutoff=0.6))
        hint = f"; did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        self.message = f"unknown {kind} {name!r}{hint}"
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


class UnknownPlaceError(UnknownNameError):
    """A place that is not in ``places.yaml`` or ``locations.yaml``."""


class UnknownLawError(UnknownNameError):
    """A jurisdiction that is not in ``law.yaml``."""


def places() -> Mapping[str, Place]:
    """All regions by id, of both clouds. Locations of several regions are not among them."""
    return load_map().regions


def place(place_id: str, service: str | None = None) -> Place:
    """The place called ``place_id``: ``aws/eu-west-2``, ``gcp/eur4``, ``gcp/EU``, ``gcp/global``.

    ``service`` (``storage``, ``spanner``, ``kms``, ...) picks what a name of several regions means there;
    without it, or for a service that the data does not know, the place has the countries of every meaning.
    Raises ``UnknownPlaceError``.
    """
    atlas = load_map()
    cloud, _, name = place_id.strip().partition("/")
    key = f"{cloud.lower()}/{name.lower()}"
    single = atlas.regions.get(key) or atlas.hidden.get(key) or atlas.worldwide.get(key)
    if single is None and cloud.lower() == "aws":
        single = atlas.local_zones.get(name.lower())
    found = single or (meaning(name, service) if cloud.lower() == "gcp" else None)
    if found is None:
        known = [*atlas.regions, *atlas.worldwide, *(f"gcp/{n}" for n in atlas.meanings)]
        raise UnknownPlaceError("place", place_id, known)
    return found


def law(law_id: str) -> Law:
    """The law of one jurisdiction; raises ``UnknownLawError``."""
    found = load_laws().get(law_id)
    if found is None:
        raise UnknownLawError("jurisdiction", law_id, load_laws())
    return found


def laws() -> Mapping[str, Law]:
    """All laws by id, ``global`` included."""
    return load_laws()


def country_name(code: str) -> str:
    """``United Kingdom`` for ``GB``; the code itself where it is not in the table."""
    return load_map().countries.get(code, code)


def regions_in(country: str) -> tuple[Place, ...]:
    """Regions of both clouds in one country, in the order of the data."""
    return tuple(p for p in places().values() if country in p.countries)


def same_country(first: Place, second: Place) -> bool:
    """Whether both places are in one and the same country, and in no other."""
    return len(first.countries) == 1 and first.countries == second.countries


def pairs(country: str, min_km: float = 0) -> tuple[tuple[Place, Place, float], ...]:
    """Pairs of regions in one country, at least ``min_km`` apart, with the distance: the farthest first."""
    measured = ((a, b, distance_km(a, b)) for a, b in combinations(regions_in(country), 2))
    return tuple(sorted((p for p in measured if p[2] >= min_km), key=lambda p: (-p[2], p[0].id, p[1].id)))


def spanner_configs() -> Mapping[str, SpannerConfig]:
    """Spanner instance configurations by name; those with ``selectable`` false must not be picked."""
    return load_map().spanner


def region_sets(service: str) -> Mapping[str, frozenset[str]]:
    """Sets of AWS regions (place ids) that ``service`` joins strongly: ``dsql``, ``dynamodb``; else empty."""
    return load_map().aws_sets.get(service, {})


def meaning(name: str, service: str | None) -> Place | None:
    """What a GCP name of several regions means to ``service``; None where it means nothing to it."""
    atlas = load_map()
    by_service = atlas.meanings.get(name.lower())
    if by_service is None:
        return None
    if service is not None and service in by_service:
        return by_service[service]
    if service is not None and any(service in services for services in atlas.meanings.values()):
        return None  # a service whose names are known, and this is none of them
    return _union(tuple(by_service.values()))


def _union(meanings: tuple[Place, ...]) -> Place:
    first = meanings[0]
    regions = tuple(dict.fromkeys(r for m in meanings for r in m.regions))
    return Place(
        id=first.id,
        cloud=first.cloud,
        name=first.name,
        city=", ".join(dict.fromkeys(c for m in meanings for c in m.city.split(", "))),
        countries=frozenset().union(*(m.countries for m in meanings)),
        regions=regions,
        services=tuple(s for m in meanings for s in m.services),
        exact=all(m.exact and m.regions == first.regions for m in meanings),
        partition=first.partition,
    )
