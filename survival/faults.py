"""What speaks against the promises of a stack, as far as it can be told when it is judged.

A preview does not know everything. What breaks a promise there only because something is not known yet is
left to the end of the update, which knows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policies.context import Context
from policies.resources.graph import Resource
from policies.resources.values import UNKNOWN, Plain
from survival.ground import Ground
from survival.promises import Fault, by_key, fault, said
from survival.stores import PARTS, stores

_CLOUDS = frozenset({"aws", "gcp"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """One promise, held against the resources."""

    jurisdiction: str
    store: str
    """Empty where not even the names of the stores are known."""
    survives: str
    """Empty where it is not known."""
    fault: Fault | None


def held(context: Context, stack: Resource) -> Iterator[Held]:
    """Each promise in the outputs of ``stack`` that can be judged; none of what a preview does not know."""
    promises = said(stack.props)
    if promises is None:
        return
    preview = context.graph.preview
    if not isinstance(promises, dict):
        promises = {("", ""): UNKNOWN}
    ground = Ground(context.graph, context)
    real = by_key(stores(ground))
    for (jurisdiction, name), survives in promises.items():
        if survives is None or survives == "":
            continue  # nothing is promised of it
        store = real.get((jurisdiction, name))
        found = _UNREADABLE if not isinstance(survives, str) else fault(survives, store)
        if found is not None and preview and (not found.broken or _may_be_told(ground, name)):
            continue
        told = survives if isinstance(survives, str) else ""
        yield Held(jurisdiction=jurisdiction, store=name, survives=told, fault=found)


_UNREADABLE = Fault(why="what it survives cannot be read: the outputs are encrypted", broken=False)


def _may_be_told(ground: Ground, store: str) -> bool:
    """Whether an update may tell more of this store: a value is not known that leads to no resource."""
    return any(
        ground.tag(resource, "store") in {"", store}
        for resource in ground.graph
        if resource.cloud in _CLOUDS
        and resource.type not in PARTS
        and any(_leads_nowhere(ground, resource, key) for key in resource.props)
    )


def _leads_nowhere(ground: Ground, resource: Resource, key: str) -> bool:
    return _has_unknown(resource.props[key]) and not ground.graph.referenced(resource, key)


def _has_unknown(value: Plain) -> bool:
    if isinstance(value, dict):
        return any(_has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(_has_unknown(item) for item in value)
    return value is UNKNOWN
