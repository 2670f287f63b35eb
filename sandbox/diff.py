"""What a change of inputs means: nothing, an update in place, or a new resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi.runtime.proto.provider_pb2 import DiffResponse, PropertyDiff

from sandbox import schema
from sandbox.catalogue import entry

ALWAYS_FIXED = {
    "aws": frozenset({"region"}),
    "gcp": frozenset({"project", "location", "zone"}),
    "random": frozenset(),
    "tls": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One property that differs."""

    path: str
    old: Any
    new: Any


def changes(old: Any, new: Any, path: str = "") -> Iterator[Change]:
    """Every difference between two values, as deep as it goes."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            yield from changes(old.get(key), new.get(key), _key(path, key))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            before = old[index] if index < len(old) else None
            after = new[index] if index < len(new) else None
            yield from changes(before, after, f"{path}[{index}]")
    elif old != new:
        yield Change(path, old, new)


def _key(path: str, key: str) -> str:
    if not key.isidentifier():
        return f'{path}["{key}"]'
    return f"{path}.{key}" if path else key


def fixed_inputs(resource: schema.ResourceType) -> frozenset[str]:
    """Inputs that cannot change in place. A type without an entry can at least not change its name."""
    if resource.cloud in schema.MADE_HERE:
        return frozenset(resource.inputs)
    known = entry(resource.token)
    always = ALWAYS_FIXED[resource.cloud] & resource.inputs.keys()
    if known.replace:
        return always | known.replace
    return always | resource.immutable | ({"name", "namePrefix"} & resource.inputs.keys())


def diff(resource: schema.ResourceType, old: Mapping[str, Any], new: Mapping[str, Any]) -> DiffResponse:
    """The engine's question answered: what changed, and whether it needs a new resource.

    A new resource with the old one's physical name can only be made after the old one is gone.
    """
    fixed = fixed_inputs(resource)
    response = DiffResponse(changes=DiffResponse.DIFF_NONE, hasDetailedDiff=True)
    for change in changes(old, new):
        root = change.path.partition(".")[0].partition("[")[0]
        if root not in response.diffs:
            response.diffs.append(root)
        replaces = root in fixed
        if replaces and root not in response.replaces:
            response.replaces.append(root)
        kind = "ADD" if change.old is None else "DELETE" if change.new is None else "UPDATE"
        response.detailedDiff[change.path].kind = PropertyDiff.Kind.Value(
            kind + ("_REPLACE" if replaces else "")
        )
        response.detailedDiff[change.path].inputDiff = True
        response.changes = DiffResponse.DIFF_SOME
    response.deleteBeforeReplace = bool(response.replaces) and _keeps_name(resource, old, new)
    return response


def _keeps_name(resource: schema.ResourceType, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether old and new claim the same physical name in the same scope."""
    known = entry(resource.token)
    if ("{$" in known.id and not known.duplicate_of) or not known.id or known.unique == "none":
        return False
    template = "{" + known.duplicate_of + "}" if known.duplicate_of else known.id
    names = [part for part in resource.inputs if "{" + part in template or part in known.id_with]
    if resource.cloud == "aws" and known.unique == "region":
        names.append("region")
    return all(old.get(name) == new.get(name) for name in names)
