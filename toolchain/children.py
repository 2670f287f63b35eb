"""The processes that the language host starts, none of which may outlive it."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Literal

Stream = Literal["stdout", "stderr"]

_GRACE_SECONDS = 3.0  # under the five that the engine grants the host before it kills the process group


class Children:
    """Starts processes, and ends all that still run.

    They stay in the host's process group on purpose: the engine gives the host a group of its own and, when
    all else fails, kills the group. A session of their own would put them out of its reach.
    """

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def start(
        self, command: Sequence[str], *, cwd: Path, environment: Mapping[str, str], piped: bool
    ) -> subprocess.Popen[bytes]:
        """Start one process; ``piped`` to read its output, else it shares the host's."""
        pipe = subprocess.PIPE if piped else None
        with self._lock:
            if self._closed:
                raise InterruptedError("the language host is shutting down")
            child = subprocess.Popen(
                command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe
            )
            self._running.add(child)
        return child

    def wait(self, child: subprocess.Popen[bytes]) -> int:
        """Wait until it ended, and forget it."""
        code = child.wait()
        with self._lock:
            self._running.discard(child)
        return code

    def stop(self, *children: subprocess.Popen[bytes]) -> None:
        """Ask to end, then end by force."""
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                child.terminate()
        deadline = time.monotonic() + _GRACE_SECONDS
        for child in children:
            try:
                child.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def close(self) -> None:
        """End every process that still runs, and start none any more."""
        with self._lock:
            self._closed = True
            running = tuple(self._running)
        self.stop(*running)


def output(child: subprocess.Popen[bytes]) -> Iterator[tuple[Stream, bytes]]:
    """Both streams of a piped process as they come, until both end."""
    chunks: queue.SimpleQueue[tuple[Stream, bytes]] = queue.SimpleQueue()

    def pump(name: Stream, pipe: IO[bytes]) -> None:
        with pipe:
            while chunk := pipe.read1(65536):  # type: ignore[attr-defined]  # a pipe is a BufferedReader
                chunks.put((name, chunk))
        chunks.put((name, b""))

    pipes: list[tuple[Stream, IO[bytes] | None]] = [("stdout", child.stdout), ("stderr", child.stderr)]
    open_pipes = 0
    for name, pipe in pipes:
        if pipe is not None:
            threading.Thread(target=pump, args=(name, pipe), daemon=True).start()
            open_pipes += 1
    while open_pipes:
        name, chunk = chunks.get()
        if chunk:
            yield name, chunk
        else:
            open_pipes -= 1
