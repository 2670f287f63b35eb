"""A graph from what the engine writes down: an exported state, or a preview as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policies.graph import Graph, Resource
from policies.values import Plain, merged, plain


class StateError(ValueError):
    """The file is not a state, nor a preview, that can be judged. It is never taken for an empty stack."""


_GONE = {"delete", "delete-replaced", "discard", "discard-replaced", "replace"}
"""Steps of a preview after which nothing is there; a replacement has a step of its own that creates it."""


def graph_of(document: object) -> Graph:
    """The graph of ``pulumi stack export`` or of ``pulumi preview --json``, already parsed.

    Resources that are only waiting to be deleted are left out, as the engine's own analysis does.
    Raises ``StateError`` where the document is neither.
    """
    entries = [entry for entry in _entries(document) if not entry.get("delete")]
    inputs = {_text(e, "urn"): plain(e.get("inputs") or {}) for e in entries if _is_provider(e)}
    steps = _steps(document)
    ops = {_text(step, "urn"): _text(step, "op") for step in steps if step["op"] not in _GONE}
    removed = [step.get("oldState") for step in steps if step["op"] == "delete"]
    return Graph(
        (_resource(entry, inputs, ops.get(_text(entry, "urn"), "")) for entry in entries),
        (_resource(entry, inputs, "delete") for entry in _checked(e for e in removed if e)),
    )


def _entries(document: object) -> list[Mapping[str, object]]:
    if isinstance(document, Mapping):
        deployment = document.get("deployment", document)
        if isinstance(deployment, Mapping) and isinstance(deployment.get("resources"), list):
            return _checked(deployment["resources"])
        if isinstance(document.get("steps"), list):
            kept = [step for step in _steps(document) if step["op"] not in _GONE]
            return _checked([step.get("newState") or step.get("oldState") for step in kept])
    msg = "neither a state (deployment.resources) nor a preview (steps)"
    raise StateError(msg)


def _steps(document: object) -> list[Mapping[str, object]]:
    """The steps of a preview; none in a state."""
    steps = document.get("steps") if isinstance(document, Mapping) else None
    return _checked(steps, "op") if isinstance(steps, list) else []


def _checked(entries: Iterable[object], key: str = "urn") -> list[Mapping[str, object]]:
    checked: list[Mapping[str, object]] = []
    for index, entry in enumerate(entries):
        if not isinstance(entry, Mapping) or not isinstance(entry.get(key), str):
            msg = f"entry {index} has no {key}"
            raise StateError(msg)
        checked.append(entry)
    return checked


def _text(entry: Mapping[str, object], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _is_provider(entry: Mapping[str, object]) -> bool:
    return _type(_text(entry, "urn")).startswith("pulumi:providers:")


def _type(urn: str) -> str:
    """The type in ``urn:pulumi:stack::project::parent$type::name``; empty where there is none."""
    parts = urn.split("::", 3)
    return parts[2].rpartition("$")[2] if len(parts) == 4 else ""


def _resource(entry: Mapping[str, object], providers: Mapping[str, Plain], op: str) -> Resource:
    urn = _text(entry, "urn")
    kind = _text(entry, "type") or _type(urn)
    outputs = plain(entry.get("outputs") or {})
    props = merged(plain(entry["inputs"]), outputs) if entry.get("inputs") else outputs
    provider = _text(entry, "provider").rpartition("::")[0]
    of_provider = providers.get(provider)
    dependencies = entry.get("propertyDependencies")
    references = dependencies if isinstance(dependencies, Mapping) else {}
    return Resource(
        urn=urn,
        type=kind,
        name=urn.rpartition("::")[2],
        props=props if isinstance(props, dict) else {},
        provider=_type(provider) or _assumed(entry, kind),
        provider_props=of_provider if isinstance(of_provider, dict) else {},
        parent=_text(entry, "parent"),
        references={
            str(key): tuple(u for u in urns if isinstance(u, str))
            for key, urns in references.items()
            if isinstance(urns, list)
        },
        id=_text(entry, "id"),
        protect=entry.get("protect") is True,
        op=op,
    )


def _assumed(entry: Mapping[str, object], kind: str) -> str:
    """A custom resource always has a provider, even where a state lost it: it is not a component."""
    package = kind.partition(":")[0]
    return f"pulumi:providers:{package}" if entry.get("custom") is True and package != "pulumi" else ""
