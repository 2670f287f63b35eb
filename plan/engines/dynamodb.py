"""DynamoDB: one global table for what is not personal, else a table that stays in its jurisdiction.

Replicas are eventually consistent, or strongly in three regions of one set (plan.engines.dynamodb_strong).
"""

from __future__ import annotations

from plan.alarms import alarm
from plan.draft import Draft, known_region, same_place
from plan.engines import dynamodb_strong
from plan.engines.dynamodb_alarms import DIMENSION, NAMESPACE, signals
from plan.engines.survival import home_and_recovery
from plan.model import Alarm, Dynamodb, Key, Placement, Role
from plan.settings.stores import DynamodbStore

NAME_LIMIT = 255
EXPIRES = "expires_at"
"""Attribute with the expiry in epoch seconds (DynamoDB time to live)."""


def lay_out(draft: Draft) -> tuple[Dynamodb, tuple[Key, ...]] | None:
    """The table where it is declared, and its replicas, each with a key of its own place."""
    store, scope = draft.store, draft.scope
    assert isinstance(store, DynamodbStore)  # noqa: S101  (the registry of engines says so)
    if not dynamodb_strong.check_strong(draft, store):
        return None
    found = _everywhere(draft, store) if draft.is_everywhere else _at_home(draft, store)
    if found is None:
        return None
    sited, witness = found
    strong = store.consistency == "strong"
    physical = scope.physical("table", sited[0], draft.name, limit=NAME_LIMIT, path=draft.path)
    keys = draft.keys(sited, "dynamodb")
    table = Dynamodb(
        **scope.part(draft.name, data_class=store.data_class, store=draft.name),
        store=draft.name,
        engine="dynamodb",
        layout=_layout(strong=strong, regions=len(sited)),
        survives="region" if len(sited) > 1 else "zone",
        backup_days=draft.backup_days,
        alarms=_alarms(draft, sited, physical, strong=strong),
        table=physical,
        strong=strong,
        witness=None if witness is None else Placement(place=witness, role="witness", key=""),
        hash_key=store.hash_key,
        expires_attribute=None if store.expires_hours is None else EXPIRES,
        members=tuple(
            Placement(place=at, role=_role(n), key=key.name)
            for n, (at, key) in enumerate(zip(sited, keys, strict=True))
        ),
    )
    return table, keys


def _layout(*, strong: bool, regions: int) -> str:
    return dynamodb_strong.LAYOUT if strong else "global-eventual" if regions > 1 else "regional"


def _alarms(draft: Draft, sited: tuple[str, ...], table: str, *, strong: bool) -> tuple[Alarm, ...]:
    lagging = {at: () if strong else tuple(p for p in sited if p != at) for at in sited}
    of = {DIMENSION: table}
    return tuple(alarm(draft, at, NAMESPACE, s, of) for at in sited for s in signals(lagging[at]))


def _role(position: int) -> Role:
    return "home" if position == 0 else "recovery"


Regions = tuple[tuple[str, ...], str | None]
"""Those with data, where it is declared first, and the witness."""


def _at_home(draft: Draft, store: DynamodbStore) -> Regions | None:
    if store.consistency == "strong":
        sited = draft.sited("aws", spread=store.survives == "region")
        return None if sited is None else dynamodb_strong.in_a_jurisdiction(draft, store, sited)
    sited = home_and_recovery(draft, "aws")
    return None if sited is None else (sited, None)


def _everywhere(draft: Draft, store: DynamodbStore) -> Regions | None:
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
    if not all(found):
        return None
    sited = tuple(p for p in found if p is not None)
    return dynamodb_strong.everywhere(draft, store, sited) if store.consistency == "strong" else (sited, None)


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
