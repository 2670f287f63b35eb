"""Records whose roles change: what one said of itself, the other says, names crossed."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sandbox.cloud import RefusedError
from sandbox.state import Record, State


def named(state: State, type_: str, name: str, location: str = "") -> Record:
    """The only resource of this type and name, in this location if one is said. Raises ``RefusedError``."""
    found = [
        r
        for r in state.of_type(type_)
        if name in (r.get("name"), r.id, r.id.rpartition("/")[2])
        and location in ("", r.get("location"), r.get("region"))
    ]
    if len(found) != 1:
        where = f" in {location}" if location else ""
        raise RefusedError([f"NOT_FOUND: {len(found)} resources of {type_} are called {name}{where}"])
    return found[0]


def changed(record: Record, without: Collection[str] = (), **values: Any) -> Record:
    """The record with these values, inputs and outputs alike, and without some: so a refresh finds it."""
    sides = (record.inputs, record.outputs)
    inputs, outputs = ({k: v for k, v in s.items() if k not in without} | values for s in sides)
    return replace(record, inputs=inputs, outputs=outputs)


def exchange(state: State, one: Record, other: Record, keys: Sequence[str]) -> None:
    """Each says under ``keys`` what the other said; where that names either of them, the one it now means."""
    for record, twin in ((one, other), (other, one)):
        taken = _crossed({k: twin.inputs[k] for k in keys if k in twin.inputs}, one.id, other.id)
        uses = tuple(key for key in record.uses if key not in {one.key, other.key})
        state.put(replace(changed(record, keys, **taken), uses=uses))


def alone(state: State, record: Record, keys: Sequence[str], **values: Any) -> None:
    """It follows nobody any more: says nothing under ``keys`` but ``values``."""
    uses = tuple(key for key in record.uses if key[0] != record.type)
    state.put(replace(changed(record, keys, **values), uses=uses))


def _crossed(values: dict[str, Any], one: str, other: str) -> dict[str, Any]:
    text = json.dumps(values)
    text = text.replace(json.dumps(one), '"\\u0000"').replace(json.dumps(other), json.dumps(one))
    crossed: dict[str, Any] = json.loads(text.replace('"\\u0000"', json.dumps(other)))
    return crossed
