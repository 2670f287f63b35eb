"""The map, from ``places.yaml`` and ``locations.yaml``: regions, zones, and names that mean several regions.

Pure: documents in, a ``Map`` out, or ``ProblemsError`` with everything that does not fit together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jurisdictions.check_places import check
from jurisdictions.model import Place, SpannerConfig
from jurisdictions.problem import ProblemsError
from jurisdictions.schema import City, LocationsFile, PlacesFile, SpannerEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Map:
    """Everything that is known about places."""

    regions: Mapping[str, Place]
    """By place id: ``aws/eu-west-2``."""
    hidden: Mapping[str, Place]
    """Regions that customers cannot choose, by place id."""
    local_zones: Mapping[str, Place]
    """AWS zone groups by name: ``eu-central-1-waw-1``."""
    worldwide: Mapping[str, Place]
    """``aws/global`` and ``gcp/global``."""
    meanings: Mapping[str, Mapping[str, Place]]
    """GCP names of several regions, in lower case, and what they mean to each service."""
    spanner: Mapping[str, SpannerConfig]
    """By name; the regional ones too."""
    aws_sets: Mapping[str, Mapping[str, frozenset[str]]]
    """Service, set, place ids."""
    countries: Mapping[str, str]
    """Code to name."""


def build_map(places: PlacesFile, locations: LocationsFile) -> Map:
    """The map, or ``ProblemsError`` (DOM-502 to DOM-506)."""
    if problems := check(places, locations):
        raise ProblemsError(problems)
    regions = _regions(places)
    hidden = {f"gcp/{name}": _city("gcp", name, entry) for name, entry in locations.hidden.items()}
    known = {**regions, **hidden}
    spanner = _spanner(locations, known)
    return Map(
        regions=MappingProxyType(regions),
        hidden=MappingProxyType(hidden),
        local_zones=MappingProxyType({n: _city("aws", n, entry) for n, entry in places.local_zones.items()}),
        worldwide=MappingProxyType({f"{cloud}/global": _worldwide(cloud) for cloud in ("aws", "gcp")}),
        meanings=MappingProxyType(_meanings(locations, spanner, known)),
        spanner=MappingProxyType({config.name: config for config in spanner}),
        aws_sets=MappingProxyType(
            {
                service: MappingProxyType(
                    {name: frozenset(f"aws/{r}" for r in rs) for name, rs in sets.items()}
                )
                for service, sets in locations.aws_sets.items()
            }
        ),
        countries=MappingProxyType(dict(places.countries)),
    )


def _regions(places: PlacesFile) -> dict[str, Place]:
    clouds = (("aws", places.aws), ("gcp", places.gcp))
    return {
        f"{cloud}/{name}": Place(
            id=f"{cloud}/{name}",
            cloud=cloud,
            name=name,
            city=entry.city,
            countries=frozenset({entry.country}),
            zones=tuple(entry.zones if cloud == "aws" else (f"{name}-{letter}" for letter in entry.zones)),
            latitude=entry.at[0],
            longitude=entry.at[1],
            block=entry.block,
            partition="aws" if cloud == "aws" else "google-cloud",
            opt_in=entry.opt_in,
            note=entry.note,
            source=entry.source,
        )
        for cloud, entries in clouds
        for name, entry in entries.items()
    }


def _city(cloud: str, name: str, entry: City) -> Place:
    partition = "aws" if cloud == "aws" else "google-cloud"
    return Place(
        id=f"{cloud}/{name}",
        cloud=cloud,
        name=name,
        city=entry.city,
        countries=frozenset({entry.country}),
        partition=partition,
    )


def _worldwide(cloud: str) -> Place:
    return Place(
        id=f"{cloud}/global",
        cloud=cloud,
        name="global",
        city="",
        countries=frozenset(),
        exact=False,
        worldwide=True,
        partition="aws" if cloud == "aws" else "google-cloud",
    )


def _spanner(locations: LocationsFile, known: Mapping[str, Place]) -> list[SpannerConfig]:
    return [
        *(_regional(p) for p in known.values() if p.cloud == "gcp" and p.block is not None),
        *(_several(name, entry, known) for name, entry in locations.spanner.items()),
    ]


def _regional(place: Place) -> SpannerConfig:
    return SpannerConfig(
        name=f"regional-{place.name}",
        kind="regional",
        read_write=(place.id,),
        read_only=(),
        witness=(),
        optional_read_only=(),
        countries=place.countries,
        edition_required="STANDARD",
    )


def _several(name: str, entry: SpannerEntry, known: Mapping[str, Place]) -> SpannerConfig:
    members = (*entry.read_write, *entry.read_only, *entry.witness)
    return SpannerConfig(
        name=name,
        kind="dual-region" if name.startswith("dual-region-") else "multi-region",
        read_write=_ids(entry.read_write),
        read_only=_ids(entry.read_only),
        witness=_ids(entry.witness),
        optional_read_only=_ids(entry.optional),
        countries=frozenset().union(*(known[f"gcp/{m}"].countries for m in members)),
        edition_required="ENTERPRISE_PLUS",
        exact=entry.exact,
        refused=entry.refused,
    )


def _ids(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"gcp/{name}" for name in names)


def _meanings(
    locations: LocationsFile, spanner: Iterable[SpannerConfig], known: Mapping[str, Place]
) -> dict[str, dict[str, Place]]:
    meanings: dict[str, dict[str, Place]] = {}

    def add(name: str, service: str, regions: tuple[str, ...], exact: bool) -> None:
        meanings.setdefault(name.lower(), {})[service] = Place(
            id=f"gcp/{name}",
            cloud="gcp",
            name=name,
            city=", ".join(dict.fromkeys(known[r].city for r in regions)),
            countries=frozenset().union(*(known[r].countries for r in regions)),
            regions=regions,
            services=(service,),
            exact=exact,
            partition="google-cloud",
        )

    for name, services in locations.multi.items():
        for service, members in services.items():
            listed = isinstance(members, list)
            regions = _ids(members if isinstance(members, list) else locations.sets[members])
            add(name, service, regions, exact=listed and service not in locations.inexact_services)
    for config in spanner:
        if config.kind != "regional":
            add(config.name, "spanner", config.regions, exact=config.exact)
    return meanings
