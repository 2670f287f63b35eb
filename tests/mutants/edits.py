"""Changes one value of nested properties: sets it, adds an item with it, or leaves it out."""

from __future__ import annotations

import re
from functools import cache

from policies.resources.values import Plain, Props

_STEP = re.compile(r"\w+|\[[^\]]*\]")


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(_STEP.findall(path))


def put(props: Props, path: str, value: Plain) -> dict[str, Plain]:
    """``props`` with ``value`` at ``path``: in the first item of each list, or the one that ``[2]`` names."""
    changed = _put(dict(props), _steps(path), value, add=False)
    assert isinstance(changed, dict)
    return changed


def add(props: Props, path: str, value: Plain) -> dict[str, Plain]:
    """``props`` with one more item, that holds ``value``, in the outermost list of ``path``."""
    changed = _put(dict(props), _steps(path), value, add=True)
    assert isinstance(changed, dict)
    return changed


def _put(here: Plain, steps: tuple[str, ...], value: Plain, *, add: bool) -> Plain:
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if not step.startswith("["):
        inside = here if isinstance(here, dict) else {}
        return {**inside, step: _put(inside.get(step), rest, value, add=add)}
    items = here if isinstance(here, list) else [] if here is None else [here]
    if add:
        return [*items, _put(None, rest, value, add=False)]
    at = int(step[1:-1] or 0)
    return [
        *items[:at],
        _put(items[at] if at < len(items) else None, rest, value, add=False),
        *items[at + 1 :],
    ]


def without(props: Props, *paths: str) -> dict[str, Plain]:
    """``props`` where nothing is at any of ``paths``, in no item of any list."""
    changed: Plain = dict(props)
    for path in paths:
        changed = _without(changed, _steps(path))
    assert isinstance(changed, dict)
    return changed


def _without(here: Plain, steps: tuple[str, ...]) -> Plain:
    if isinstance(here, list):
        rest = steps[1:] if steps[0].startswith("[") else steps
        return [_without(item, rest) for item in here] if rest else []
    if steps[0].startswith("["):
        return _without(here, steps[1:]) if steps[1:] else None
    if not isinstance(here, dict) or steps[0] not in here:
        return here
    if not steps[1:]:
        return {key: item for key, item in here.items() if key != steps[0]}
    return {**here, steps[0]: _without(here[steps[0]], steps[1:])}


def bare(path: str) -> str:
    """A path without indexes: the same for ``replicas[].region`` and ``replicas[3].region``."""
    return re.sub(r"\[\d*\]", "", path)
