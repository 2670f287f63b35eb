"""Every way to place a layout inside a law; and where there is none, why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, permutations

from jurisdictions import EngineLayout, SpannerConfig, place, sets_of, spanner_configs
from jurisdictions.engine_schema import Survives
from jurisdictions.model import Place
from plan.ground import Ground, Placement, neighbours, placed, sites_of
from plan.rest import listed, may_rest
from plan.spread import members, spread_configs


def placements(
    ground: Ground, layout: EngineLayout, survives: Survives, cloud: str | None
) -> list[Placement]:
    """All placements worth comparing, on one cloud if given; empty where there is none."""
    return list(_BY_TOPOLOGY[layout.topology](ground, layout, survives, cloud))


def why_none(ground: Ground, layout: EngineLayout, survives: Survives) -> str:
    """Why a layout cannot be placed inside the law."""
    candidates = ground.candidates(layout)
    if not candidates:
        near = [p.id for p in ground.inside if p.cloud in layout.regions]
        clouds = " or ".join(layout.regions)
        return f"not offered in {listed(near)}" if near else f"{ground.law.id} has no region of {clouds}"
    if layout.topology == "configuration":
        return _no_configuration(ground, layout)
    if layout.together:
        return _no_set(ground, layout)
    return _too_few(ground, layout, survives, candidates)


def _too_few(ground: Ground, layout: EngineLayout, survives: Survives, candidates: tuple[Place, ...]) -> str:
    """Why ``candidates`` are not enough places, or not the right ones."""
    found, needed, law = listed(p.id for p in candidates), layout.domains.count, ground.law.id
    count = "one region" if len(candidates) == 1 else f"{len(candidates)} regions"
    where = f"{law} has {count} of {' or '.join(layout.regions)} ({found})"
    if layout.topology == "one-region":
        return f"needs {needed} zones: {found} has fewer"
    if layout.domains.kind == "cloud":
        return f"a majority needs {needed} clouds, and there are {len(layout.regions)}"
    if survives == "cloud":
        return f"{law} has regions of one cloud only: {found}"
    if layout.topology == "quorum":
        return f"a majority needs {needed} regions, and {where}"
    return f"nothing can stand by for home: {where}" + ("" if len(candidates) == 1 else ", one of each cloud")


def _one_region(ground: Ground, layout: EngineLayout, _: Survives, cloud: str | None) -> Iterator[Placement]:
    for home in ground.homes(ground.candidates(layout, cloud)):
        if not layout.domains.chosen or len(home.zones) >= layout.domains.count:
            yield placed(layout, [home])


def _pairs(
    ground: Ground, layout: EngineLayout, survives: Survives, cloud: str | None
) -> Iterator[Placement]:
    candidates = ground.candidates(layout, cloud)
    for home in ground.homes(candidates):
        for other in neighbours(home, candidates):
            if survives != "cloud" or other.cloud != home.cloud:
                yield placed(layout, [home, other])


def _quorum(ground: Ground, layout: EngineLayout, _: Survives, cloud: str | None) -> Iterator[Placement]:
    candidates = ground.candidates(layout, cloud)
    for pool in _pools(layout, candidates):
        for home in ground.homes(pool):
            for others in combinations(neighbours(home, pool), layout.domains.count - 1):
                sites = (home, *others)
                if layout.domains.kind == "cloud" and len({p.cloud for p in sites}) < len(sites):
                    continue
                yield from (placed(layout, [home, *order]) for order in permutations(others))


def _pools(layout: EngineLayout, candidates: tuple[Place, ...]) -> list[list[Place]]:
    sets = sets_of(layout)
    return [[p for p in candidates if p.id in ids] for ids in sets.values()] if sets else [list(candidates)]


def _configurations(
    ground: Ground, layout: EngineLayout, _: Survives, cloud: str | None
) -> Iterator[Placement]:
    if cloud not in (None, "gcp"):
        return
    homes = {p.id for p in ground.homes(ground.candidates(layout, cloud))}
    for config in spread_configs(ground.law, ground.data_class):
        if _is_of(layout, config):
            leaders = [at for at in config.read_write if at in homes]
            yield from (placed(layout, sites_of(config, home), config) for home in leaders)


def _is_of(layout: EngineLayout, config: SpannerConfig) -> bool:
    """Whether a configuration is of the layout's kind: two regions, or three."""
    return config.kind == ("dual-region" if layout.domains.count == 2 else "multi-region")


def _no_configuration(ground: Ground, layout: EngineLayout) -> str:
    kind, misses = "dual-region" if layout.domains.count == 2 else "multi-region", []
    for config in spanner_configs().values():
        touches = any(may_rest(ground.law, ground.data_class, p) for p in members(config))
        if _is_of(layout, config) and touches:
            why = config.refused or _foreign(ground, config.regions)
            misses += [f"{config.name}: {why}"] if why else []
    if any(_is_of(layout, c) for c in spread_configs(ground.law, ground.data_class)):
        return f"no {kind} configuration has a leader in the home countries of {ground.law.id}"
    return "; ".join(misses) or f"no {kind} configuration has a region inside {ground.law.id}"


def _no_set(ground: Ground, layout: EngineLayout) -> str:
    said = []
    for name, ids in sets_of(layout).items():
        own = sorted(ids & set(ground.ids))
        if own:
            foreign = _foreign(ground, sorted(ids))
            said.append(
                f"needs {layout.domains.count} regions of one set; the {name} set has "
                f"{listed(own)} inside {ground.law.id}" + (f", and {foreign}" if foreign else "")
            )
    sets = ", ".join(sets_of(layout))
    return "; ".join(said) or f"none of its sets of regions ({sets}) has one inside {ground.law.id}"


def _foreign(ground: Ground, regions: tuple[str, ...] | list[str]) -> str:
    """``aws/eu-west-1 (IE) outside uk``, for those that are."""
    outside = [p for p in map(place, regions) if not may_rest(ground.law, ground.data_class, p)]
    where = listed(f"{p.id} ({', '.join(sorted(p.countries))})" for p in outside)
    return f"{where} outside {ground.law.id}" if outside else ""


_BY_TOPOLOGY: dict[str, Callable[[Ground, EngineLayout, Survives, str | None], Iterator[Placement]]] = {
    "one-region": _one_region,
    "standby": _pairs,
    "active": _pairs,
    "quorum": _quorum,
    "configuration": _configurations,
}
