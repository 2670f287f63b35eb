"""The shape of ``engines.yaml``: engines, their layouts, and figures that each say where they are from.

Strict and frozen, and used as it is: nothing in it needs another form. What entries mean together is checked
in ``jurisdictions.check_engines``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from jurisdictions.schema import Country, RegionName, Strict, Text

Cloud = Literal["aws", "gcp"]
Survives = Literal["zone", "region", "cloud"]
Consistency = Literal["strong", "follower", "eventual"]
Confidence = Literal["docs", "data", "quoted", "memory"]
Topology = Literal["one-region", "standby", "active", "quorum", "configuration"]
Names = Annotated[list[RegionName], Field(min_length=1)]
Count = Annotated[int, Field(ge=1, le=9)]
Area = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Milliseconds = Annotated[float, Field(ge=0)]


class Deferred(Strict):
    """Built when it is first used: an audit imports this package, and asks for no engine."""

    model_config = ConfigDict(defer_build=True)


class Source(Deferred):
    """Where figures are from, and the day on which they were read."""

    text: Text
    as_of: date


class Cited(Deferred):
    """What has a source."""

    source: Text
    confidence: Confidence = "docs"


class Figure(Cited):
    """One figure or fact."""

    says: Text
    seconds: Annotated[float, Field(ge=0)] | None = None
    """For ranking: what is usual; None where nobody says."""


class Read(Cited):
    """One way to read, and how a client asks for it."""

    consistency: Consistency
    staleness: str = ""
    """How old what is read may be; empty for a strong read."""
    ask: Text


class Domains(Deferred):
    """The failure domains that a layout needs."""

    kind: Survives
    count: Count
    chosen: bool = False
    """By whoever declares it; else the service spreads itself."""


class EngineLayout(Cited):
    """One way to lay out an engine. ``source`` is that of its shape and regions."""

    title: Text
    topology: Topology
    survives: Annotated[list[Survives], Field(min_length=1)]
    domains: Domains
    voters: list[Count] = Field(default=[])
    """Votes per place, home first."""
    quorum: Count | None = None
    witness: bool = False
    replication: Literal["synchronous", "asynchronous"]
    regions: dict[Cloud, Literal["all"] | Names]
    together: str | None = None
    """Service whose sets of regions hold all places of it (``region_sets``)."""
    mixed: bool = False
    expires: bool = False
    durable: bool = True
    provisioned: bool = False
    asks: dict[Text, Text] = Field(default={})
    """Settings that a store must have to be laid out so, besides those of its engine."""
    rpo: Figure
    rto: Figure
    reads: Annotated[list[Read], Field(min_length=1)]
    pros: list[Text] = Field(default=[], alias="for")
    cons: list[Text] = Field(default=[], alias="against")

    @property
    def consistencies(self) -> frozenset[Consistency]:
        """The ways to read that it has."""
        return frozenset(read.consistency for read in self.reads)


class Engine(Deferred):
    """What a store can run on."""

    name: Text
    holds: Literal["rows", "items", "objects", "cache"]
    licence: Figure
    cmek: Figure
    networked: bool = False
    """Its nodes sit in networks of the jurisdiction: inside its law, whatever the class."""
    asks: dict[Text, Text] = Field(default={})
    """Settings that a store on it must have besides."""
    limits: Annotated[list[Figure], Field(min_length=1)]
    layouts: Annotated[dict[Text, EngineLayout], Field(min_length=1)]

    @property
    def clouds(self) -> tuple[Cloud, ...]:
        """The clouds that any of its layouts is on."""
        return tuple(sorted({cloud for layout in self.layouts.values() for cloud in layout.regions}))


class Latency(Deferred):
    """What a round trip takes, from the distance."""

    source: Text
    in_region_ms: Milliseconds
    fibre_km_per_ms: Annotated[float, Field(gt=0)]
    near_km: Milliseconds
    near_stretch: Annotated[float, Field(ge=1)]
    metro_km: Milliseconds
    other: Annotated[float, Field(ge=1)]
    stretch: Mapping[Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z]{2}$")], Annotated[float, Field(ge=1)]]
    areas: Mapping[Area, list[Country]]


class EnginesFile(Deferred):
    """``engines.yaml``."""

    sources: dict[Text, Source]
    latency: Latency
    engines: Annotated[dict[Text, Engine], Field(min_length=1)]
