"""Runs commands several times, taking turns, and compares their medians."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_REFUSED = ("[mandatory]", " finding")  # as the engine shows it, and as the audit ends its report


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One line of the table: a measurement, what it is compared with, and what it must not exceed."""

    what: str
    seconds: float
    against: str = ""
    base: float = 0.0
    value: str = ""
    """The figure that is judged, in words."""
    limit: str = ""
    kept: bool = True


@dataclass(kw_only=True, slots=True)
class Runner:
    """Runs commands in one folder. A command that fails ends the measurement: its time would mean nothing.

    What the policies refuse has done all its work, and is no failure here.
    """

    folder: Path
    environment: Mapping[str, str]

    def seconds(self, command: Sequence[str]) -> float:
        """Wall-clock seconds of one run."""
        started = time.perf_counter()
        ran = subprocess.run(
            command,
            cwd=self.folder,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        taken = time.perf_counter() - started
        refused = ran.returncode == 1 and any(word in ran.stdout for word in _REFUSED)
        if ran.returncode != 0 and not refused:
            msg = (
                f"{' '.join(command)} failed with {ran.returncode}:\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}"
            )
            raise SystemExit(msg)
        return taken

    def medians(self, commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, float]:
        """The median of each command. They take turns, so that a slower minute slows all of them."""
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                taken[name].append(self.seconds(command))
        return {name: statistics.median(seconds) for name, seconds in taken.items()}
