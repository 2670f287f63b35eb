"""``python -m bench``: measures, and prints a table of medians. Ends with 1 where a limit is exceeded."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import analyze, audit, preview
from bench.scene import Scene, scene
from bench.states import replicate
from bench.timing import Result

SIZES = (5_000, 50_000)


def main() -> int:
    """Measure, print, and say whether every limit was kept."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="of each command; the median counts (default 3)")
    runs = parser.parse_args().runs
    notes = Console(stderr=True, highlight=False)
    with scene() as where:
        notes.print("preview")
        results = preview.measure(where, runs)
        notes.print("bringing the stack up, and making large states of it")
        states = _states(where)
        small = min(states)
        notes.print("analyze")
        results += analyze.measure(where, states[small], small, runs)
        notes.print("audit")
        results += audit.measure(where, states, runs)
    Console(highlight=False, width=140).print(_table(results))
    return 0 if all(result.kept for result in results) else 1


def _states(where: Scene) -> dict[int, Path]:
    """Files of large states, by how many resources they have."""
    model = where.state()
    written: dict[int, Path] = {}
    for size in SIZES:
        state = replicate(model, size)
        path = where.root / f"state-{size}.json"
        path.write_text(json.dumps(state), encoding="utf-8")
        written[len(state["deployment"]["resources"])] = path
    return written


def _table(results: list[Result]) -> Table:
    table = Table("what", "median", "against", "median", "figure", "limit", "", box=None, pad_edge=False)
    for result in results:
        table.add_row(
            result.what,
            f"{result.seconds:.2f} s",
            result.against,
            f"{result.base:.2f} s" if result.base else "",
            result.value,
            result.limit,
            "" if result.kept else "exceeded",
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
