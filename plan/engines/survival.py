"""What is said to a store that cannot survive the loss of a region: what could, from the advisor."""

from __future__ import annotations

from jurisdictions import engine
from plan.advice import Option, Question, advise
from plan.draft import Draft, engine_of
from plan.ground import Ground
from plan.model import Role
from plan.rest import allowed_regions
from plan.spread import members, spread_configs

__all__ = [
    "ROLES",
    "alternatives",
    "cannot_survive",
    "check_survives",
    "home_and_recovery",
    "members",
    "spread_configs",
]
ROLES: tuple[Role, ...] = ("home", "recovery")
"""In the order of places and keys."""


def home_and_recovery(draft: Draft, cloud: str) -> tuple[str, ...] | None:
    """Home, and recovery where a region must be survived, on one cloud; None after noting why not."""
    spread = draft.store.survives == "region"
    sited = draft.sited(cloud, spread=spread)
    if sited is not None and spread and len(sited) < 2:
        cannot_survive(draft, sited[0], cloud)
        return None
    return sited


def cannot_survive(draft: Draft, home: str, cloud: str) -> None:
    """Note that what ``survives`` promises cannot be had here, and what can be instead (DOM-212)."""
    law, data_class, name = draft.scope.law, draft.store.data_class, engine_of(draft.store)
    wanted, lost = draft.store.survives, home if draft.store.survives == "region" else "a whole cloud"
    options = alternatives(draft, home, name)
    said = [f"{_called(option)}: {option.where}" for option in options]
    if all(option.engine != name for option in options):
        count = sum(p.cloud == cloud for p in Ground.of(law, draft.resting).inside)
        regions = f"{count} regions" if count > 1 else "one region" if count else "no region"
        where = f" ({allowed_regions(law, data_class, cloud)}), which {name} cannot join" if count > 1 else ""
        said.append(f"{law.id} has {regions} of {cloud}{where}")
    asked = f"--jurisdiction {law.id} --class {data_class} --survives {wanted}"
    asked += "" if engine(name).holds == "rows" else " --no-sql"
    draft.scope.ledger.problem(
        "DOM-212",
        f"{draft.path}.survives",
        f"nothing inside {law.id} takes over when {lost} is lost",
        value=wanted,
        allowed="; ".join([*said, "survives: zone"]),
        fix=("use one of these, or promise survives: zone" if options else "promise survives: zone")
        + f"; `domicile advise {asked}` says why",
    )


def check_survives(draft: Draft) -> bool:
    """Whether any layout of the engine outlives what is promised; notes why not (DOM-212)."""
    name = engine_of(draft.store)
    possible = {loss for layout in engine(name).layouts.values() for loss in layout.survives}
    if draft.store.survives in possible:
        return True
    home = draft.store.home or draft.scope.places[0]
    cannot_survive(draft, home, home.partition("/")[0])
    return False


def alternatives(draft: Draft, home: str, name: str) -> list[Option]:
    """What a stack can declare today instead, for data of the same kind: its own engine first."""
    holds = engine(name).holds
    question = Question(
        jurisdiction=draft.scope.law.id,
        data_class=draft.store.data_class,
        survives=draft.store.survives,
        sql=holds == "rows",
        prefer=(home, *(p for p in draft.scope.places if p != home)),
    )
    possible = [
        option
        for option in advise(question).options
        # Objects move to object storage only; items can become rows.
        if option.provisioned and (engine(option.engine).holds == "objects") == (holds == "objects")
    ]
    return sorted(possible, key=lambda option: option.engine != name)


def _called(option: Option) -> str:
    return f"{option.engine} on {option.config}" if option.config else option.engine
