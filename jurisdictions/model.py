"""What the law and the map are made of: places, jurisdictions, data classes.

Plain frozen data and pure look-ups. Loading is in ``jurisdictions.load``; nothing here reads a file.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class DataClass(StrEnum):
    """How personal a data set is, and how long it lives."""

    METADATA = "metadata"
    """Not personal: sessions, tokens, the directory. May rest anywhere."""
    TRANSIENT = "transient"
    """May be personal, short-lived: must expire."""
    PERSISTENT = "persistent"
    """May be personal, long-lived."""


class Aspect(StrEnum):
    """What of a data set the law speaks about."""

    REST = "rest"
    """Where the data itself and its replicas are stored, witnesses included."""
    PROCESSED = "processed"
    """Where plaintext is handled: compute, and the point where TLS ends."""
    KEYS = "keys"
    """Where its encryption keys live."""
    LOGS = "logs"
    """Where logs and audit trails that may quote it are kept."""
    BACKUPS = "backups"
    """Where backups, snapshots and exports are kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where something runs or rests: a region, or a location of several regions.

    ``countries`` holds ISO 3166-1 alpha-2 codes. A location whose regions are not all known
    (``exact`` is false) lists every country it may mean; ``gcp/global`` has ``worldwide`` set and
    is allowed nowhere but where everything is.
    """

    id: str
    """``aws/eu-west-2``, ``gcp/eur4``."""
    cloud: str
    name: str
    """As the cloud writes it: ``eu-west-2``."""
    city: str
    countries: frozenset[str]
    zones: tuple[str, ...] = ()
    """AWS zone ids (``euw2-az1``) or GCP zone names (``europe-west2-a``), in the order they are used."""
    latitude: float = math.nan
    longitude: float = math.nan
    block: int | None = None
    """Number of this region's address block, 0 to 255, unique over both clouds and never reused."""
    regions: tuple[str, ...] = ()
    """Place ids of the member regions, for a location of several regions."""
    services: tuple[str, ...] = ()
    """The inputs in which this multi-region name has this meaning, for example ``spanner``."""
    exact: bool = True
    worldwide: bool = False
    partition: str = "aws"
    opt_in: bool = False
    """The account must enable the region, or ask for access, first."""
    note: str = ""
    source: str = ""

    @property
    def is_region(self) -> bool:
        """True for one region; false for a location of several."""
        return not self.regions and not self.worldwide


@dataclass(frozen=True, kw_only=True, slots=True)
class SpannerConfig:
    """How one Spanner instance configuration lays out its replicas. Regions are place ids."""

    name: str
    """``regional-europe-west2``, ``dual-region-germany1``, ``eur3``."""
    kind: Literal["regional", "dual-region", "multi-region"]
    read_write: tuple[str, ...]
    """Where a leader may be. The first is the default leader."""
    read_only: tuple[str, ...]
    """Read-only replicas that the configuration always has."""
    witness: tuple[str, ...]
    """Regions of their own for the witness. A dual-region has a witness in each of its two regions."""
    optional_read_only: tuple[str, ...]
    """Read-only replicas that a custom configuration may add; not part of this one."""
    countries: frozenset[str]
    """Countries of all replicas, without the optional ones."""
    edition_required: Literal["STANDARD", "ENTERPRISE_PLUS"]
    exact: bool = True
    refused: str = ""
    """Why it must not be picked; empty where it may."""

    @property
    def regions(self) -> tuple[str, ...]:
        """Every region with a replica, each once: read-write, read-only, witness."""
        return tuple(dict.fromkeys((*self.read_write, *self.read_only, *self.witness)))

    @property
    def leader(self) -> str:
        """Place id of the default leader."""
        return self.read_write[0]

    @property
    def selectable(self) -> bool:
        """Whether the plan may pick it."""
        return not self.refused


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """Where one data class may be, per aspect. ``None`` means everywhere."""

    countries: dict[Aspect, frozenset[str] | None]
    expires_hours: int | None = None
    """Longest life in hours, for a class that must expire."""
    because: str = ""

    def allowed(self, aspect: Aspect) -> frozenset[str] | None:
        """Countries allowed for ``aspect``; ``None`` means everywhere."""
        return self.countries[aspect]


@dataclass(frozen=True, kw_only=True, slots=True)
class Law:
    """A legal home: regulation, and the countries where each data class may be."""

    id: str
    name: str
    regulation: str
    home_countries: frozenset[str]
    """Where the people whose data this is are at home."""
    slot: int
    """Which quarter of a region's address block this jurisdiction takes, 0 to 3; see ``plan.addresses``."""
    rules: dict[DataClass, Rule]
    sources: tuple[str, ...] = field(default=())
    reviewed: str = ""
    """Day of the last review, ``2026-11-22``."""

    def allowed(self, data_class: DataClass, aspect: Aspect = Aspect.REST) -> frozenset[str] | None:
        """Countries where ``aspect`` of ``data_class`` may be; ``None`` means everywhere."""
        return self.rules[data_class].allowed(aspect)

    def allows(self, data_class: DataClass, aspect: Aspect, place: Place) -> bool:
        """Whether every country that ``place`` may mean is allowed."""
        allowed = self.allowed(data_class, aspect)
        if allowed is None:
            return True
        return not place.worldwide and bool(place.countries) and place.countries <= allowed

    def outside(self, data_class: DataClass, aspect: Aspect, places: Iterable[Place]) -> tuple[Place, ...]:
        """Those of ``places`` that are not allowed, in their order."""
        return tuple(p for p in places if not self.allows(data_class, aspect, p))


EARTH_RADIUS_KM = 6371.0088


def distance_km(a: Place, b: Place) -> float:
    """Great-circle distance between two regions in kilometres (haversine, mean Earth radius).

    Raises ``ValueError`` where a place has no coordinates (a location of several regions).
    """
    if math.isnan(a.latitude) or math.isnan(b.latitude):
        msg = f"no coordinates to measure {a.id} to {b.id}"
        raise ValueError(msg)
    lat1, lat2 = math.radians(a.latitude), math.radians(b.latitude)
    dlat, dlon = lat2 - lat1, math.radians(b.longitude - a.longitude)
    h = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))
