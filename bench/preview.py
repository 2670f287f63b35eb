"""What the policies add to a preview of about 1,000 resources, all of them to be created."""

from __future__ import annotations

from bench.scene import STACK, Scene
from bench.timing import Result

LIMIT = 0.15


def measure(scene: Scene, runs: int) -> list[Result]:
    """The same preview with the pack and without."""
    words = ("preview", "--stack", STACK, "--non-interactive", "--suppress-outputs", "--suppress-progress")
    with_pack = scene.pulumi(*words, "--policy-pack", "policies")
    scene.runner.seconds(with_pack)  # the first one begins the stack, and fills the caches of Python
    taken = scene.runner.medians({"without": scene.pulumi(*words), "with": with_pack}, runs)
    share = taken["with"] / taken["without"] - 1
    return [
        Result(
            what="pulumi preview with the pack",
            seconds=taken["with"],
            against="without any",
            base=taken["without"],
            value=f"{share:+.1%}",
            limit=f"{LIMIT:+.0%}",
            kept=share <= LIMIT,
        )
    ]
