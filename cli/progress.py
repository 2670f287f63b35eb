"""Runs a long command of the engine quietly: a line that moves, and the engine's own words if it fails."""

from __future__ import annotations

import contextlib
import json
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from cli.session import Session, notes, passing_signals, wait

_PLAIN = ["--non-interactive", "--color", "never", "--suppress-progress", "--suppress-outputs"]
_QUIET_SECONDS = 15  # without a terminal: how often to say that it goes on


@dataclass(kw_only=True, slots=True)
class Run:
    """What came of a command, gathered from the engine's event log as it is written."""

    command: str
    log: Path
    """The engine's full output."""
    code: int = 0
    seconds: float = 0.0
    done: int = 0
    """Resources finished so far."""
    last: str = ""
    """The resource finished last."""
    changes: Counter[str] = field(default_factory=Counter)
    """Resources per operation: create, update, delete, same ..., from the engine's own summary."""
    by_type: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Resources per operation and type, without those that stay the same."""
    packs: dict[str, str] = field(default_factory=dict)
    """Policy packs that judged the run, with their versions."""
    advice: list[str] = field(default_factory=list)
    """What the policies advise, without stopping the run."""

    def take(self, line: str) -> None:
        """Take in one line of the event log."""
        event = json.loads(line)
        if metadata := event.get("resourcePreEvent", {}).get("metadata"):
            # The engine's own summary does not count the default providers either.
            if metadata["op"] != "same" and not metadata["type"].startswith("pulumi:providers:"):
                self.by_type[metadata["op"], metadata["type"]] += 1
        elif metadata := event.get("resOutputsEvent", {}).get("metadata"):
            self.done += 1
            self.last = f"{metadata['type']} {metadata['urn'].rpartition('::')[2]}"
        elif policy := event.get("policyEvent"):
            if policy.get("enforcementLevel") == "advisory":
                self.advice.append(f"{policy['policyName']}: {policy.get('message', '').strip()}")
        elif summary := event.get("summaryEvent"):
            self.changes.update(summary.get("resourceChanges") or {})
            packs = summary.get("PolicyPacks") or {}  # "domicile|local|/the/folder": "1.0.0"
            self.packs.update({name.partition("|")[0]: version for name, version in packs.items()})


def run(session: Session, command: str, words: Sequence[str]) -> Run:
    """Run ``pulumi COMMAND WORDS`` to its end, showing how far it is. Prints diagnostics if it fails."""
    log = session.workspace.log(command)
    events = log.with_suffix(".events.jsonl")
    events.unlink(missing_ok=True)
    result = Run(command=command, log=log)
    session.environment["PULUMI_DEBUG_COMMANDS"] = "true"  # the engine hides --event-log without it
    started = time.monotonic()
    with log.open("w", encoding="utf-8") as out:
        process = session.start(
            [command, *words, *_PLAIN, "--event-log", str(events)],
            output=out.fileno(),
        )
        with passing_signals(process) as came:
            _show(process, result, events, started)
            result.code = wait(process)
    result.seconds = time.monotonic() - started
    if result.code != 0 and came:
        result.code = 128 + came[0]
        notes.print(
            f"pulumi {command} was stopped after {result.done} resources, as asked: what it did is in the "
            f"state. Run it again, and it goes on from there. All of its output: {log}",
            soft_wrap=True,
        )
    elif result.code != 0:
        notes.print(diagnostics(log.read_text(encoding="utf-8")), markup=False, soft_wrap=True)
        notes.print(
            f"pulumi {command} failed with exit code {result.code}. All of its output: {log}", soft_wrap=True
        )
    return result


def _show(process: subprocess.Popen[bytes], result: Run, events: Path, started: float) -> None:
    follower = _Follower(events)
    spoken = started
    with contextlib.closing(follower), notes.status(f"{result.command}: starting") as status:
        running = True
        while running:
            running = process.poll() is None
            for line in follower.lines():
                result.take(line)
            now = time.monotonic()
            text = f"{result.command}: {result.done} resources, {now - started:.0f} s  {result.last}"
            status.update(text)
            if not notes.is_terminal and now - spoken >= _QUIET_SECONDS:
                notes.print(text, markup=False)
                spoken = now
            if running:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=0.2)


class _Follower:
    """Reads whole lines of a file that another process writes, from when it appears."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None
        self._rest = ""

    def lines(self) -> list[str]:
        """The lines that are complete since the last call."""
        if self._file is None:
            if not self._path.exists():
                return []
            self._file = self._path.open(encoding="utf-8")
        *whole, self._rest = (self._rest + self._file.read()).split("\n")
        return [line for line in whole if line.strip()]

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def diagnostics(output: str) -> str:
    """The part of the engine's output that says what is wrong: its policies and diagnostics."""
    lines = output.splitlines()
    starts = [n for n, line in enumerate(lines) if line in {"Policies:", "Diagnostics:"}]
    ends = [n for n, line in enumerate(lines) if line in {"Resources:", "Outputs:"}]
    if not starts:
        return output.strip()  # it failed before it began: all that it said is the reason
    end = next((n for n in ends if n > starts[-1]), len(lines))
    return "\n".join(lines[starts[0] : end]).strip()
