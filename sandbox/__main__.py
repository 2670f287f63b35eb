"""Serve the clouds by hand: ``python -m sandbox --state FILE`` prints ``aws:PORT,gcp:PORT,...``."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from sandbox.server import serve
from sandbox.state import StateInUseError


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted. 1 where another process serves the state."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument(
        "--state", type=Path, required=True, help="SQLite file with what exists; made where missing"
    )
    chosen = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with serve(chosen.state) as sandbox:
            sys.stdout.write(f"{sandbox.providers}\n")
            sys.stdout.flush()
            stop.wait()
    except StateInUseError as busy:
        sys.stderr.write(f"{busy}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
