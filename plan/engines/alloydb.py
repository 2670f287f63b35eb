"""AlloyDB: a cluster over zones; to survive a region, a secondary cluster in recovery."""

from __future__ import annotations

from plan import names
from plan.draft import Draft
from plan.engines.survival import ROLES, home_and_recovery
from plan.model import Alloydb, AlloydbMember, Key, Role
from plan.settings.stores import AlloydbStore

ID_LIMIT = 63
"""Cluster and instance ids: RFC 1035 (AlloyDB API, ``clusters.create``)."""
POOL = "-read"
CPU_COUNTS = (2, 4, 8, 16, 32, 64, 96, 128)
"""vCPU that a node can have (AlloyDB, "Choose a machine type")."""


def lay_out(draft: Draft) -> tuple[Alloydb, tuple[Key, ...]] | None:
    """The clusters and their keys: one, or home and recovery on Google Cloud inside the jurisdiction."""
    settings, scope = draft.store, draft.scope
    assert isinstance(settings, AlloydbStore)  # noqa: S101  (the registry of engines says so)
    sited = home_and_recovery(draft, "gcp")
    if sited is None:
        return None
    _check_cpu(draft, settings)
    keys = draft.keys(sited, "alloydb", "secretmanager")
    store = Alloydb(
        **scope.part(draft.name, data_class=settings.data_class, store=draft.name),
        store=draft.name,
        engine="alloydb",
        layout="secondary" if len(sited) > 1 else "regional",
        survives=settings.survives,
        backup_days=draft.backup_days,
        members=tuple(_member(draft, settings, key, role) for key, role in zip(keys, ROLES, strict=False)),
        version=f"POSTGRES_{settings.version}",
        cpu_count=settings.cpu_count,
        read_nodes=settings.read_nodes,
    )
    return store, keys


def _check_cpu(draft: Draft, settings: AlloydbStore) -> None:
    if settings.cpu_count not in CPU_COUNTS:
        draft.scope.ledger.problem(
            "DOM-263",
            f"{draft.path}.cpu_count",
            "no machine of AlloyDB has so many vCPU",
            value=str(settings.cpu_count),
            allowed=", ".join(map(str, CPU_COUNTS)),
            fix="use one of these",
        )


def _member(draft: Draft, settings: AlloydbStore, key: Key, role: Role) -> AlloydbMember:
    scope, path, at = draft.scope, draft.path, key.place
    cluster = scope.physical("AlloyDB cluster", at, draft.name, limit=ID_LIMIT - len(POOL), path=path)
    return AlloydbMember(
        place=at,
        role=role,
        key=key.name,
        name=scope.logical(draft.name, at),
        cluster=cluster,
        instance=cluster,
        pool=f"{cluster}{POOL}" if settings.read_nodes else None,
        network=names.logical(scope.law.id, "gcp", "network"),
        secret=scope.physical("secret", at, draft.name, limit=255, path=path),
    )
