"""Which Python runs a program or a policy pack, in which environment, and what is installed there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# Asked of the program's own interpreter: its packages are not the language host's.
_INVENTORY = """
import importlib.metadata as m, json, pathlib, platform, re, sys
dists = {d.metadata["Name"]: d for d in m.distributions() if d.metadata["Name"]}
norm = lambda n: re.sub("[-_.]+", "-", n).lower()
needed = {norm(re.split("[^A-Za-z0-9._-]", r, maxsplit=1)[0])
          for d in dists.values() for r in (d.requires or ()) if "extra ==" not in r}
plugins = []
for d in dists.values():
    folder = norm(d.metadata["Name"]).replace("-", "_")
    f = pathlib.Path(str(d.locate_file(folder))) / "pulumi-plugin.json"
    if f.is_file():
        wanted = json.loads(f.read_text())
        plugins.append({"dist": d.metadata["Name"], "dist_version": d.version} | wanted)
print(json.dumps({
    "version": platform.python_version(),
    "packages": [[n, d.version, norm(n) not in needed] for n, d in sorted(dists.items())],
    "plugins": plugins,
}))
"""


class InterpreterError(Exception):
    """The Python that the project asks for is not there; the message says how to make it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plugin:
    """A provider that an installed package wants, from its ``pulumi-plugin.json``."""

    name: str
    version: str
    server: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Inventory:
    """What one interpreter has installed."""

    python: str
    """Version of the interpreter."""
    packages: tuple[tuple[str, str, bool], ...]
    """Name, version, and whether nothing else installed asks for it."""
    plugins: tuple[Plugin, ...]


def _in_environment(folder: Path) -> Path:
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def virtualenv(root: Path, options: Mapping[str, object]) -> Path | None:
    """Folder of the virtual environment that the runtime's options name, relative to the project's root."""
    name = options.get("virtualenv")
    return root / name if isinstance(name, str) and name else None


def find(root: Path, options: Mapping[str, object]) -> Path:
    """The Python for a project: its virtual environment, else PULUMI_PYTHON_CMD, else python3 on PATH.

    Raises InterpreterError where the project names an environment that does not exist: falling back to
    another Python would run the program with other packages than the ones it pins.
    """
    folder = virtualenv(root, options)
    if folder is not None:
        python = _in_environment(folder)
        if not python.exists():
            raise InterpreterError(
                f"The virtualenv option of {root} names {folder}, and there is no Python in it. "
                "Create it first: `make engine` in this project, `pulumi install` elsewhere."
            )
        return python
    given = os.environ.get("PULUMI_PYTHON_CMD")
    for candidate in (given, "python3", "python"):
        if candidate and (found := shutil.which(candidate)):
            return Path(found)
    return Path(sys.executable)


def activated(environment: Mapping[str, str], folder: Path | None) -> dict[str, str]:
    """The environment as it is inside a virtual environment, for a program's subprocesses too."""
    result = dict(environment)
    if folder is not None:
        binaries = str(_in_environment(folder).parent)
        result["PATH"] = os.pathsep.join(p for p in (binaries, result.get("PATH", "")) if p)
        result["VIRTUAL_ENV"] = str(folder)
        result.pop("PYTHONHOME", None)
    return result


def inventory(python: Path) -> Inventory:
    """What ``python`` has installed. Starts it once; raises InterpreterError if it cannot answer."""
    ran = subprocess.run([python, "-I", "-c", _INVENTORY], capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise InterpreterError(f"{python} could not list its packages: {ran.stderr.strip()}")
    found = json.loads(ran.stdout)
    plugins = tuple(
        Plugin(
            name=p.get("name") or str(p["dist"]).removeprefix("pulumi-").removeprefix("pulumi_"),
            version=p.get("version") or p["dist_version"],
            server=p.get("server", ""),
        )
        for p in found["plugins"]
        if p.get("resource")
    )
    packages = tuple((name, version, top) for name, version, top in found["packages"])
    return Inventory(python=found["version"], packages=packages, plugins=plugins)
