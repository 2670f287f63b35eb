"""What the engine must leave alone while a region or a cloud is gone: patterns of URNs for ``--exclude``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plan import names
from policies.resources.graph import Graph
from survival.ground import Ground
from survival.model import Loss


def excluded(graph: Graph, lost: str, loss: Loss) -> list[str]:
    """Patterns that match everything there and nothing that only sounds alike (``gcp/europe-west1`` and 10).

    Logical names say the place of what is of one place; what belongs to a whole store is named one by one.
    """
    patterns = _of_cloud(lost) if lost in loss.clouds else _of_region(lost)
    ground = Ground(graph)
    there = [r for r in graph if r.provider and _is_there(ground.place(r), r.cloud, loss)]
    fits = [p for p in patterns if any(matches(p, r.urn) for r in graph)]
    named = {f"**::{r.name}" for r in there if not any(matches(p, r.urn) for p in fits)}
    return [*fits, *sorted(named)]


def _of_region(lost: str) -> Sequence[str]:
    slug = names.slug(lost)
    return (f"**-{slug}", f"**-{slug}-**", f"**::{slug}-**")


def _of_cloud(cloud: str) -> Sequence[str]:
    return (f"**::{cloud}:**", f"**${cloud}:**")


def _is_there(at: str, cloud: str, loss: Loss) -> bool:
    return cloud in loss.clouds or bool(at and loss.takes(at))


def matches(pattern: str, urn: str) -> bool:
    """As the engine does: ``**`` is anything, ``*`` anything without a colon."""
    return re.fullmatch("".join(_pieces(pattern)), urn) is not None


def _pieces(pattern: str) -> Iterator[str]:
    for piece in re.split(r"(\*\*|\*)", pattern):
        yield {"**": ".*", "*": "[^:]*"}.get(piece) or re.escape(piece)
