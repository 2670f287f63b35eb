"""Spanner: regional; to survive a region, a dual-region or multi-region configuration inside the law."""

from __future__ import annotations

from jurisdictions import SpannerConfig, spanner_configs
from plan import names
from plan.draft import Draft, listed, may_rest
from plan.engines.survival import cannot_survive, members, spread_configs
from plan.model import Key, Placement, Role, Spanner
from plan.settings.stores import SpannerStore

INSTANCE_LIMIT = 30
"""Instance ids and display names: 30 characters at most (Spanner admin API)."""


def lay_out(draft: Draft) -> tuple[Spanner, tuple[Key, ...]] | None:
    """The instance with a replica and a key in every region of its configuration."""
    store, scope = draft.store, draft.scope
    assert isinstance(store, SpannerStore)  # noqa: S101  (the registry of engines says so)
    sited = draft.sited("gcp", spread=False)
    if sited is None:
        return None
    _check_units(draft, store)
    config = _config(draft, store, sited[0])
    if config is None:
        return None
    roles = _roles(config, sited[0])
    keys = tuple(
        scope.key(at, draft.name, store.data_class, services=("spanner",), store=draft.name) for at in roles
    )
    physical = scope.physical("instance", "the project", draft.name, limit=INSTANCE_LIMIT, path=draft.path)
    spanner = Spanner(
        **scope.part(draft.name, data_class=store.data_class, store=draft.name),
        store=draft.name,
        engine="spanner",
        layout=config.kind,
        survives=store.survives,
        backup_days=draft.backup_days,
        instance=physical,
        display_name=physical,
        config=config.name,
        edition=config.edition_required,
        processing_units=store.processing_units,
        database=store.database,
        dialect=store.dialect,
        leader=names.region(sited[0]),
        replicas=tuple(
            Placement(place=at, role=role, key=key.name)
            for (at, role), key in zip(roles.items(), keys, strict=True)
        ),
    )
    return spanner, keys


def _config(draft: Draft, store: SpannerStore, home: str) -> SpannerConfig | None:
    fitting = spread_configs(draft.scope.law, store.data_class, home)
    if store.config is not None:
        return _chosen(draft, store.config, home, fitting)
    if store.survives == "zone":
        return spanner_configs()[f"regional-{names.region(home)}"]
    if not fitting:
        cannot_survive(draft, home, "gcp")
        return None
    near = set(draft.scope.places)
    return min(fitting, key=lambda c: -len(near & set(c.read_write)))


def _chosen(draft: Draft, name: str, home: str, fitting: list[SpannerConfig]) -> SpannerConfig | None:
    """The configuration the settings name, if it exists, serves the home region, and stays inside the law."""
    allowed = listed([f"regional-{names.region(home)}", *(c.name for c in fitting)])
    config = spanner_configs().get(name)
    law, data_class = draft.scope.law, draft.store.data_class
    if config is None:
        what = "no such Spanner configuration"
    elif config.refused:
        what = config.refused
    elif outside := [p for p in members(config) if not may_rest(law, data_class, p)]:
        what = f"it has replicas outside {law.id}: " + listed(
            f"{p.id} ({', '.join(sorted(p.countries))})" for p in outside
        )
    elif home not in config.read_write:
        what = f"it has no read-write replica in {home}, the home of this store"
    elif draft.store.survives == "region" and config.kind == "regional":
        what = "a regional configuration falls with its region"
    else:
        return config
    draft.scope.ledger.problem(
        "DOM-216", f"{draft.path}.config", what, value=name, allowed=allowed, fix="choose one of these"
    )
    return None


def _roles(config: SpannerConfig, home: str) -> dict[str, Role]:
    """Place to role: home first (it leads), then the other places with data, then witnesses of their own."""
    roles: dict[str, Role] = {home: "home"}
    roles |= {at: "recovery" for at in (*config.read_write, *config.read_only) if at != home}
    return roles | {at: "witness" for at in config.witness if at not in roles}


def _check_units(draft: Draft, store: SpannerStore) -> None:
    units = store.processing_units
    step = 100 if units < 1000 else 1000
    if units % step:
        draft.scope.ledger.problem(
            "DOM-219",
            f"{draft.path}.processing_units",
            "not a size Spanner has",
            value=str(units),
            allowed="100 to 900 in hundreds, then thousands",
            fix=f"use {units // step * step or step} or {(units // step + 1) * step}",
        )
