"""Reads and completes the arguments of a ``pulumi`` command, so that it stays within the sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

# Global flags of the engine that take a value as a word of its own.
_GLOBAL_VALUES = {"-C", "--cwd", "--color", "--memprofilerate", "--profiling", "--tracing", "-v", "--verbose"}
_TAKE_CONFIG_FILE = {"up", "update", "preview", "pre", "destroy", "dn", "down", "refresh", "import", "watch"}


def command(arguments: Sequence[str]) -> tuple[int, str, str]:
    """Position and name of the command, and the word after it: ``stack``, ``rm``; empty without one."""
    position = 0
    while position < len(arguments) and arguments[position].startswith("-"):
        position += 2 if arguments[position] in _GLOBAL_VALUES else 1
    words = [word for word in arguments[position:] if not word.startswith("-")]
    return position, (words or [""])[0], (words[1:] or [""])[0]


def stack_of(arguments: Sequence[str]) -> str | None:
    """The stack that ``-s`` or ``--stack`` names, before any ``--``."""
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for position, word in enumerate(own):
        if word in {"-s", "--stack"} and position + 1 < len(own):
            return own[position + 1]
        if word.startswith("--stack="):
            return word.partition("=")[2]
    return None


def complete(arguments: Sequence[str], config_file: Path) -> list[str]:
    """The same command, with the sandbox's copy of the stack's configuration.

    The engine writes ``encryptionsalt`` into the file that it reads, and reads ``secretsprovider`` from it:
    neither must happen to the file in git. ``config set`` and ``config rm`` are meant for the file in git
    and keep it. ``stack rm`` would delete it, and is told not to.
    """
    position, name, sub = command(arguments)
    after = list(arguments)
    given = any(word.split("=")[0] == "--config-file" for word in arguments)
    reads = name in _TAKE_CONFIG_FILE or (name == "config" and sub not in {"set", "set-all", "rm", "rm-all"})
    if reads and not given:
        after[position + 1 : position + 1] = ["--config-file", str(config_file)]
    if (name, sub) == ("stack", "rm") and "--preserve-config" not in arguments:
        after.append("--preserve-config")
    return after
