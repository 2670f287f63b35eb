"""Builds states for the tests from a short notation: resources by name, references by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies import Graph
from policies.state import graph_of

UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine writes a value that a preview does not know; ``<unknown>`` in the notation."""


def urn(kind: str, name: str) -> str:
    return f"urn:pulumi:test::domicile::{kind}::{name}"


def state(resources: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """An exported state. Each resource: type, props; or also outputs, refs, parent, provider, protect."""
    urns = {name: urn(r["type"], name) for name, r in resources.items()}
    entries: list[dict[str, Any]] = []
    for name, resource in resources.items():
        package = resource["type"].partition(":")[0]
        provider = urn(f"pulumi:providers:{package}", f"{package}-of-{name}")
        if package not in {"pulumi", "domicile"}:
            kind = f"pulumi:providers:{package}"
            entries.append(
                {"urn": provider, "type": kind, "custom": True, "inputs": resource.get("provider", {})}
            )
        entries.append(
            _entry(urns, name, resource, provider if package not in {"pulumi", "domicile"} else "")
        )
    return {"version": 3, "deployment": {"resources": _known(entries)}}


def _entry(urns: Mapping[str, str], name: str, resource: Mapping[str, Any], provider: str) -> dict[str, Any]:
    return {
        "urn": urns[name],
        "type": resource["type"],
        "custom": bool(provider),
        "inputs": resource.get("props", {}),
        "outputs": {**resource.get("props", {}), **resource.get("outputs", {})},
        "provider": f"{provider}::0" if provider else "",
        "parent": urns.get(resource.get("parent", ""), ""),
        "propertyDependencies": {
            key: [urns[n] for n in names] for key, names in resource.get("refs", {}).items()
        },
        "protect": resource.get("protect", False),
    }


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return UNKNOWN_TEXT if value == "<unknown>" else value


def graph(resources: Mapping[str, Mapping[str, Any]]) -> Graph:
    """The graph of such a state."""
    return graph_of(state(resources))


UK = {"data-class": "persistent", "jurisdiction": "uk"}
DE = {"data-class": "persistent", "jurisdiction": "de"}
EU = {"data-class": "persistent", "jurisdiction": "eu"}
NOBODY = {"data-class": "metadata", "jurisdiction": "global"}
