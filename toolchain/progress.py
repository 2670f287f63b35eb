"""Says how far something is, without flooding a log."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

_SECONDS = 15.0


def printer(stream: TextIO, clock: Callable[[], float] = time.monotonic) -> Callable[[str], None]:
    """A progress callback: one line that changes on a terminal, few lines elsewhere.

    Elsewhere, a line is left out if it goes on from one of the last fifteen seconds: they begin alike.
    """
    if stream.isatty():

        def overwrite(line: str) -> None:
            stream.write(f"\r\033[K{line[:160]}")
            stream.flush()

        return overwrite
    said: dict[str, float] = {}

    def write(line: str) -> None:
        subject, now = line.partition(":")[0], clock()
        if now - said.get(subject, float("-inf")) >= _SECONDS:
            said[subject] = now
            stream.write(f"{line}\n")
            stream.flush()

    return write
