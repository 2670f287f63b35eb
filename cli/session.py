"""One run of the engine on the sandbox: engine found, clouds served, stack there, nothing left over."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from rich.console import Console

import sandbox
from cli import arguments
from cli.errors import refuse
from cli.recovery import Recovery
from cli.workspace import Workspace
from sandbox.operations import perform
from sandbox.state import State
from toolchain.engine import find_or_build
from toolchain.progress import printer

notes = Console(stderr=True, highlight=False)
"""What the command line says about itself. Standard output is the engine's."""


@dataclass(kw_only=True, slots=True)
class Session:
    """An engine that is ready to run on the sandbox."""

    workspace: Workspace
    pulumi: Path
    environment: dict[str, str]
    is_over: bool = False
    """Set when the stack is removed: then nothing of it is kept."""

    def start(self, words: Sequence[str], *, output: int | None = None) -> subprocess.Popen[bytes]:
        """Start ``pulumi`` with these words, completed for the sandbox.

        ``output`` is a file descriptor for all that it says; without one it has the terminal's own streams.
        """
        command = [str(self.pulumi), *arguments.complete(words, self.workspace.config_file)]
        if output is None:
            return subprocess.Popen(command, env=self.environment)
        return subprocess.Popen(
            command, env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )

    def run(self, words: Sequence[str]) -> int:
        """Run ``pulumi`` with the terminal's own streams; its exit code."""
        process = self.start(words)
        with passing_signals(process):
            return wait(process)

    def quiet(self, words: Sequence[str], *, cwd: Path | None = None) -> str:
        """Run ``pulumi`` without showing its output. Returns what it wrote to standard output.

        If it fails, shows all that it said and raises SystemExit with its exit code.
        """
        command = [str(self.pulumi), *words]
        ran = subprocess.run(
            command,
            env=self.environment,
            cwd=cwd or self.workspace.root,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if ran.returncode != 0:
            notes.print(ran.stdout + ran.stderr, markup=False, soft_wrap=True, end="")
            raise SystemExit(ran.returncode)
        return ran.stdout


@contextlib.contextmanager
def passing_signals(process: subprocess.Popen[bytes]) -> Iterator[list[int]]:
    """Pass on what asks for an end, so that the engine can save its state; this process ends after it.

    Gives the signals that came, in their order.
    """
    came: list[int] = []

    def pass_on(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        if number != signal.SIGINT or not sys.stdin.isatty():  # a terminal sends Ctrl-C to both by itself
            process.send_signal(signal.SIGINT)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for the engine to end; its exit code as a shell would give it."""
    code = process.wait()
    return 128 - code if code < 0 else code


@contextlib.contextmanager
def _exclusive(workspace: Workspace) -> Iterator[None]:
    """One command at a time per stack. The kernel lets go of the lock when its holder dies."""
    workspace.home.mkdir(exist_ok=True)
    with workspace.lock.open("w") as lock:
        started = time.monotonic()
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() - started > 60:
                    raise refuse(
                        code="DOM-613",
                        path=str(workspace.lock),
                        what="Another command has been working on this stack's sandbox for a minute.",
                        value=workspace.stack,
                        allowed="one command per stack at a time",
                        fix="Wait for it to end, or end it, and run this again.",
                    ) from None
                time.sleep(0.2)
        yield


@contextlib.contextmanager
def open_session(root: Path, stack: str, *, protects: bool = True) -> Iterator[Session]:
    """Everything that a command on ``stack`` needs, cleaned up afterwards.

    ``protects``: whether the clouds keep to deletion protection.
    """
    workspace = Workspace(root=root, stack=stack)
    workspace.require()
    with notes.status("looking for a Pulumi engine") as status:
        engine = find_or_build(status.update if notes.is_terminal else printer(sys.stderr))
    with _exclusive(workspace):
        workspace.write_config()
        recovery = Recovery(workspace=workspace)
        for line in recovery.recover():
            notes.print(line, markup=False)
        with sandbox.serve(workspace.cloud, protects=protects) as box:
            environment = engine.environment(workspace.environment(os.environ)) | box.environment
            session = Session(workspace=workspace, pulumi=engine.path, environment=environment)
            if not workspace.checkpoint.exists():
                # From the stand-in: it would write the salt into the file in git otherwise.
                session.quiet(["stack", "init", stack, "--non-interactive"], cwd=workspace.project)
            recovery.begin()
            try:
                yield session
            finally:
                recovery.end()
        if session.is_over:
            workspace.forget()


def operate(root: Path, stack: str, words: Sequence[str]) -> str:
    """Do to the clouds of ``stack`` what a person would type; what became of it. Raises ``RefusedError``."""
    workspace = Workspace(root=root, stack=stack)
    workspace.require()
    with _exclusive(workspace), contextlib.closing(State(workspace.cloud)) as state:
        return perform(state, words)
