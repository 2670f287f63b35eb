"""Where a store of one class and jurisdiction may be, and what is wanted of its places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from jurisdictions import EngineLayout, SpannerConfig, distance_km, offered, one_metro, place, places
from jurisdictions.engines import latency, rtt_estimate_ms, rtt_floor_ms
from jurisdictions.model import DataClass, Law, Place
from plan.model import Role
from plan.rest import may_rest

NEAREST = 10
"""So many neighbours of a home are looked at: farther ones are only slower, and no safer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """A place in its role."""

    place: str
    role: Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """Concrete places for a layout, home first, and what a write in home waits for."""

    sites: tuple[Place, ...]
    write_ms: float
    """Estimate, one decimal."""
    floor_ms: float
    """What no write can be below: light in fibre."""
    config: SpannerConfig | None = None

    @property
    def shared_fate(self) -> tuple[tuple[Place, Place], ...]:
        """Pairs of its places that one disaster can take."""
        return tuple(pair for pair in combinations(self.sites, 2) if one_metro(*pair))


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """The regions inside a law for one class, and which of them are preferred."""

    law: Law
    data_class: DataClass
    inside: tuple[Place, ...]
    prefer: tuple[str, ...] = ()
    """Home first, then other places that are in use."""

    @classmethod
    def of(cls, law: Law, data_class: DataClass, prefer: Sequence[str] = ()) -> Ground:
        """All regions where data, keys and backups may rest."""
        inside = tuple(p for p in places().values() if may_rest(law, data_class, p))
        return cls(law=law, data_class=data_class, inside=inside, prefer=tuple(prefer))

    def candidates(self, layout: EngineLayout, cloud: str | None = None) -> tuple[Place, ...]:
        """Regions inside the law where ``layout`` is offered, on one cloud if given."""
        inside = set(self.ids)
        return tuple(p for p in offered(layout) if p.id in inside and cloud in (None, p.cloud))

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the regions inside."""
        return tuple(p.id for p in self.inside)

    def homes(self, candidates: Sequence[Place]) -> list[Place]:
        """Those of ``candidates`` that can be home: in the home countries, if any is, or preferred."""
        own = [p for p in candidates if p.countries <= self.law.home_countries or p.id in self.prefer[:1]]
        return own or list(candidates)

    def best(self, found: Sequence[Placement], max_write_ms: float | None = None) -> Placement | None:
        """The best of several placements of one layout; the same for the same placements, in any order."""
        core = self.homes(self.inside)
        central = {  # near to most of the jurisdiction
            home: sum(distance_km(place(home), p) for p in core) for home in {p.sites[0].id for p in found}
        }

        def rank(one: Placement) -> tuple[object, ...]:
            home = one.sites[0]
            return (
                max_write_ms is not None and one.write_ms > max_write_ms,
                bool(self.prefer) and home.id != self.prefer[0],
                len(one.shared_fate),
                sum(p.id not in self.prefer for p in one.sites) if self.prefer else 0,
                sum(not p.countries <= self.law.home_countries for p in one.sites),
                len({p.cloud for p in one.sites}),
                sum(p.opt_in for p in one.sites),
                one.write_ms,
                central[home.id],
                sum(distance_km(home, p) for p in one.sites),
                [p.id for p in one.sites],
            )

        return min(found, key=rank, default=None)


def neighbours(home: Place, candidates: Sequence[Place]) -> list[Place]:
    """The nearest of ``candidates`` to ``home``, without it; its own metropolis does not count."""
    others = sorted((p for p in candidates if p.id != home.id), key=lambda p: (distance_km(home, p), p.id))
    near = sum(one_metro(home, p) for p in others)
    return others[: near + NEAREST]


def placed(layout: EngineLayout, sites: Sequence[Place], config: SpannerConfig | None = None) -> Placement:
    """``sites``, home first, and what a write waits for: the nearest voters that make a majority."""
    home, others = sites[0], list(zip(sites[1:], layout.voters[1:], strict=False))
    votes, slowest = sum(layout.voters[:1]), None
    for site, weight in sorted(others, key=lambda o: distance_km(home, o[0])):
        if layout.quorum is None or votes >= layout.quorum:
            break
        votes, slowest = votes + weight, site
    estimate = latency().in_region_ms if slowest is None else rtt_estimate_ms(home, slowest)
    floor = 0.0 if slowest is None else rtt_floor_ms(home, slowest)
    return Placement(sites=tuple(sites), write_ms=round(estimate, 1), floor_ms=round(floor, 1), config=config)


def seats(layout: EngineLayout, placement: Placement) -> Iterator[Seat]:
    """The places in their roles."""
    last = len(placement.sites) - 1
    for n, site in enumerate(placement.sites):
        role: Role = "home" if n == 0 else "witness" if layout.witness and n == last else "recovery"
        yield Seat(place=site.id, role=role)


def sites_of(config: SpannerConfig, home: str) -> list[Place]:
    """The voting places of a configuration, ``home`` first: read-write, then witness."""
    voting = dict.fromkeys((home, *config.read_write, *config.witness))
    return [place(at) for at in voting]
