"""The words of this package: what is lost, what becomes of a store and of a host, and the report of it all.

The report is a versioned shape: a field may be added in a minor version; removing, renaming or re-typing one
needs a new major version.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

VERSION = "1.2"
Kind = Literal["zone", "region", "cloud"]


class Outcome(StrEnum):
    """What becomes of a store. From best to worst: whoever loses more is never better off."""

    KEEPS_WRITING = "keeps writing"
    """By itself: whatever takes over does so without anybody."""
    STEP = "failover step"
    """Writing goes on once somebody has done the named step."""
    READS_ONLY = "reads only"
    """Reading goes on; writing waits for what was lost."""
    CANNOT_TELL = "cannot tell"
    """Nothing is known of the engine, or of where it is: never taken for surviving."""
    LOST = "lost"
    """Neither reading nor writing until what was lost is back."""

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(Outcome).index(self)


class Reach(StrEnum):
    """What becomes of a host that users connect to. From best to worst."""

    ANSWERS = "answers"
    FAILS_OVER = "fails over by itself"
    STEP = "failover step"
    CANNOT_TELL = "cannot tell"
    NONE = "no front left"

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(Reach).index(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Loss:
    """What is gone. Losses add up; the empty one takes nothing."""

    zones: frozenset[tuple[str, str]] = frozenset()
    """Place and zone: ``("aws/eu-west-2", "euw2-az1")``."""
    regions: frozenset[str] = frozenset()
    clouds: frozenset[str] = frozenset()

    def __or__(self, other: Loss) -> Loss:
        return Loss(
            zones=self.zones | other.zones,
            regions=self.regions | other.regions,
            clouds=self.clouds | other.clouds,
        )

    @property
    def is_nothing(self) -> bool:
        """Whether it takes nothing at all."""
        return not (self.zones or self.regions or self.clouds)

    def takes(self, place: str) -> bool:
        """Whether all of this place is gone."""
        return place in self.regions or place.partition("/")[0] in self.clouds

    def takes_zone(self, place: str, zone: str) -> bool:
        """Whether this zone is gone, alone or with all of its place."""
        return self.takes(place) or (place, zone) in self.zones

    def zones_of(self, place: str) -> int:
        """How many zones of a place are gone by themselves."""
        return sum(at == place for at, _ in self.zones)

    def touches(self, place: str) -> bool:
        """Whether anything of this place is gone."""
        return self.takes(place) or self.zones_of(place) > 0

    def spares(self, places: Iterable[str]) -> bool:
        """Whether nothing of these places is gone. One that is not known (empty) may be any."""
        return self.is_nothing or not any(self.touches(place) or not place for place in places)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fate:
    """What becomes of one part of a store."""

    outcome: Outcome
    touched: bool = True
    """Whether anything that it stands on is gone."""
    left: str = ""
    """The arithmetic: ``4 of 6 storage copies left, 4 to write``."""
    figure: str = ""
    """Key of the figure in ``figures.yaml``: RPO and RTO, as the vendor states them."""
    steps: tuple[str, ...] = ()
    """What a person does, in order; commands as they are typed."""
    rejoin: tuple[str, ...] = ()
    """What is done to what was lost as soon as it is there again, before a refresh; as it is typed."""
    back: tuple[str, ...] = ()
    """The way back, once what was lost has caught up; commands as they are typed."""
    notes: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = field(default=())
    """Places that still answer reads, before any step."""


UNTOUCHED = Fate(outcome=Outcome.KEEPS_WRITING, touched=False)


class Shape(BaseModel):
    """Frozen; a reader of 1.0 reads 1.2."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class StoreFate(Shape):
    """What becomes of a store of one jurisdiction."""

    store: str
    jurisdiction: str = Field(description="Key of the law; global for what is not personal")
    engines: tuple[str, ...] = Field(description="Resource types it was worked out from")
    outcome: Outcome
    touched: bool = Field(description="Whether anything that it stands on is gone")
    left: str = Field(description="The quorum arithmetic: 4 of 6 storage copies left")
    rpo: str = Field(description="What may be missing afterwards, as the vendor states it")
    rto: str = Field(description="How long until it is written again, as the vendor states it")
    source: str = Field(description="Where the vendor states it, and when it was read")
    steps: tuple[str, ...] = Field(description="What a person does, in order")
    rejoin: tuple[str, ...] = Field(default=(), description="When what was lost is back, before a refresh")
    back: tuple[str, ...] = Field(default=(), description="The way back, in order, once it has caught up")
    notes: tuple[str, ...]
    answered_by: tuple[str, ...] = Field(description="Places that still answer reads, before any step")


class Users(Shape):
    """What the users of one jurisdiction can still do."""

    jurisdiction: str
    host: str = Field(description="What they connect to; empty where no record leads to their fronts")
    reach: Reach
    how: str = Field(description="Who answers, by what, and after how long")
    after_seconds: int | None = Field(description="Until they are answered; null where nobody can tell")
    fronts_left: tuple[str, ...] = Field(description="Places where their TLS still ends")
    fronts_lost: tuple[str, ...]
    steps: tuple[str, ...]
    login: Outcome = Field(description="Whether who is logged in stays so: host and login metadata")
    metadata: dict[str, str] = Field(
        description="Per store of login metadata: place of the replica that answers"
    )
    stores: dict[Outcome, tuple[str, ...]] = Field(description="Their stores by what becomes of them")


class Event(Shape):
    """One thing that is lost, and what becomes of everything."""

    kind: Kind
    lost: tuple[str, ...] = Field(description="aws/eu-west-2; of a zone aws/eu-west-2 euw2-az1; aws")
    title: str
    stores: tuple[StoreFate, ...]
    users: tuple[Users, ...]


class Kept(Shape):
    """A promise of the stack's outputs, held against its resources."""

    store: str
    jurisdiction: str
    survives: str = Field(
        description="What the outputs promise: zone, region or cloud; empty where they say nothing"
    )
    kept: bool
    why: str = Field(description="Where it is not kept: what breaks it")


class Weakness(Shape):
    """What one failure inside a place would do to a store, though nothing is lost that the report removes."""

    store: str
    jurisdiction: str
    what: str = Field(
        description="The path between its members that one failure would cut, or that is missing"
    )


class Report(Shape):
    """What is left of a stack, whatever is lost."""

    version: str = VERSION
    stack: str
    events: tuple[Event, ...]
    promises: tuple[Kept, ...]
    weaknesses: tuple[Weakness, ...] = Field(default=(), description="Since 1.2")
