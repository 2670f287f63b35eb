"""The real engine, the real sandbox and a real policy pack, with a project of a few lines."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PROGRAM = """
import os, time
import pulumi, pulumi_random
pulumi.export("greeting", pulumi.Config().require("greeting"))
pulumi.export("contract", "1.0")
pulumi.export("stack", pulumi.get_stack())
pulumi.export("jurisdictions", {})
pulumi.export("everywhere", {"host": None, "address": None, "name_servers": [], "stores": {}})
for name in ("a", "b"):
    pulumi_random.RandomString(name, length=8, opts=pulumi.ResourceOptions(protect=True))
if os.path.exists("bad"):
    pulumi_random.RandomId("bad", byte_length=4)
if os.path.exists("slow"):
    open("started", "w").close()
    time.sleep(60)
"""
PACK = """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy
def no_ids(args, report):
    if args.resource_type == "random:index/randomId:RandomId":
        report("no ids here, please")
PolicyPack("tiny", enforcement_level=EnforcementLevel.MANDATORY,
           policies=[ResourceValidationPolicy("no-ids", "No ids.", no_ids)])
"""
STACK_FILE = "# a comment\nconfig:\n  tiny:greeting:   hello\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    runtime = "runtime:\n  name: python\n  options: {virtualenv: "
    files = {
        "Pulumi.yaml": f"name: tiny\nmain: infra/\n{runtime}.venv}}\n",
        "Pulumi.dev.yaml": STACK_FILE,
        "infra/__main__.py": PROGRAM,
        "policies/PulumiPolicy.yaml": f"description: tiny\n{runtime}../.venv}}\n",
        "policies/__main__.py": PACK,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def start(project: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from cli.main import main; main()", *words],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def domicile(project: Path, *words: str) -> tuple[int, str, str]:
    with start(project, *words) as process:
        out, err = process.communicate(timeout=900)
    return process.returncode, out, err


def own_files(project: Path) -> set[str]:
    return {path.name for path in project.iterdir()} - {".domicile"}


def test_a_stack_from_up_to_down(project: Path) -> None:
    before = own_files(project)
    code, out, err = domicile(project, "up")
    assert code == 0, out + err
    assert "dev: 3 resources, 3 changed" in out
    assert "policy pack tiny" in out

    code, out, err = domicile(project, "sandbox", "--", "pulumi", "stack", "output", "--json")
    assert code == 0, err
    assert json.loads(out)["greeting"] == "hello"

    (project / "infra" / "bad").touch()
    code, out, err = domicile(project, "preview")
    assert code != 0
    assert "no ids here, please" in err
    (project / "infra" / "bad").unlink()

    code, out, err = domicile(project, "down")
    assert code == 0, out + err
    assert "dev: 3 resources deleted" in out
    assert not list(project.glob(".domicile/clouds/*"))
    assert (project / "Pulumi.dev.yaml").read_text(encoding="utf-8") == STACK_FILE
    assert own_files(project) == before


def test_a_run_that_was_killed_does_not_stop_the_next(project: Path) -> None:
    slow, started = project / "infra" / "slow", project / "infra" / "started"
    slow.touch()
    with start(project, "up") as process:
        deadline = time.monotonic() + 300
        while not started.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert started.exists()
        engines = list(project.glob(".domicile/state/.pulumi/locks/**/*.json"))
        (engine,) = [json.loads(path.read_text(encoding="utf-8"))["pid"] for path in engines]
        process.kill()
        os.kill(engine, signal.SIGKILL)
    slow.unlink()
    code, out, err = domicile(project, "up")
    assert code == 0, out + err
    assert "was killed" in err
    assert "dev: 3 resources, 3 changed" in out


def test_only_pulumi_runs_in_the_sandbox(project: Path) -> None:
    code, _, err = domicile(project, "sandbox", "--", "terraform", "apply")
    assert code == 1
    assert "DOM-614" in err
    assert not (project / ".domicile").exists()
