"""Reads what is audited: an exported state, or a preview as JSON. What is not all of a stack is refused."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from cli.errors import refuse
from jurisdictions.problem import ProblemsError
from policies import trusted
from policies.facts import FactsError
from policies.reports import Source
from policies.resources.graph import Graph
from policies.resources.state import StateError, graph_of

STDIN = "-"
STACK = "pulumi:pulumi:Stack"
_COMMANDS = {
    Source.STATE: "`pulumi stack export`",
    Source.PREVIEW: "`pulumi preview --json --show-sames`",
}
_COUNTED = ("same", "create", "update", "replace", "delete")
_SHOWN = 3
_NEWEST = 4
"""Version of the shape of a state: of a newer one it cannot be told where resources are."""
_EMPTY = "An audit of nothing would always be clean."


Loaded: TypeAlias = tuple[Graph, list[Mapping[str, Any]]]


def load(file: str, source: Source) -> Loaded:
    """The graph, and the resources as the engine wrote them. Raises ``ProblemsError``: DOM-711 to DOM-715."""
    document = _parsed(file, source)
    try:
        if source is Source.PREVIEW:
            steps = _steps(document, file)
            entries = [step.get("newState") or step.get("oldState") or {} for step in steps]
            graph = graph_of({"steps": steps})
        else:
            latest = _latest(document)
            entries = _mappings(latest.get("resources"), "the resources")
            pending = latest.get("pending_operations")
            graph = graph_of({"deployment": {"resources": entries, "pending_operations": pending}})
    except StateError as error:
        raise _not_that(file, source, str(error), document) from error
    if not len(graph) and not graph.removed and not graph.unsettled:
        raise refuse(
            code="DOM-714",
            path=file,
            what=f"There is no resource in it. {_EMPTY}",
            value="0 resources",
            allowed=f"what {_COMMANDS[source]} prints of a stack that has resources",
            fix="Select the stack that is meant: pulumi stack select",
        )
    return graph, entries


@contextmanager
def trusted_facts() -> Iterator[None]:
    """What is judged by the facts: raises ``ProblemsError`` (DOM-718) where these cannot be trusted."""
    try:
        yield
    except FactsError as error:
        raise ProblemsError([trusted.problem(error)]) from error


def declared(entries: list[Mapping[str, Any]], urns: Collection[str]) -> dict[str, str]:
    """Where the program declares these resources: the innermost line that is the project's own."""
    wanted = (entry for entry in entries if entry.get("urn") in urns)
    return {entry["urn"]: place for entry in wanted for place in list(_lines_of_project(entry))[:1]}


def _lines_of_project(entry: Mapping[str, Any]) -> Iterator[str]:
    trace = entry.get("stackTrace")
    frames = [entry, *trace] if isinstance(trace, list) else [entry]
    for frame in frames:
        position = frame.get("sourcePosition") if isinstance(frame, Mapping) else None
        place = position.removeprefix("project:///") if isinstance(position, str) else position
        if place and place != position and not place.startswith(("..", "/", ".venv/")):
            yield place


def read_text(file: str) -> str:
    """The text of a file, or of the standard input for ``-``. Raises ``ProblemsError``: DOM-711, DOM-712."""
    try:
        data = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        raise refuse(
            code="DOM-711",
            path=file,
            what=f"It cannot be read: {error.strerror}.",
            value=file,
            allowed="a file that is there and may be read, or - for the standard input",
            fix="Correct the name.",
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_json(
            file, "It is no text: encrypted, compressed, or something else altogether."
        ) from error


def _parsed(file: str, source: Source) -> object:
    text = read_text(file)
    if not text.strip():
        raise _not_json(file, "There is nothing in it.", source)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        what = f"It is not JSON: {error.msg}, line {error.lineno}."
        raise _not_json(file, what, source) from error
    except (ValueError, RecursionError) as error:
        if type(error) not in {ValueError, RecursionError}:
            raise
        raise _not_json(file, "It is JSON that no engine writes.", source) from error


def _latest(document: object) -> Mapping[str, Any]:
    """What lists the resources of an export, or of the file that the engine keeps in its backend."""
    kept = isinstance(document, dict) and "checkpoint" in document
    version = document.get("version") if isinstance(document, dict) else None
    if isinstance(version, int) and version > _NEWEST:
        msg = f"its version is {version}, and what is known ends at {_NEWEST}"
        raise StateError(msg)
    latest = document
    for key in ("checkpoint", "latest") if kept else ("deployment",):
        latest = latest.get(key) if isinstance(latest, dict) else None
    if not isinstance(latest, dict):
        raise StateError("there is no deployment in it")
    return latest


def _steps(document: object, file: str) -> list[Mapping[str, Any]]:
    """What the engine would do; what stays the same with the outputs that it has."""
    if not isinstance(document, dict) or "deployment" in document or "checkpoint" in document:
        msg = "there are no steps"
        raise StateError(msg)
    steps = _mappings(document.get("steps"), "the steps")
    _require_whole(document, steps, file)
    return [_with_outputs(step) if step.get("op") == "same" else step for step in steps]


def _mappings(found: object, what: str) -> list[Mapping[str, Any]]:
    """A list of mappings; an empty one where there is nothing, as the engine leaves out what is empty."""
    if found is None:
        return []
    if isinstance(found, list) and all(isinstance(item, dict) for item in found):
        return found
    msg = f"{what} are no list of mappings"
    raise StateError(msg)


def _with_outputs(step: Mapping[str, Any]) -> Mapping[str, Any]:
    old, new = step.get("oldState"), step.get("newState")
    if not isinstance(old, dict) or not isinstance(new, dict):
        return step
    if new.get("type") == STACK:  # its outputs are what the last update promised, not this one
        return step
    return {**step, "newState": {**{key: old[key] for key in ("id", "outputs") if key in old}, **new}}


def _require_whole(document: Mapping[str, Any], steps: list[Mapping[str, Any]], file: str) -> None:
    if failed := list(_errors(document)):
        more = f" (and {len(failed) - _SHOWN} more errors)" if len(failed) > _SHOWN else ""
        raise refuse(
            code="DOM-715",
            path=file,
            what="The preview failed, and shows a part of the stack only.",
            value="; ".join(failed[:_SHOWN]) + more,
            allowed="a preview of the whole stack, without an error",
            fix="Correct the error first; leave out --policy-pack, the audit judges by the same rules.",
        )
    if hidden := _hidden(document, steps):
        raise refuse(
            code="DOM-715",
            path=file,
            what=f"The preview leaves out steps that it counts: {hidden}. Others refer to them.",
            value=f"{len(steps)} steps",
            allowed="a preview of the whole stack, with every step",
            fix="Write it anew, with --show-sames: pulumi preview --json --show-sames",
        )


def _errors(document: Mapping[str, Any]) -> Iterator[str]:
    said = document.get("diagnostics")
    for one in said if isinstance(said, list) else []:
        if isinstance(one, dict) and one.get("severity") == "error":
            lines = str(one.get("message", "")).split("\n")
            yield next((line.strip()[:120] for line in lines if line.strip()), "an error without a message")


def _hidden(document: Mapping[str, Any], steps: list[Mapping[str, Any]]) -> str:
    """The steps that the summary counts and the file lacks: ``12 same``. Reads are never among the steps."""
    summary = document.get("changeSummary")
    counted = summary if isinstance(summary, dict) else {}
    told = {op: counted.get(op) for op in _COUNTED}
    lacking = {
        op: count - sum(step.get("op") == op for step in steps)
        for op, count in told.items()
        if isinstance(count, int)
    }
    return ", ".join(f"{count} {op}" for op, count in lacking.items() if count > 0)


def _not_that(file: str, source: Source, what: str, document: object) -> Exception:
    other = Source.STATE if source is Source.PREVIEW else Source.PREVIEW
    keys = document.keys() if isinstance(document, dict) else ()
    swapped = "steps" in keys if other is Source.PREVIEW else {"deployment", "checkpoint"} & set(keys)
    asked = {Source.STATE: "domicile audit FILE", Source.PREVIEW: "domicile audit --preview FILE"}
    kind = {dict: "a mapping", list: "a list", type(None): "null"}.get(type(document), "a single value")
    return refuse(
        code="DOM-713",
        path=file,
        what=f"It is no {source.value}: {what}.",
        value=f"{kind} of {', '.join(map(str, list(keys)[:8]))}" if keys else kind,
        allowed=f"what {_COMMANDS[source]} prints",
        fix=f"It is a {other.value}: {asked[other]}" if swapped else "Write it anew, and leave it as it is.",
    )


def _not_json(file: str, what: str, source: Source = Source.STATE) -> Exception:
    return refuse(
        code="DOM-712",
        path=file,
        what=what,
        value=file,
        allowed=f"the JSON that {_COMMANDS[source]} prints",
        fix="Write it anew; only standard output is JSON, not standard error.",
    )
