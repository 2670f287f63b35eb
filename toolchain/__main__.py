"""``python -m toolchain``: print the engine's folder, building it first if need be.

``python -m toolchain parsers`` does so with the parsers that the tests read SQL with.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from toolchain import engine, parsers
from toolchain.errors import ToolchainError
from toolchain.progress import printer


def main(arguments: Sequence[str]) -> int:
    """Print what was found to standard output; progress and problems to standard error."""
    try:
        found = _find(arguments, printer(sys.stderr))
    except ToolchainError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command's output
        return 1
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")  # the line that told how far it was
    print("\n".join(found))  # noqa: T201 - a command's output
    return 0


def _find(arguments: Sequence[str], progress: Callable[[str], None]) -> list[str]:
    if list(arguments) == ["parsers"]:
        return [str(parsers.find_or_build(name, progress)) for name in parsers.PARSERS]
    return [str(engine.find_or_build(progress).bin_dir)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
