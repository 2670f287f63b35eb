"""Makes the sandbox whole again after a run that was killed.

The engine saves its state once, at its end (see Workspace.environment); the clouds save every change. A run
that is killed in between leaves things in the clouds that no state knows of, and a lock.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sandbox
from cli.errors import refuse
from cli.workspace import Workspace


@dataclass(frozen=True, kw_only=True, slots=True)
class Recovery:
    """Begin, end and recover the runs of one stack. The caller holds the stack's lock."""

    workspace: Workspace

    def recover(self) -> list[str]:
        """Undo what a killed run left behind; says what it did.

        Raises ProblemsError where an engine still runs whose ``domicile`` was killed: it is not ours to end.
        """
        for lock, pid in self._locks():
            if pid is not None:
                raise refuse(
                    code="DOM-615",
                    path=str(lock),
                    what="An engine still works on this stack, although the command that started it is gone.",
                    value=f"process {pid}",
                    allowed="one run per stack at a time",
                    fix=f"Wait for it, or end it with `kill {pid}`, and run this again.",
                )
        return [*self._drop_stale_locks(), *self._restore_cloud()]

    def _drop_stale_locks(self) -> list[str]:
        """Remove the engine's locks whose process is gone: ``pulumi cancel``, but only for those."""
        said = []
        for lock, _ in self._locks():
            lock.unlink(missing_ok=True)
            said.append("removed the lock of a run that was killed")
        return said

    def _locks(self) -> Iterator[tuple[Path, int | None]]:
        """The engine's locks on the stack, with the process that holds each; None if that one is gone."""
        here = socket.gethostname()
        for lock in sorted(self.workspace.backend.glob(f"locks/**/{self.workspace.stack}/*.json")):
            try:
                holder = json.loads(lock.read_text(encoding="utf-8"))
                pid, host = int(holder["pid"]), str(holder["hostname"])
            except (ValueError, KeyError, TypeError):
                pid, host = 0, here  # written only in part
            # A lock of another machine is of one that is gone: a sandbox does not leave its machine.
            yield lock, pid if host == here and _runs(pid) else None

    def begin(self) -> None:
        """Remember the clouds as they are, with the state they belong to."""
        copy = self.workspace.before
        shutil.rmtree(copy, ignore_errors=True)
        half = copy.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        (half / "checkpoint").write_text(self._mark(), encoding="utf-8")
        if self.workspace.cloud.exists():
            with (
                closing(sqlite3.connect(self.workspace.cloud)) as old,
                closing(sqlite3.connect(half / "cloud")) as new,
            ):
                old.backup(new)
        half.replace(copy)

    def end(self) -> None:
        """The run came to its end, good or bad. If the engine saved its state, its clouds agree with it."""
        if any(self._locks()):
            return  # the engine was killed although this process was not: the next run recovers
        shutil.rmtree(self.workspace.before, ignore_errors=True)

    def _mark(self) -> str:
        try:
            found = self.workspace.checkpoint.stat()
        except FileNotFoundError:
            return "none"
        return f"{found.st_mtime_ns} {found.st_size}"

    def _restore_cloud(self) -> list[str]:
        """A killed run created things that no state knows of: put the clouds back to where the state is."""
        copy = self.workspace.before
        mark = copy / "checkpoint"
        if not mark.is_file():
            return []
        said = []
        if mark.read_text(encoding="utf-8") == self._mark():
            self.workspace.remove_cloud()
            if (copy / "cloud").exists():
                (copy / "cloud").replace(self.workspace.cloud)
            said.append("the last run was killed: the sandbox is back to where it was before")
        elif gone := self._drop_unknown():
            said.append(f"the last run was killed: {gone} things that the engine had not noted are removed")
        shutil.rmtree(copy)
        return said

    def _drop_unknown(self) -> int:
        """Remove what the clouds made and the engine, left alone, could not note; returns how many."""
        if not (self.workspace.cloud.exists() and self.workspace.checkpoint.exists()):
            return 0
        try:
            saved = json.loads(self.workspace.checkpoint.read_text(encoding="utf-8"))
        except ValueError:
            return 0  # the engine itself says what is wrong with its state
        latest = saved["checkpoint"].get("latest") or {}
        noted = {(r["type"], r.get("id", "")) for r in latest.get("resources", ())}
        return sandbox.keep_only(self.workspace.cloud, noted)


def _runs(pid: int) -> bool:
    """Whether ``pid`` is an engine that runs: numbers are reused, and a dead child may wait to be reaped."""
    process = Path(f"/proc/{pid}/stat")
    if process.parent.parent.joinpath("self").exists():
        try:
            name, state = process.read_text(encoding="utf-8").partition(" (")[2].rsplit(")", 1)
        except OSError:
            return False
        return name == "pulumi" and not state.lstrip().startswith("Z")
    try:
        os.kill(pid, 0)  # no /proc: not Linux
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return pid > 0
