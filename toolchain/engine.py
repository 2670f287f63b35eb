"""Finds a Pulumi engine: the official CLI where one is installed, else the one this toolchain builds."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolchain import build

VERSION = "3.255.0"
"""The engine that go.mod pins, and the oldest official one that is accepted: older ones are untested here."""

Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Engine:
    """An engine that can run Python programs and policy packs."""

    path: Path
    """The ``pulumi`` executable."""
    bin_dir: Path
    """Its folder, which goes first on PATH: the language host is found there."""
    version: str
    built: bool
    """Whether this toolchain built it; False for an official CLI."""

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """``base`` with all that the engine needs to be found and to find its language host."""
        result = dict(base)
        result["PATH"] = os.pathsep.join(p for p in (str(self.bin_dir), base.get("PATH", "")) if p)
        if self.built:
            result["DOMICILE_PYTHON"] = sys.executable
            result["DOMICILE_ROOT"] = str(Path(__file__).resolve().parent.parent)
        return result


def cache_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """Where this user's engines are kept, shared by all clones of the project."""
    base = environment.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "domicile"


def key() -> str:
    """Names a build: its version, all that goes into it, and the machine it is for.

    The language host is not part of it: it runs from this folder, so it is never older than the project.
    """
    digest = hashlib.sha256(build.HOST.encode())
    for name in ("go.mod", "go.sum"):
        digest.update((Path(__file__).parent / name).read_bytes())
    return f"{VERSION}-{platform.system()}-{platform.machine()}-{digest.hexdigest()[:12]}".lower()


def _ordered(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _version_of(pulumi: Path) -> str | None:
    try:
        ran = subprocess.run(
            [pulumi, "version"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(r"v?(\d+\.\d+\.\d+)", ran.stdout.strip())
    return found.group(1) if ran.returncode == 0 and found else None


def find_official(progress: Progress) -> Engine | None:
    """The CLI on PATH, if it has its language host and is not too old. Our own builds do not count."""
    found = shutil.which("pulumi")
    if found is None:
        return None
    path = Path(found)
    if path.resolve().is_relative_to(cache_dir().resolve()):
        return None
    beside = shutil.which("pulumi-language-python", path=str(path.resolve().parent))
    if beside is None and shutil.which("pulumi-language-python") is None:
        progress(f"{path} has no pulumi-language-python beside it: not used")
        return None
    version = _version_of(path)
    if version is None or _ordered(version) < _ordered(VERSION):
        progress(f"{path} is version {version or 'unknown'}, older than {VERSION}: not used")
        return None
    return Engine(path=path, bin_dir=path.parent, version=version, built=False)


def find_or_build(progress: Progress) -> Engine:
    """An engine that works: official, from the cache, or built now (minutes, once per version).

    ``progress`` is called with one line at a time, about once a second during a build. Raises ToolchainError
    (DOM-601 to DOM-603) with what to install when there is no engine and no way to one.
    """
    official = find_official(progress)
    if official is not None:
        return official
    bin_dir = build.ensure(cache_dir(), key(), VERSION, progress)
    return Engine(path=bin_dir / "pulumi", bin_dir=bin_dir, version=VERSION, built=True)
