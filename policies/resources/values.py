"""Plain nested values, with one sentinel for what is not known yet.

Resources reach the policies as the engine writes them, in messages or in a state: values that are not known
are texts with a meaning, secrets are wrapped. Everything is turned into plain data once, here, so that no
rule can ever raise on a value that a preview does not know, or take it for a text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Final, TypeAlias

_MOST_COMPARED = 256
"""Of two long lists that differ, not every pair is compared: what finds no answer is judged once more."""


class Unknown(Enum):
    """The type of ``UNKNOWN``: a value that only an update will tell, or that is encrypted."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
"""Stands for every value that is not known. It is not text, so it can never be taken for a place."""

NOT_TOLD: Final = "not known before the update, or encrypted"
"""What an unknown value is, in words: a preview does not know it yet, or a state keeps it as a secret."""

Plain: TypeAlias = "bool | float | str | Unknown | list[Plain] | dict[str, Plain] | None"
Props: TypeAlias = Mapping[str, Plain]

NOT_KNOWN: Final = frozenset(
    {
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",  # string, and every computed value of a preview
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
        "[secret]",  # what `pulumi policy analyze --file` makes of a secret that it cannot decrypt
    }
)
"""How the engine writes a value that is not known (sdk/go/common/resource/plugin/rpc.go)."""

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  (the engine's marker of a secret, not one)
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
_DEEPEST = 64
"""Nesting beyond this is not read: no cloud's input is so deep, and a hostile one must not exhaust us."""


def plain(value: object, depth: int = 0) -> Plain:
    """``value``, as JSON has it, as plain data: secrets unwrapped, ``UNKNOWN`` for what is not known."""
    if isinstance(value, str):
        return UNKNOWN if value in NOT_KNOWN else value
    if isinstance(value, dict):
        if _SIGNATURE in value:
            return _special(value, depth) if depth <= _DEEPEST else UNKNOWN
        if depth <= _DEEPEST:
            return {key: plain(item, depth + 1) for key, item in value.items()}
    elif isinstance(value, list):
        if depth <= _DEEPEST:
            return [plain(item, depth + 1) for item in value]
    elif value is None or isinstance(value, bool | int | float):
        return value
    return UNKNOWN  # too deep for anything that a cloud takes


def _special(value: Mapping[str, object], depth: int) -> Plain:
    """A value that the engine marks: a secret, an output, a reference to a resource, an asset."""
    kind = value[_SIGNATURE]
    if kind == _RESOURCE:
        return plain(value.get("id") or value.get("urn"), depth + 1)
    if kind in {_SECRET, _OUTPUT} and "value" in value:
        return plain(value["value"], depth + 1)
    text = value.get("plaintext")
    if kind != _SECRET or not isinstance(text, str):
        return UNKNOWN  # an asset, or encrypted
    try:
        return plain(json.loads(text), depth + 1)
    except (ValueError, RecursionError):
        return UNKNOWN


def has_unknown(value: Plain) -> bool:
    """Whether anything in ``value`` is not known."""
    if isinstance(value, dict | list):
        return any(has_unknown(item) for item in (value.values() if isinstance(value, dict) else value))
    return value is UNKNOWN


def merged(inputs: Plain, outputs: Plain) -> Plain:
    """What is known of a value from both sides: the output where it is known, else the input.

    A property that nobody declared and that is not known yet is left out: it is what the cloud will fill in,
    and a preview has many of these. What the cloud fills in is for the facts to say (``unset``).
    """
    if inputs == outputs:
        return outputs
    if outputs is UNKNOWN:
        return inputs
    if isinstance(inputs, dict) and isinstance(outputs, dict):
        both = dict(inputs)
        for key, value in outputs.items():
            if key in inputs:
                both[key] = merged(inputs[key], value)
            elif value is not UNKNOWN:
                both[key] = _without_unknown(value)
        return both
    if isinstance(inputs, list) and isinstance(outputs, list):
        if len(inputs) == len(outputs):
            return [merged(a, b) for a, b in zip(inputs, outputs, strict=True)]
        return [*outputs, *_unanswered(inputs, outputs)]
    return inputs if outputs is None else outputs


def _unanswered(inputs: list[Plain], outputs: list[Plain]) -> list[Plain]:
    """The inputs that no output answers for, each output for one: an output must not hide an input."""
    left = list(outputs)
    missing: list[Plain] = []
    for wanted in sorted(inputs, key=lambda item: item is UNKNOWN):  # what is known chooses first
        among = left[:_MOST_COMPARED]
        answer = next((index for index, given in enumerate(among) if _answers(wanted, given)), None)
        if answer is None:
            missing.append(wanted)
        else:
            del left[answer]
    return missing


def _answers(wanted: Plain, given: Plain) -> bool:
    """Whether ``given`` is what became of ``wanted``: the same, but for what the cloud filled in."""
    if isinstance(wanted, dict) and isinstance(given, dict):
        return all(key in given and _answers(item, given[key]) for key, item in wanted.items())
    return wanted is UNKNOWN or wanted == given


def _without_unknown(value: Plain) -> Plain:
    if isinstance(value, dict):
        return {key: _without_unknown(item) for key, item in value.items() if item is not UNKNOWN}
    if isinstance(value, list):
        return [_without_unknown(item) for item in value if item is not UNKNOWN]
    return value


@cache
def steps(path: str) -> tuple[str, ...]:
    """``replicas[].regionName`` as ``("replicas", "[]", "regionName")``."""
    return tuple(part for part in path.replace("[]", ".[]").split(".") if part)


def read(props: Plain | Props, path: str) -> list[tuple[str, Plain]]:
    """Every value at ``path``, with the exact path of each; ``UNKNOWN`` where it, or what holds it, is.

    Absent, null and empty text give nothing. A list where one value was expected is read as each of its
    values, and the reverse: clouds and providers flatten lists of one element.
    """
    first, *rest = path_steps = steps(path)
    if isinstance(props, dict):  # most paths are absent, and most others one plain value: no walk for these
        value = props.get(first)
        if value is None or value == "":
            return []
        if value is UNKNOWN or (not rest and not isinstance(value, dict | list)):
            return [(first, value)]
    return list(_walk(props, path_steps, ""))


def _walk(value: Plain | Props, rest: tuple[str, ...], at: str) -> Iterator[tuple[str, Plain]]:
    if value is None or value == "":
        return
    if value is UNKNOWN:
        yield (at or ".".join(rest), UNKNOWN)
    elif isinstance(value, list):
        inner = rest[1:] if rest and rest[0] == "[]" else rest
        for index, item in enumerate(value):
            yield from _walk(item, inner, f"{at}[{index}]")
    elif rest and rest[0] == "[]":
        yield from _walk(value, rest[1:], at)
    elif not rest:
        yield (at, value if not isinstance(value, Mapping) else dict(value))
    elif isinstance(value, Mapping) and rest[0] in value:
        yield from _walk(value[rest[0]], rest[1:], f"{at}.{rest[0]}" if at else rest[0])


def unpacked(value: Plain) -> Plain:
    """A setting of a provider: nested ones reach the engine as JSON text. Not known where that is none."""
    if isinstance(value, str) and value.startswith(("[", "{")):
        try:
            parsed: Plain = json.loads(value)
        except (ValueError, RecursionError):
            return UNKNOWN
        return parsed
    return value
