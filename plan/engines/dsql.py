"""Aurora DSQL: a cluster in one region; to survive a region, two peers that both write and a witness.

The witness keeps a window of the log of transactions: data at rest, and so inside the law like the peers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jurisdictions import engine
from plan import names
from plan.alarms import Watched, alarm
from plan.draft import Draft
from plan.engines.dsql_alarms import NAMESPACE, signals
from plan.engines.sets import is_offered, joined
from plan.engines.survival import ROLES
from plan.model import Alarm, Dsql, DsqlMember, Key, Placement, Role, Store
from plan.settings.stores import DsqlStore

VAULT_LIMIT = 50
"""AWS Backup API, ``CreateBackupVault``: 2 to 50 characters."""
ENGINE = "aurora-dsql"


def lay_out(draft: Draft) -> tuple[Dsql, tuple[Key, ...]] | None:
    """The clusters, each under a key of its own region, and the witness."""
    settings = draft.store
    assert isinstance(settings, DsqlStore)  # noqa: S101  (the registry of engines says so)
    spread = settings.survives == "region"
    sited = draft.sited("aws", spread=spread)
    if sited is None:
        return None
    layout = "multi-region" if spread else "regional"
    known = engine(ENGINE).layouts[layout]
    if not all(is_offered(draft, known, at, role) for at, role in zip(sited, ROLES, strict=False)):
        return None
    witness = None
    if spread:
        places = joined(draft, known, sited)
        if places is None:
            return None
        *peers, third = places
        sited, witness = tuple(peers), Placement(place=third, role="witness", key="")
    keys = draft.keys(sited, "backup", "dsql")
    members = tuple(_member(draft, key, role) for key, role in zip(keys, ROLES, strict=False))
    dsql = Dsql(
        **draft.scope.part(draft.name, data_class=settings.data_class, store=draft.name),
        store=draft.name,
        engine=ENGINE,
        layout=layout,
        survives=settings.survives,
        backup_days=draft.backup_days,
        alarms=tuple(a for member in members for a in _alarms(draft, member, spread=spread)),
        members=members,
        witness=witness,
        lock_backups=settings.lock_backups,
    )
    return dsql, keys


def _member(draft: Draft, key: Key, role: Role) -> DsqlMember:
    scope, at = draft.scope, key.place
    return DsqlMember(
        place=at,
        role=role,
        key=key.name,
        name=scope.logical(draft.name, at),
        network=names.logical(scope.law.id, at, "network"),
        endpoint=None,
        physical=scope.physical("backup vault", at, draft.name, limit=VAULT_LIMIT, path=draft.path),
    )


def _alarms(draft: Draft, member: DsqlMember, *, spread: bool) -> list[Alarm]:
    of = Watched(name=member.name)
    return [alarm(draft, member.place, NAMESPACE, s, {}, of=of) for s in signals(spread=spread)]


def share_endpoints(stores: Iterable[Store]) -> tuple[Store, ...]:
    """The stores, with one endpoint in each network that has clusters: two would clash over their name.

    The first store by name declares it, under a name of the network's: adding a store moves no endpoint.
    """
    taken: set[str] = set()
    shared: list[Store] = []
    for store in sorted(stores, key=lambda s: s.store):
        if isinstance(store, Dsql):
            members = tuple(_with_endpoint(m, taken) for m in store.members)
            shared.append(replace(store, members=members))
        else:
            shared.append(store)
    return tuple(shared)


def _with_endpoint(member: DsqlMember, taken: set[str]) -> DsqlMember:
    if member.network in taken:
        return member
    taken.add(member.network)
    return replace(member, endpoint=f"{member.network}-dsql")
