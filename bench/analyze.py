"""What the policies cost over the least that a pack costs, in ``pulumi policy analyze`` of a large state."""

from __future__ import annotations

from pathlib import Path

from bench.scene import Scene
from bench.timing import Result

LIMIT = 1.5


def measure(scene: Scene, state: Path, size: int, runs: int) -> list[Result]:
    """The same analysis with the pack, and with one of the SDK's own whose one policy does nothing."""
    packs = {"pack": "policies", "empty": "bench/empty_pack"}
    commands = {
        name: scene.pulumi("policy", "analyze", "--file", str(state), "--policy-pack", folder)
        for name, folder in packs.items()
    }
    taken = scene.runner.medians(commands, runs)
    ratio = taken["pack"] / taken["empty"]
    return [
        Result(
            what=f"pulumi policy analyze, {size:,} resources",
            seconds=taken["pack"],
            against="a pack that does nothing",
            base=taken["empty"],
            value=f"{ratio:.2f} x",
            limit=f"{LIMIT} x",
            kept=ratio <= LIMIT,
        )
    ]
