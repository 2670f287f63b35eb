"""Strongly consistent global tables: three regions of one set, or two and a witness.

What DynamoDB cannot change later is said in full before: a global table never gets its witness from the plan,
or another jurisdiction in the stack could move it.
Source: DynamoDB Developer Guide, "Global tables: how they work", multi-Region strong consistency.
"""

from __future__ import annotations

from jurisdictions import engine
from plan.draft import Draft, known_region, region_in
from plan.engines.sets import NEEDED, is_member, joined, same_as_peer, set_of
from plan.rest import listed
from plan.settings.stores import DynamodbStore

LAYOUT = "global-strong"


def check_strong(draft: Draft, store: DynamodbStore) -> bool:
    """Whether the table can be strongly consistent at all; notes why not (DOM-108, DOM-255)."""
    ledger = draft.scope.ledger
    if store.consistency != "strong":
        if not draft.is_everywhere:
            _check_unused(draft, store)
        return True
    if store.expires_hours is not None:
        ledger.problem(
            "DOM-255",
            f"{draft.path}.expires_hours",
            "a strongly consistent table forgets nothing by itself: it has no time to live",
            value=str(store.expires_hours),
            allowed="with consistency: eventual, or a table in one region",
            fix="leave consistency out, or remove expires_hours and delete what is too old yourself",
        )
        return False
    if store.survives == "zone" and not draft.is_everywhere:
        _not_here(
            draft, "consistency", "strong", "with survives: region: in one region every read can be strong"
        )
        return False
    return True


def _check_unused(draft: Draft, store: DynamodbStore) -> None:
    """Keys that an eventually consistent table of a jurisdiction has no use for."""
    if store.witness is not None:
        _not_here(draft, "witness", store.witness, "with consistency: strong")
    if store.replicas is not None:
        allowed = "class metadata only, or consistency: strong: else recovery says where"
        _not_here(draft, "replicas", ", ".join(store.replicas), allowed)


def in_a_jurisdiction(
    draft: Draft, store: DynamodbStore, sited: tuple[str, ...]
) -> tuple[tuple[str, ...], str | None] | None:
    """The regions with data, home first, and the witness: inside the law and one set."""
    layout = engine("dynamodb").layouts[LAYOUT]
    if store.replicas is None:
        found = joined(draft, layout, sited)
        return None if found is None else (found[:2], found[2])
    for key, value in (("recovery", store.recovery), ("witness", store.witness)):
        if value is not None:
            _not_here(draft, key, value, "without replicas, which say both")
    inside = [
        region_in(draft.scope, p, f"{draft.path}.replicas", store.data_class, code="DOM-213")
        for p in store.replicas
    ]
    if not all(inside):
        return None
    return _counted(draft, (sited[0], *sorted(set(store.replicas) - {sited[0]})), None)


def everywhere(
    draft: Draft, store: DynamodbStore, sited: tuple[str, ...]
) -> tuple[tuple[str, ...], str | None] | None:
    """The same of a table that belongs to no jurisdiction: as given, or all AWS places of the stack."""
    if store.witness is not None:
        if known_region(draft.scope.ledger, store.witness, f"{draft.path}.witness") is None:
            return None
        if store.witness in sited:
            found = set_of(draft, engine("dynamodb").layouts[LAYOUT], sited[0])
            same_as_peer(draft, store.witness, (found[1] if found else frozenset()) - set(sited))
            return None
    return _counted(draft, sited, store.witness)


def _counted(
    draft: Draft, sited: tuple[str, ...], witness: str | None
) -> tuple[tuple[str, ...], str | None] | None:
    layout = engine("dynamodb").layouts[LAYOUT]
    found = set_of(draft, layout, sited[0])
    if found is None:
        return None
    name, inside = found
    roles = [(at, "replicas") for at in sited[1:]] + ([(witness, "witness")] if witness else [])
    fits = [is_member(draft, at, inside - {sited[0]}, name, role) for at, role in roles]
    count = 1 + len(roles)
    wanted = "two replicas" + (", or one and a witness" if draft.is_everywhere else "")
    if count != NEEDED:
        draft.scope.ledger.problem(
            "DOM-254",
            f"{draft.path}.replicas",
            f"a strongly consistent table has exactly {NEEDED} regions, the witness among them",
            value=f"{count}: {', '.join([*sited, *([witness] if witness else [])])}",
            allowed=f"{wanted}, of {listed(inside - {sited[0]})}",
            fix=f"name them in {draft.path}.replicas; DynamoDB adds none later",
        )
        return None
    return (sited, witness) if all(fits) else None


def _not_here(draft: Draft, key: str, value: str, allowed: str) -> None:
    draft.scope.ledger.does_nothing(f"{draft.path}.{key}", value=value, allowed=allowed)
