from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from toolchain import build, engine, go
from toolchain.errors import ToolchainError


def program(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def official(folder: Path, version: str) -> Path:
    program(folder / "pulumi-language-python")
    return program(folder / "pulumi", f"echo v{version}")


def cached(cache: Path) -> Path:
    folder = cache / "domicile" / "engine" / engine.key() / "bin"
    for name in ("pulumi", "pulumi-language-python", "pulumi-language-python-exec"):
        program(folder / name)
    return folder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and a PATH with a shell's basics and nothing else."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    bare = tmp_path / "bare"
    for name in ("sh", "cat", "sleep", "dirname", "touch"):
        program(bare / name, f'exec /bin/{name} "$@"')
    monkeypatch.setenv("PATH", str(bare))
    return tmp_path / "cache"


def on_path(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def quiet(_line: str) -> None:
    return


def test_an_official_engine_comes_first(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached(cache)
    path = official(tmp_path / "official", "9.1.0")
    on_path(monkeypatch, path.parent)
    found = engine.find_or_build(quiet)
    assert (found.path, found.version, found.built) == (path, "9.1.0", False)
    assert "DOMICILE_PYTHON" not in found.environment({})


def test_the_pinned_version_itself_is_new_enough(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_path(monkeypatch, official(tmp_path / "official", engine.VERSION).parent)
    assert engine.find_or_build(quiet).version == engine.VERSION


def test_an_old_official_engine_is_passed_over(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = cached(cache)
    on_path(monkeypatch, official(tmp_path / "official", "3.9.0").parent)
    said: list[str] = []
    assert engine.find_or_build(said.append).bin_dir == own
    assert "3.9.0, older than" in said[0]


def test_an_engine_without_its_language_host_is_passed_over(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = cached(cache)
    on_path(monkeypatch, program(tmp_path / "official" / "pulumi", "echo v9.1.0").parent)
    said: list[str] = []
    assert engine.find_or_build(said.append).bin_dir == own
    assert "pulumi-language-python" in said[0]


def test_our_own_build_on_path_does_not_pass_for_official(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = cached(cache)
    program(own / "pulumi", f"echo v{engine.VERSION}")
    on_path(monkeypatch, own)
    found = engine.find_or_build(quiet)
    assert found.built
    environment = found.environment({"PATH": "/usr/bin"})
    assert environment["PATH"] == f"{own}{os.pathsep}/usr/bin"
    assert Path(environment["DOMICILE_ROOT"], "toolchain", "language_host.py").is_file()


def test_without_any_engine_or_compiler_the_error_says_what_to_install(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_pip = program(tmp_path / "no-pip", "echo 'no route to the index' >&2; exit 1")
    monkeypatch.setattr(sys, "executable", str(no_pip))
    with pytest.raises(ToolchainError) as caught:
        engine.find_or_build(quiet)
    assert caught.value.code == "DOM-601"
    text = str(caught.value)
    assert "no route to the index" in text
    assert re.search(r"fix: .*Pulumi CLI 3\.255\.0 or newer, or Go 1\.\d+", text)


def test_a_cache_that_cannot_be_written_is_named(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(in_the_way))
    with pytest.raises(ToolchainError) as caught:
        engine.find_or_build(quiet)
    assert caught.value.code == "DOM-603"
    assert str(in_the_way) in str(caught.value)


def test_the_versions_agree() -> None:
    text = (go.HERE / "go.mod").read_text(encoding="utf-8")
    assert f"github.com/pulumi/pulumi/pkg/v3 v{engine.VERSION}" in text
    assert f"github.com/pulumi/pulumi/sdk/v3 v{engine.VERSION}" in text
    assert build.HOST.startswith("#!/bin/sh\n")


def test_the_key_changes_with_what_goes_into_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    before = engine.key()
    monkeypatch.setattr(build, "HOST", build.HOST + "# changed\n")
    assert engine.key() != before
