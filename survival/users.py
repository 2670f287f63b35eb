"""What the users of a jurisdiction can still do: reach it, stay logged in, and use which of its stores."""

from __future__ import annotations

from collections.abc import Sequence

from jurisdictions import distance_km, place
from survival.entry import Way, way
from survival.fronts import Host
from survival.ground import is_region
from survival.model import Loss, Outcome, Reach, StoreFate, Users
from survival.stores import Store

EVERYBODY = "global"
_LOGIN = {
    Reach.ANSWERS: Outcome.KEEPS_WRITING,
    Reach.FAILS_OVER: Outcome.KEEPS_WRITING,
    Reach.STEP: Outcome.STEP,
    Reach.CANNOT_TELL: Outcome.CANNOT_TELL,
    Reach.NONE: Outcome.LOST,
}


def is_login_metadata(store: Store) -> bool:
    """Whether it is one of the stores that tell who is logged in, and where a user is at home."""
    return store.jurisdiction == EVERYBODY and store.data_class == "metadata" and store.is_tagged


def users(
    hosts: Sequence[Host], stores: Sequence[Store], fates: Sequence[StoreFate], loss: Loss
) -> tuple[Users, ...]:
    """One entry per host, and one per jurisdiction that has stores and no host."""
    named = {host.jurisdiction for host in hosts}
    rest = dict.fromkeys(s.jurisdiction for s in stores if s.jurisdiction not in {*named, EVERYBODY})
    bare = [Host(name="", jurisdiction=jurisdiction, legs=()) for jurisdiction in rest]
    login = [fate for store, fate in zip(stores, fates, strict=True) if is_login_metadata(store)]
    every = sorted([*hosts, *bare], key=lambda h: (h.jurisdiction == EVERYBODY, h.jurisdiction, h.name))
    return tuple(
        _users(host, [f for f in fates if f.jurisdiction == host.jurisdiction], login, loss) for host in every
    )


def _users(host: Host, own: Sequence[StoreFate], login: Sequence[StoreFate], loss: Loss) -> Users:
    how = way(host, loss) if host.legs else _nowhere()
    everybody = host.jurisdiction == EVERYBODY
    metadata = () if everybody else login
    lost = [f.place for f in host.fronts if not f.alive(loss)]
    stores: dict[Outcome, tuple[str, ...]] = {}
    for outcome in Outcome:
        if names := tuple(f.store for f in own if f.outcome is outcome):
            stores[outcome] = names
    return Users(
        jurisdiction=host.jurisdiction,
        host=host.name,
        reach=how.reach,
        how=how.how,
        after_seconds=how.after_seconds,
        fronts_left=tuple(f.place for f in how.left),
        fronts_lost=tuple(lost),
        steps=how.steps,
        login=_login(how.reach, metadata, needed=not everybody),
        metadata={f.store: _nearest(how, f.answered_by) for f in metadata},
        stores={} if everybody else stores,
    )


def _nowhere() -> Way:
    return Way(
        reach=Reach.CANNOT_TELL, how="no front of theirs is in this stack", after_seconds=None, left=()
    )


def _login(reach: Reach, metadata: Sequence[StoreFate], *, needed: bool) -> Outcome:
    """The worst of the host and the metadata; metadata that is only read still tells who is logged in."""
    told = [f.outcome for f in metadata] or ([Outcome.CANNOT_TELL] if needed else [])
    return max([_LOGIN[reach], *told], key=lambda o: o.rank)


def _nearest(how: Way, answered_by: Sequence[str]) -> str:
    """The replica next to the front that answers; empty where none is left."""
    front = next((place(f.place) for f in how.left if is_region(f.place)), None)
    known = [at for at in answered_by if is_region(at)]
    if front is None or not known:
        return next(iter(answered_by), "")
    return min(known, key=lambda at: (distance_km(front, place(at)), at))
