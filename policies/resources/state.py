"""A graph from what the engine writes down: an exported state, or a preview as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from policies.resources.graph import Graph, Resource, type_in
from policies.resources.values import Plain, merged, plain


class StateError(ValueError):
    """The file is not a state, nor a preview, that can be judged. It is never taken for an empty stack."""


_SHOWN = 10
"""Of more entries that are wrong, a number is enough."""
_GONE = {"delete", "delete-replaced", "discard", "discard-replaced", "remove-pending-replace", "replace"}
"""Steps of a preview after which nothing is there; a replacement has a step of its own that creates it."""

_MAKING = {"creating", "importing", "updating"}
"""Operations that leave something in the cloud, or change it, even where they are cut off."""


def graph_of(document: object) -> Graph:
    """The graph of ``pulumi stack export`` or of ``pulumi preview --json``, already parsed.

    What waits to be deleted, and what an operation that was cut off may have made, is beside the graph
    (``Graph.unsettled``). Raises ``StateError`` where the document is neither, or says a URN twice.
    """
    entries = _entries(document)
    settled = [entry for entry in entries if not entry.get("delete")]
    _require_once(settled)
    pending = [*(e for e in entries if e.get("delete")), *_checked(_made_by_pending(document))]
    providers = [entry for entry in [*pending, *settled] if _is_provider(entry)]  # the settled one wins
    inputs = {_text(e, "urn"): plain(e.get("inputs") or {}) for e in providers}
    steps = _steps(document)
    ops = {_text(step, "urn"): _text(step, "op") for step in steps if step["op"] not in _GONE}
    removed = [step.get("oldState") for step in steps if step["op"] == "delete"]
    return Graph(
        (_resource(entry, inputs, ops.get(_text(entry, "urn"), "")) for entry in settled),
        (_resource(entry, inputs, "delete") for entry in _checked(e for e in removed if e)),
        _apart((_resource(entry, inputs, "") for entry in pending), {_text(e, "urn") for e in settled}),
        preview=_deployment(document) is None,
    )


def _entries(document: object) -> list[Mapping[str, object]]:
    if (deployment := _deployment(document)) is not None:
        resources = deployment["resources"]
        return _checked(resources if isinstance(resources, list) else [])
    if isinstance(document, Mapping) and isinstance(document.get("steps"), list):
        kept = [step for step in _steps(document) if step["op"] not in _GONE]
        return _checked([step.get("newState") or step.get("oldState") for step in _last_of_refreshed(kept)])
    msg = "neither a state (deployment.resources) nor a preview (steps)"
    raise StateError(msg)


def _deployment(document: object) -> Mapping[str, object] | None:
    """The part of a state that lists its resources; None where there is none."""
    found = document.get("deployment", document) if isinstance(document, Mapping) else None
    return found if isinstance(found, Mapping) and isinstance(found.get("resources"), list) else None


def _made_by_pending(document: object) -> Iterator[object]:
    """What operations that were cut off may have made or changed: the cloud may have it, a state has not."""
    found = (_deployment(document) or {}).get("pending_operations") or []
    if not isinstance(found, list) or not all(isinstance(operation, Mapping) for operation in found):
        msg = "pending_operations are no list of mappings"
        raise StateError(msg)
    yield from (operation.get("resource") for operation in found if operation.get("type") in _MAKING)


def _require_once(entries: Iterable[Mapping[str, object]]) -> None:
    """No URN twice: whichever was taken, the other would not be judged."""
    seen: set[str] = set()
    for entry in entries:
        if (urn := _text(entry, "urn")) in seen:
            msg = f"{urn} is in it twice"
            raise StateError(msg)
        seen.add(urn)


def _apart(resources: Iterable[Resource], taken: set[str]) -> Iterator[Resource]:
    """Each under a URN of its own, for the one that came in its place has the same."""
    for resource in resources:
        count, ending = 1, ""
        while f"{resource.urn}{ending}" in taken:
            ending = f" (unsettled {count})"
            count += 1
        taken.add(f"{resource.urn}{ending}")
        yield replace(resource, urn=f"{resource.urn}{ending}", name=f"{resource.name}{ending}")


def _last_of_refreshed(steps: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Without what is only read again before it is decided what becomes of it."""
    decided = {_text(step, "urn") for step in steps if step["op"] != "refresh"}
    return [step for step in steps if step["op"] != "refresh" or _text(step, "urn") not in decided]


def _steps(document: object) -> list[Mapping[str, object]]:
    """The steps of a preview; none in a state."""
    steps = document.get("steps") if isinstance(document, Mapping) else None
    return _checked(steps, "op") if isinstance(steps, list) else []


def _checked(entries: Iterable[object], key: str = "urn") -> list[Mapping[str, object]]:
    checked: list[Mapping[str, object]] = []
    bare: list[int] = []
    for index, entry in enumerate(entries):
        if isinstance(entry, Mapping) and isinstance(entry.get(key), str):
            checked.append(entry)
        else:
            bare.append(index)
    if bare:
        more = f" and {len(bare) - _SHOWN} more" if len(bare) > _SHOWN else ""
        msg = f"no {key} in entry {', '.join(map(str, bare[:_SHOWN]))}{more} (the first is 0)"
        raise StateError(msg)
    return checked


def _text(entry: Mapping[str, object], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _is_provider(entry: Mapping[str, object]) -> bool:
    return type_in(_text(entry, "urn")).startswith("pulumi:providers:")


def _resource(entry: Mapping[str, object], providers: Mapping[str, Plain], op: str) -> Resource:
    urn = _text(entry, "urn")
    kind = _text(entry, "type") or type_in(urn)
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
        provider=type_in(provider) or _assumed(entry, kind),
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
