"""Walking property values: every leaf with its path, and the values at a path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.wire import Unknown


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Path and value of everything that is neither a list nor a map: ``replicas[0].regionName``."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    else:
        yield path, value


def at(value: Any, path: str) -> list[tuple[str, Any]]:
    """Values at a path such as ``settings.tier`` or ``replicas[].regionName``, with their exact paths.

    What is absent or not known yet is left out.
    """
    found = [("", value)]
    for step in path.split("."):
        name, each = step.removesuffix("[]"), step.endswith("[]")
        deeper: list[tuple[str, Any]] = []
        for prefix, holder in found:
            item = holder.get(name) if isinstance(holder, Mapping) else None
            where = f"{prefix}.{name}" if prefix else name
            if each and isinstance(item, list):
                deeper += [(f"{where}[{index}]", entry) for index, entry in enumerate(item)]
            elif item is not None:
                deeper.append((where, item))
        found = deeper
    return [(where, item) for where, item in found if not isinstance(item, Unknown)]


def first(value: Any, path: str) -> Any:
    """The first value at a path; None where there is none."""
    found = at(value, path)
    return found[0][1] if found else None


def last_name(path: str) -> str:
    """The property's own name, without its index: ``subnetIds`` for ``vpcConfig.subnetIds[1]``."""
    return path.rpartition(".")[2].partition("[")[0]
