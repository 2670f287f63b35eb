"""Spanner: regional; to survive a region, a dual-region or multi-region configuration inside the law."""

from __future__ import annotations

from typing import Literal, cast

from jurisdictions import SpannerConfig, spanner_configs
from plan import names
from plan.draft import Draft
from plan.engines.editions import edition
from plan.engines.survival import cannot_survive, members, spread_configs
from plan.model import Key, Placement, Role, Spanner, SpannerAutoscaling
from plan.rest import listed, may_rest
from plan.settings.stores import SpannerStore

Edition = Literal["STANDARD", "ENTERPRISE", "ENTERPRISE_PLUS"]
DEFAULT_UNITS = 1000
CPU_IN_ONE_REGION, CPU_IN_SEVERAL = 65, 45
"""Percent of high-priority CPU that leaves room for the loss of a zone, of a region.

Source: Spanner, "CPU utilization metrics", recommended maximums.
"""
MOST_FOLD = 10
"""The fewest units are a tenth of the most, or more (Spanner, "Managed autoscaler")."""
INSTANCE_LIMIT = 30
"""Instance ids and display names: 30 characters at most (Spanner admin API)."""


def lay_out(draft: Draft) -> tuple[Spanner, tuple[Key, ...]] | None:
    """The instance with a replica and a key in every region of its configuration."""
    store, scope = draft.store, draft.scope
    assert isinstance(store, SpannerStore)  # noqa: S101  (the registry of engines says so)
    sited = draft.sited("gcp", spread=False)
    if sited is None:
        return None
    units = None if store.autoscaling else store.processing_units or DEFAULT_UNITS
    _check_units(draft, store)
    config = _config(draft, store, sited[0])
    if config is None:
        return None
    needed: dict[str, str] = {f"configuration {config.name}": config.edition_required}
    needed |= {"autoscaling": "ENTERPRISE"} if store.autoscaling else {}
    chosen = cast(Edition, edition(draft, store.edition, needed))
    roles = _roles(config, sited[0])
    keys = draft.keys(roles, "spanner")
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
        edition=chosen,
        processing_units=units,
        autoscaling=_autoscaling(store, config),
        cpu_alert=_usual_cpu(config),
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


def _autoscaling(store: SpannerStore, config: SpannerConfig) -> SpannerAutoscaling | None:
    if store.autoscaling is None:
        return None
    return SpannerAutoscaling(
        min_processing_units=store.autoscaling.min_processing_units,
        max_processing_units=store.autoscaling.max_processing_units,
        high_priority_cpu=store.autoscaling.high_priority_cpu or _usual_cpu(config),
        storage=store.autoscaling.storage,
    )


def _usual_cpu(config: SpannerConfig) -> int:
    return CPU_IN_ONE_REGION if config.kind == "regional" else CPU_IN_SEVERAL


def _check_units(draft: Draft, store: SpannerStore) -> None:
    scaling = store.autoscaling
    if scaling is not None and store.processing_units is not None:
        _scaling_problem(
            draft,
            "",
            "it scales by itself, or it has a fixed size",
            value=f"processing_units: {store.processing_units}, and autoscaling",
            allowed="exactly one of processing_units and autoscaling",
            fix="remove one of them",
        )
    if store.processing_units is not None:
        _check_size(draft, "processing_units", store.processing_units)
    if scaling is None:
        return
    low, high = scaling.min_processing_units, scaling.max_processing_units
    for key, units in (("min_processing_units", low), ("max_processing_units", high)):
        _check_size(draft, f"autoscaling.{key}", units)
    if not low <= high <= MOST_FOLD * low:
        _scaling_problem(
            draft,
            ".max_processing_units",
            f"the most is as much as the fewest or more, up to {MOST_FOLD} times",
            value=str(high),
            allowed=f"{low} to {MOST_FOLD * low}",
            fix="change one of the two",
        )


def _scaling_problem(draft: Draft, key: str, what: str, *, value: str, allowed: str, fix: str) -> None:
    path = f"{draft.path}.autoscaling{key}"
    draft.scope.ledger.problem("DOM-261", path, what, value=value, allowed=allowed, fix=fix)


def _check_size(draft: Draft, key: str, units: int) -> None:
    step = 100 if units < 1000 else 1000
    if units % step:
        draft.scope.ledger.problem(
            "DOM-219",
            f"{draft.path}.{key}",
            "not a size Spanner has",
            value=str(units),
            allowed="100 to 900 in hundreds, then thousands",
            fix=f"use {units // step * step or step} or {(units // step + 1) * step}",
        )
