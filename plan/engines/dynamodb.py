"""DynamoDB: one global table for what is not personal, else a table that stays in its jurisdiction."""

from __future__ import annotations

from plan.draft import GLOBAL, Draft, known_region, same_place
from plan.engines.survival import cannot_survive
from plan.model import Dynamodb, Key, Placement, Role
from plan.settings.stores import DynamodbStore

NAME_LIMIT = 255
EXPIRES = "expires_at"
"""Attribute with the expiry in epoch seconds (DynamoDB time to live)."""


def lay_out(draft: Draft) -> tuple[Dynamodb, tuple[Key, ...]] | None:
    """The table where it is declared, and its replicas, each with a key of its own place."""
    store, scope = draft.store, draft.scope
    assert isinstance(store, DynamodbStore)  # noqa: S101  (the registry of engines says so)
    sited = _everywhere(draft, store) if scope.law.id == GLOBAL else _at_home(draft, store)
    if sited is None:
        return None
    keys = tuple(
        scope.key(at, draft.name, store.data_class, services=("dynamodb",), store=draft.name) for at in sited
    )
    table = Dynamodb(
        **scope.part(draft.name, data_class=store.data_class, store=draft.name),
        store=draft.name,
        engine="dynamodb",
        layout="global-eventual" if len(sited) > 1 else "regional",
        survives="region" if len(sited) > 1 else "zone",
        backup_days=draft.backup_days,
        table=scope.physical("table", sited[0], draft.name, limit=NAME_LIMIT, path=draft.path),
        hash_key=store.hash_key,
        expires_attribute=None if store.expires_hours is None else EXPIRES,
        members=tuple(
            Placement(place=at, role=_role(n), key=key.name)
            for n, (at, key) in enumerate(zip(sited, keys, strict=True))
        ),
    )
    return table, keys


def _role(position: int) -> Role:
    return "home" if position == 0 else "recovery"


def _at_home(draft: Draft, store: DynamodbStore) -> tuple[str, ...] | None:
    spread = store.survives == "region"
    sited = draft.sited("aws", spread=spread)
    if sited is not None and spread and len(sited) < 2:
        cannot_survive(draft, sited[0], "aws")
        return None
    return sited


def _everywhere(draft: Draft, store: DynamodbStore) -> tuple[str, ...] | None:
    """Home as given, then the replicas as given or every AWS place of the stack."""
    ledger = draft.scope.ledger
    if store.home is None:
        ledger.problem(
            "DOM-217",
            f"{draft.path}.home",
            "a table that belongs to no jurisdiction must say where it is declared",
            value="nothing",
            allowed="a region of AWS; it may not be derived, or adding a jurisdiction could move the table",
            fix=f"set {draft.path}.home to the AWS region nearest to those who write it",
        )
        return None
    home = store.home
    wanted = draft.scope.places if store.replicas is None else store.replicas
    given = [(home, f"{draft.path}.home")]
    given += [(p, f"{draft.path}.replicas") for p in sorted(wanted) if p != home]
    if store.replicas is not None and home in store.replicas:
        same_place(ledger, f"{draft.path}.replicas", home)
    if store.survives == "region" and len(given) < 2:
        ledger.problem(
            "DOM-212",
            f"{draft.path}.survives",
            "a table with no replica falls with its region",
            value="region",
            allowed="one replica or more; survives: zone",
            fix=f"name a region in {draft.path}.replicas, or promise survives: zone",
        )
        return None
    found = [_aws_region(draft, at, path) for at, path in given]
    return tuple(p for p in found if p is not None) if all(found) else None


def _aws_region(draft: Draft, at: str, path: str) -> str | None:
    if known_region(draft.scope.ledger, at, path) is None:
        return None
    if at.startswith("aws/"):
        return at
    draft.scope.ledger.problem(
        "DOM-203",
        path,
        "a place of the wrong cloud for this engine",
        value=at,
        allowed="a region of AWS",
        fix="choose a place of aws, or another engine",
    )
    return None
