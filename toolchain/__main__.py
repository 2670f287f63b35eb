"""``python -m toolchain``: print the engine's folder, building it first if need be."""

from __future__ import annotations

import sys

from toolchain.engine import find_or_build
from toolchain.errors import ToolchainError
from toolchain.progress import printer


def main() -> int:
    """Print the folder to standard output; progress and problems to standard error."""
    try:
        engine = find_or_build(printer(sys.stderr))
    except ToolchainError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command's output
        return 1
    if sys.stderr.isatty() and engine.built:
        sys.stderr.write("\r\033[K")  # the line that told how far it was
    print(engine.bin_dir)  # noqa: T201 - a command's output
    return 0


if __name__ == "__main__":
    sys.exit(main())
