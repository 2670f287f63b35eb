"""How long ``domicile audit`` takes for a state, as a whole process, and how that grows with the state."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bench.scene import Scene
from bench.timing import Result

LIMIT_SECONDS = 2.0
LIMIT_GROWTH = 1.2
"""Of the time per resource, from the small state to the large one: 1 is linear."""


def measure(scene: Scene, states: Mapping[int, Path], runs: int) -> list[Result]:
    """The small state by its time; the large one by its time per resource against that of the small one."""
    (small, _), (large, _) = sizes = sorted(states.items())
    taken = scene.runner.medians(
        {str(size): scene.domicile("audit", str(path)) for size, path in sizes}, runs
    )
    first, last = taken[str(small)], taken[str(large)]
    growth = (last / large) / (first / small)
    return [
        Result(
            what=f"domicile audit, {small:,} resources",
            seconds=first,
            value=f"{first:.2f} s",
            limit=f"{LIMIT_SECONDS} s",
            kept=first <= LIMIT_SECONDS,
        ),
        Result(
            what=f"domicile audit, {large:,} resources",
            seconds=last,
            against=f"{small:,}, per resource",
            base=first,
            value=f"{growth:.2f} x",
            limit=f"{LIMIT_GROWTH} x",
            kept=growth <= LIMIT_GROWTH,
        ),
    ]
