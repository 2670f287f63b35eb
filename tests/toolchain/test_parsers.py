from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from toolchain import parsers
from toolchain.errors import ToolchainError

BUILD = """#!/bin/sh
[ "$1" = version ] && echo "go version go1.99.0 linux/amd64" && exit 0
echo run >> "{runs}"
{then}
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\n' > "$2"; chmod +x "$2"
"""


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a stand-in for Go was asked; an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    compiler(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path / 'gobin'}:/usr/bin:/bin")
    return tmp_path / "runs"


def compiler(tmp_path: Path, then: str = "") -> None:
    path = tmp_path / "gobin" / "go"
    path.parent.mkdir(exist_ok=True)
    path.write_text(BUILD.format(runs=tmp_path / "runs", then=then), encoding="utf-8")
    path.chmod(0o755)


def quiet(_line: str) -> None:
    return


def test_a_parser_is_built_once(runs: Path) -> None:
    found = [parsers.find_or_build("spanner", quiet) for _ in range(2)]
    assert found[0] == found[1]
    assert found[0].name.startswith("spanner-")
    assert runs.read_text().splitlines() == ["run"]
    assert [path.name for path in found[0].parent.iterdir()] == [found[0].name]


def test_a_failed_build_leaves_nothing_and_says_where(runs: Path, tmp_path: Path) -> None:
    compiler(tmp_path, then="echo 'no such module' >&2; exit 1")
    with pytest.raises(ToolchainError, match="no such module") as caught:
        parsers.find_or_build("cockroachdb", quiet)
    assert caught.value.code == "DOM-602"
    assert "toolchain/parsers/cockroachdb/go.mod" in str(caught.value)
    compiler(tmp_path)
    assert parsers.find_or_build("cockroachdb", quiet).is_file()


def test_a_cache_that_cannot_be_written_is_named(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(ToolchainError) as caught:
        parsers.find_or_build("spanner", quiet)
    assert caught.value.code == "DOM-603"


def test_every_parser_has_its_module_pinned_and_a_key_of_its_own() -> None:
    assert {path.name for path in parsers.FOLDER.iterdir()} == set(parsers.PARSERS)
    assert len({parsers.key(name) for name in parsers.PARSERS}) == len(parsers.PARSERS)
    pins = {
        "cockroachdb": "github.com/cockroachdb/cockroachdb-parser v0.25.2",
        "spanner": "github.com/cloudspannerecosystem/memefish v0.8.1",
    }
    for name, pin in pins.items():
        assert pin in (parsers.FOLDER / name / "go.mod").read_text(encoding="utf-8")
        assert (
            (parsers.FOLDER / name / "go.sum")
            .read_text(encoding="utf-8")
            .startswith(("github.com", "cel", "cloud"))
        )


@pytest.mark.parametrize("name", parsers.PARSERS)
def test_a_parser_answers_in_json_whatever_it_is_given(name: str) -> None:
    path = parsers.find_or_build(name, lambda line: print(line, file=sys.stderr))  # noqa: T201
    for text, code in (("", 0), ("CREATE", 1), ("SELECT )", 1)):
        ran = subprocess.run([path], input=text, capture_output=True, text=True, check=False)
        said = json.loads(ran.stdout)
        assert ran.returncode == code, (text, ran)
        assert said == [] if code == 0 else said["error"]
