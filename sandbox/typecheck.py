"""Whether inputs are what the SDK's types say: known names, nothing missing, right types.

Every failure has the path of the property and what would be accepted there. A value that is not known yet
passes: it is judged when it is.
"""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox import schema
from sandbox.wire import ASSETS, SIGNATURE, Unknown


@dataclass(frozen=True, slots=True)
class Failure:
    """One input that the cloud would refuse."""

    path: str
    """``replicas[0].kmsKeyArn``; empty where the resource as a whole is refused."""
    reason: str


def check(
    inputs: Mapping[str, Any], properties: Mapping[str, schema.Property], path: str = ""
) -> list[Failure]:
    """All that is wrong with the names and types of ``inputs``."""
    failures = [_unknown_name(name, properties, path) for name in inputs if name not in properties]
    failures += [
        Failure(_join(path, name), f"missing required property {name!r}")
        for name, expected in properties.items()
        if expected.required and name not in inputs
    ]
    for name, value in inputs.items():
        if name in properties:
            failures += _check_value(value, properties[name].hint, _join(path, name))
    return failures


def _unknown_name(name: str, properties: Mapping[str, schema.Property], path: str) -> Failure:
    near = difflib.get_close_matches(name, properties, n=3, cutoff=0.5)
    allowed = ", ".join(near or sorted(properties)[:12])
    return Failure(_join(path, name), f"unknown property {name!r}; nearest allowed: {allowed}")


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _check_value(value: Any, hint: Any, path: str) -> list[Failure]:
    if value is None or isinstance(value, Unknown) or hint is Any:
        return []
    attempts = [list(_against(value, option, path)) for option in schema.members(hint)]
    return min(attempts, key=_distance)


def _distance(failures: list[Failure]) -> tuple[bool, bool, int]:
    """A union is judged by the alternative that comes nearest: one that fails inside, not at its root."""
    return bool(failures), any(f.reason.startswith("expected") for f in failures), len(failures)


def _against(value: Any, hint: Any, path: str) -> Iterator[Failure]:
    origin = typing.get_origin(hint)
    if hint is Any:
        return
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        yield from _mapping(value, (typing.get_args(hint) or (str, Any))[1], path)
    elif origin is not None:
        yield from _sequence(value, (typing.get_args(hint) or (Any,))[0], path)
    elif schema.is_enum(hint):
        allowed = [member.value for member in hint]
        if value not in allowed:
            yield Failure(path, f"{value!r} is not one of {', '.join(map(str, allowed))}")
    elif schema.is_block(hint):
        if isinstance(value, Mapping):
            yield from check(value, schema.fields(hint), path)
        else:
            yield _ill_typed(value, "an object", path)
    else:
        yield from _scalar(value, hint, path)


def _mapping(value: Any, item: Any, path: str) -> Iterator[Failure]:
    if not isinstance(value, Mapping):
        yield _ill_typed(value, "a map", path)
        return
    for key, entry in value.items():
        yield from _check_value(entry, schema.strip(item), f'{path}["{key}"]')


def _sequence(value: Any, item: Any, path: str) -> Iterator[Failure]:
    if not isinstance(value, list):
        yield _ill_typed(value, "a list", path)
        return
    for index, entry in enumerate(value):
        yield from _check_value(entry, schema.strip(item), f"{path}[{index}]")


def _scalar(value: Any, hint: Any, path: str) -> Iterator[Failure]:
    if hint is str and not isinstance(value, str):
        yield _ill_typed(value, "a string", path)
    elif hint is bool and not isinstance(value, bool):
        yield _ill_typed(value, "true or false", path)
    elif hint is int and (isinstance(value, bool) or not isinstance(value, int)):
        yield _ill_typed(value, "a whole number", path)
    elif hint is float and (isinstance(value, bool) or not isinstance(value, int | float)):
        yield _ill_typed(value, "a number", path)
    elif hint not in (str, bool, int, float) and not _is_asset(value) and not isinstance(value, str):
        yield _ill_typed(value, getattr(hint, "__name__", str(hint)), path)


def _is_asset(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get(SIGNATURE) in ASSETS


def _ill_typed(value: Any, expected: str, path: str) -> Failure:
    return Failure(path, f"expected {expected}, got {type(value).__name__} {value!r:.60}")
