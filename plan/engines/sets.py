"""Three regions of one set: what engines need that join AWS regions to one strongly consistent whole.

The sets are data (jurisdictions/locations.yaml, aws_sets). A set may leave the law: then only those of its
regions count that lie inside, and they must be three.
"""

from __future__ import annotations

from collections.abc import Sequence

from jurisdictions import EngineLayout, distance_km, engine, offered, place, places, sets_of
from plan.draft import Draft, engine_of
from plan.engines.survival import alternatives
from plan.rest import listed, may_rest

NEEDED = 3
"""Two of three make a majority."""


def is_offered(draft: Draft, layout: EngineLayout, at: str, role: str) -> bool:
    """Whether the engine is offered in a region; notes where it is, inside the law, if not (DOM-250)."""
    regions = offered(layout)
    if at in {p.id for p in regions}:
        return True
    scope, data_class = draft.scope, draft.store.data_class
    inside = [p.id for p in regions if may_rest(scope.law, data_class, p)]
    scope.ledger.problem(
        "DOM-250",
        f"{draft.path}.{role}",
        f"{engine(engine_of(draft.store)).name} is not offered in this region",
        value=at,
        allowed=f"{listed(inside)} (inside {scope.law.id})",
        fix="choose one of these, or another engine" if inside else "choose another engine",
    )
    return False


def joined(draft: Draft, layout: EngineLayout, sited: Sequence[str]) -> tuple[str, str, str] | None:
    """Home, recovery and witness in one set inside the law; None after noting why not (DOM-251 to DOM-253).

    ``sited``: home, and recovery. The witness is as given, else the nearest that is left.
    """
    home, recovery = sited[0], sited[1] if len(sited) > 1 else None
    found = set_of(draft, layout, home)
    if found is None:
        return None
    name, inside = found
    if len(inside) < NEEDED:
        _leaves_the_law(draft, layout, name, inside)
    elif recovery is None:
        _no_recovery(draft, home, inside)
    elif draft.store.witness in (home, recovery):
        same_as_peer(draft, str(draft.store.witness), inside - {home, recovery})
    elif _are_members(draft, recovery, inside - {home}, name):
        return home, recovery, draft.store.witness or _nearest(home, inside - {home, recovery})
    return None


def _are_members(draft: Draft, recovery: str, others: frozenset[str], name: str) -> bool:
    """Whether recovery, and the witness if one is given, are among the others of home's set."""
    witness = draft.store.witness
    fits = is_member(draft, recovery, others, name, "recovery")
    if witness is None or not _is_lawful(draft, witness):  # said already (plan.checks.check_witness)
        return fits and witness is None
    return is_member(draft, witness, others, name, "witness") and fits


def set_of(draft: Draft, layout: EngineLayout, home: str) -> tuple[str, frozenset[str]] | None:
    """Name of the set that has ``home``, with those of its regions that lie inside the law (DOM-251)."""
    law, data_class = draft.scope.law, draft.store.data_class
    lawful = {
        name: frozenset(p for p in ids if may_rest(law, data_class, place(p)))
        for name, ids in sets_of(layout).items()
    }
    for name, ids in sets_of(layout).items():
        if home in ids:
            return name, lawful[name]
    usable = [f"{name}: {listed(ids)}" for name, ids in lawful.items() if len(ids) >= NEEDED]
    draft.scope.ledger.problem(
        "DOM-251",
        f"{draft.path}.home",
        f"{_name(draft)} joins regions of one set only, and this is in none",
        value=home,
        allowed="; ".join(usable) or f"no set has {NEEDED} regions inside {law.id}",
        fix="choose a home of one set" if usable else "choose another engine, or what needs no other region",
    )
    return None


def is_member(draft: Draft, at: str, others: frozenset[str], name: str, role: str) -> bool:
    """Whether a region is among the ``others`` of home's set; notes which are, if not (DOM-251)."""
    if at in others:
        return True
    draft.scope.ledger.problem(
        "DOM-251",
        f"{draft.path}.{role}",
        f"{_name(draft)} joins regions of one set only, and home is in the {name} set",
        value=at,
        allowed=f"{listed(others)} (of the {name} set, inside {draft.scope.law.id})",
        fix=f"set {draft.path}.{role} to one of these",
    )
    return False


def _leaves_the_law(draft: Draft, layout: EngineLayout, name: str, inside: frozenset[str]) -> None:
    law = draft.scope.law
    foreign = sorted(sets_of(layout)[name] - inside)
    named = ", ".join(f"{at} ({', '.join(sorted(place(at).countries))})" for at in foreign)
    home = draft.store.home or draft.scope.places[0]
    said = [f"{o.engine}: {o.where}" for o in alternatives(draft, home, engine_of(draft.store))]
    draft.scope.ledger.problem(
        "DOM-252",
        f"{draft.path}.survives",
        f"{_name(draft)} needs {NEEDED} regions of the {name} set, and data rests in all three, "
        f"the witness too: outside {law.id} are {named}",
        value=f"{draft.store.survives}, with {listed(inside)} inside {law.id}",
        allowed="; ".join([*said, "survives: zone"]),
        fix="promise survives: zone" + (", or use one of these" if said else ""),
    )


def _no_recovery(draft: Draft, home: str, inside: frozenset[str]) -> None:
    draft.scope.ledger.problem(
        "DOM-251",
        f"{draft.path}.recovery",
        f"{_name(draft)} needs a second region, and neither the store nor its jurisdiction names one",
        value="nothing",
        allowed=listed(inside - {home}),
        fix=f"set {draft.path}.recovery to one of these",
    )


def same_as_peer(draft: Draft, witness: str, left: frozenset[str]) -> None:
    """Note that the witness would be where the data is already (DOM-253)."""
    draft.scope.ledger.problem(
        "DOM-253",
        f"{draft.path}.witness",
        "the witness must be in a region of its own: with a peer it would be lost together",
        value=witness,
        allowed=listed(left),
        fix="choose another region, or leave witness out",
    )


def _is_lawful(draft: Draft, at: str) -> bool:
    found = places().get(at)
    return found is not None and may_rest(draft.scope.law, draft.store.data_class, found)


def _nearest(home: str, left: frozenset[str]) -> str:
    return min(left, key=lambda at: (distance_km(place(home), place(at)), at))


def _name(draft: Draft) -> str:
    return engine(engine_of(draft.store)).name
