"""Which layout a store on machines has, and which region has which role and how many votes in it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from jurisdictions import EngineLayout, engine, one_metro, place
from plan.draft import Draft, engine_of, region_in
from plan.engines.survival import cannot_survive
from plan.ground import Ground
from plan.model import Role
from plan.placement import placements, why_none
from plan.settings.stores.machines import MachinesStore

ZONES, REGIONS, STANDBY = "zones", "regions", "standby"
"""Layouts of an engine on machines, as jurisdictions/engines.yaml has them."""
SYNCHRONOUS = "synchronous"
SETTINGS = ("home", "recovery", "witness")
"""Where a store says its regions; the third has fewer votes, and data like the others."""
_ROLES: tuple[Role, ...] = ("home", "recovery", "recovery")


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """A region of a cluster."""

    place: str
    role: Role
    votes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Seating:
    """The clusters of a store, home first, each with its regions."""

    layout: str
    clusters: tuple[tuple[Seat, ...], ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What its places have in common, although the promise is kept: a city, and more than a minority."""
        seats = [seat for cluster in self.clusters for seat in cluster]
        return tuple(
            f"{one.place} and {other.place} are in one metropolitan area: one disaster can take both"
            + (f", {one.votes + other.votes} of {votes} votes" if len(self.clusters) == 1 else "")
            for votes in (sum(seat.votes for seat in seats),)
            for one, other in combinations(seats, 2)
            if one_metro(place(one.place), place(other.place))
        )


def seating(draft: Draft, store: MachinesStore, replicas: int) -> Seating | None:
    """Layout, regions, roles and votes; None after noting what is wrong with the places given.

    ``replicas``: copies in a cluster of one region. To survive a region, a majority over three regions in
    three cities where the law has them; else, or where a second cloud must take over, a second cluster.
    """
    given = _given(draft)
    if given is None:
        return None
    home = given.get("home") or draft.scope.places[0]
    _check_replication(draft, store)
    if store.survives == "zone":
        return Seating(layout=ZONES, clusters=((Seat(place=home, role="home", votes=replicas),),))
    if store.survives == "region" and store.replication != "asynchronous":
        if store.witness is not None and store.witness in (home, store.recovery or _second(draft, home)):
            _same_domain(draft, f"{draft.path}.witness", store.witness)
            return None
        voters = _voters(draft, store, home)
        if voters is not None:
            return Seating(layout=REGIONS, clusters=(voters,))
        if store.replication == SYNCHRONOUS or store.witness is not None:
            return None
    return _standby(draft, store, home, replicas)


def _given(draft: Draft) -> dict[str, str] | None:
    """The store's own places by role, if each is a region inside the law and no two are the same."""
    found, fine = dict[str, str](), True
    for role in SETTINGS:
        at = getattr(draft.store, role)
        if at is None:
            continue
        path = f"{draft.path}.{role}"
        if role != "witness":  # the witness is looked at for all engines alike
            fine = (
                region_in(draft.scope, at, path, draft.store.data_class, code="DOM-213") is not None and fine
            )
        if at in found.values():
            _same_domain(draft, path, at)
            fine = False
        found[role] = at
    return found if fine else None


def _second(draft: Draft, home: str) -> str | None:
    """Where the stack says that its recovery is, or its home where the store's own is elsewhere."""
    return next((at for at in draft.scope.places if at != home), None)


def _same_domain(draft: Draft, path: str, at: str) -> None:
    draft.scope.ledger.problem(
        "DOM-284",
        path,
        "two members in one failure domain fall together",
        value=at,
        allowed="a region of its own for home, recovery and witness",
        fix="name another region, or leave it out: the plan chooses",
    )


def _check_replication(draft: Draft, store: MachinesStore) -> None:
    """Note what would be passed over in silence (DOM-108), and a promise without a majority (DOM-289)."""
    unused = {
        "recovery": store.survives == "zone",
        "replication": store.survives == "zone",
        "witness": store.survives == "region" and store.replication == "asynchronous",
    }
    for key, here in unused.items():
        if here and (value := getattr(store, key)) is not None:
            draft.scope.ledger.does_nothing(
                f"{draft.path}.{key}",
                value=value,
                allowed="with survives: region" + (", synchronously" if key == "witness" else " or cloud"),
                fix="promise survives: region, or remove it",
            )
    if store.survives == "cloud" and store.replication == SYNCHRONOUS:
        _too_few(draft, store, engine(engine_of(store)).layouts["clouds"])


def _voters(draft: Draft, store: MachinesStore, home: str) -> tuple[Seat, ...] | None:
    """Three regions with the votes of the layout. None where there are none, noted if they are a must."""
    layout = engine(engine_of(store)).layouts[REGIONS]
    sites = _named(draft, store, home) or _chosen(draft, store, layout, home)
    if sites is not None:
        return tuple(
            Seat(place=at, role=role, votes=votes)
            for at, role, votes in zip(sites, _ROLES, layout.voters, strict=True)
        )
    if store.replication == SYNCHRONOUS or store.witness is not None:
        _too_few(draft, store, layout)
    return None


def _named(draft: Draft, store: MachinesStore, home: str) -> tuple[str, str, str] | None:
    """Home, recovery and witness, where the settings say all three."""
    recovery = store.recovery or next((p for p in draft.scope.places if p not in (home, store.witness)), None)
    if store.witness is None or recovery is None or home in (recovery, store.witness):
        return None
    return home, recovery, store.witness


def _chosen(draft: Draft, store: MachinesStore, layout: EngineLayout, home: str) -> tuple[str, ...] | None:
    """The best three of the law that agree with what is said, in three cities."""
    others = [p for p in draft.scope.places if p != home]
    wanted = (home, *([store.recovery] if store.recovery else others))
    ground = Ground.of(draft.scope.law, draft.resting, wanted)
    found = [
        p
        for p in placements(ground, layout, store.survives, None)
        if p.sites[0].id == home
        and not p.shared_fate
        and p.sites[1].id == (wanted[1] if len(wanted) > 1 else p.sites[1].id)
        and store.witness in (None, p.sites[2].id)
    ]
    best = ground.best(found)
    return None if best is None else tuple(site.id for site in best.sites)


def _too_few(draft: Draft, store: MachinesStore, layout: EngineLayout) -> None:
    ground = Ground.of(draft.scope.law, draft.resting)
    few = len(ground.candidates(layout)) < layout.domains.count
    draft.scope.ledger.problem(
        "DOM-289",
        f"{draft.path}.replication",
        "a synchronous copy needs a majority of three regions in three cities: "
        + (why_none(ground, layout, store.survives) if few else "none fit what is said of home and recovery"),
        value=SYNCHRONOUS,
        allowed="asynchronous, with a second cluster in recovery; or home, recovery and witness by name",
        fix="leave replication out, or name three regions inside the law",
    )


def _standby(draft: Draft, store: MachinesStore, home: str, replicas: int) -> Seating | None:
    """A second cluster in recovery, which follows home; on the other cloud where a cloud must be survived."""
    recovery = store.recovery or next(
        (p for p in draft.scope.places if p != home and (store.survives != "cloud" or p[:3] != home[:3])),
        None,
    )
    if recovery is None or (store.survives == "cloud" and recovery[:3] == home[:3]):
        cannot_survive(draft, home, home.partition("/")[0])
        return None
    if recovery == home:
        _same_domain(draft, f"{draft.path}.home", home)
        return None
    return Seating(
        layout=STANDBY,
        clusters=(
            (Seat(place=home, role="home", votes=replicas),),
            (Seat(place=recovery, role="recovery", votes=replicas),),
        ),
    )
