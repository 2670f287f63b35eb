"""Compiles Go programs from pinned modules, so that one run at a time does it and says how far it is."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from toolchain.errors import ToolchainError
from toolchain.go import HERE

Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A program to compile."""

    what: str
    """In words: ``the Pulumi engine 3.255.0``."""
    folder: Path
    """Where its go.mod and go.sum are."""
    package: str
    flags: str
    """For the linker."""
    expected: str
    """How long it takes, in words: ``minutes``."""


@contextlib.contextmanager
def locked(path: Path, what: str, progress: Progress) -> Iterator[None]:
    """Hold the lock; the kernel lets go of it when its holder dies, so it is never stale."""
    with path.open("w") as lock:
        started = time.monotonic()
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                waited = int(time.monotonic() - started)
                progress(f"another run is building {what}: waiting, {waited} s")
                time.sleep(1)
        yield


def environment() -> dict[str, str]:
    """What a Go compiler is started with."""
    # GOROOT is the user's, and may belong to another Go. Without cgo no C compiler is needed.
    kept = {name: value for name, value in os.environ.items() if name not in {"GOROOT", "GOFLAGS"}}
    return kept | {"GOTOOLCHAIN": "local", "GOWORK": "off", "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly"}


def compile_module(compiler: Path, job: Job, output: Path, progress: Progress) -> None:
    """Compile one program; says about once a second how far it is. Raises ``ToolchainError`` (DOM-602)."""
    command = [
        str(compiler),
        "build",
        "-v",
        "-trimpath",
        "-ldflags",
        job.flags,
        "-o",
        str(output),
        job.package,
    ]
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=job.folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    said = _Said()
    reader = threading.Thread(target=said.read, args=(process.stderr,), daemon=True)
    reader.start()
    try:
        while True:
            elapsed = int(time.monotonic() - started)
            progress(f"building {job.what}, once, {job.expected}: {said.doing()}, {elapsed} s")
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=1)
                break
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)  # Ctrl-C or worse: the compilers must not go on alone
        process.wait()
        raise
    reader.join(timeout=5)
    if process.returncode != 0:
        raise failed(job.what, job.folder, command, said.last)


class _Said:
    """What ``go build -v`` reports: one line per module fetched and per package compiled."""

    def __init__(self) -> None:
        self.fetched = self.compiled = 0
        self.last: deque[str] = deque(maxlen=12)

    def read(self, stream: IO[str]) -> None:
        """Read to the end, on a thread of its own."""
        with stream:
            for line in stream:
                self.last.append(line.rstrip())
                if line.startswith("go: downloading"):
                    self.fetched += 1
                else:
                    self.compiled += 1

    def doing(self) -> str:
        """In a few words."""
        if self.compiled:
            return f"{self.compiled} packages compiled"
        return f"{self.fetched} modules fetched" if self.fetched else "starting"


def failed(what: str, folder: Path, command: Sequence[str], output: Iterable[str]) -> ToolchainError:
    """What is said when Go could not build something."""
    return ToolchainError(
        code="DOM-602",
        path=f"{folder.relative_to(HERE.parent)}/go.mod",
        what=f"{what[0].upper()}{what[1:]} could not be built: {' '.join(command[:2])} failed.",
        value="\n           ".join(output) or "no output",
        allowed="every module of go.mod from the module proxy, with the checksums of go.sum",
        fix="Check the network and GOPROXY, then run this again: what was fetched and compiled is kept. "
        "For the engine, the official Pulumi CLI 3.255.0 or newer will do as well: it is used first.",
    )


def unusable(cache: Path, error: OSError) -> ToolchainError:
    """What is said of a cache that cannot be written."""
    return ToolchainError(
        code="DOM-603",
        path="XDG_CACHE_HOME",
        what="The folder that keeps what was built cannot be written.",
        value=f"{cache} ({error.strerror})",
        allowed="a folder that this user may write to",
        fix="Set XDG_CACHE_HOME to a writable folder, or install the official Pulumi CLI.",
    )
