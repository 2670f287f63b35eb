"""The pack in the real engine, on the sandbox: what it stops, when, and that nothing goes on without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
RUNTIME = "runtime:\n  name: python\n  options: {virtualenv: ../.venv}\n"
PROGRAM = """
import os
import pulumi
import pulumi_aws as aws

def tags(jurisdiction):
    return {"data-class": "persistent", "jurisdiction": jurisdiction, "project": "small", "stack": "live"}

provider = aws.Provider("aws", region="eu-west-2")
options = pulumi.ResourceOptions(provider=provider, protect=True)
home = aws.sns.Topic("home", region="eu-west-2", tags=tags("uk"), opts=options)
if os.path.exists("foreign"):
    after = pulumi.ResourceOptions(provider=provider, protect=True, depends_on=[home])
    aws.sns.Topic("foreign", region="us-east-1", tags=tags("uk"), opts=after)
if os.path.exists("key"):
    key = aws.kms.Key("key", region="us-east-1", tags=tags("us"), opts=options)
    aws.sns.Topic("locked", region="eu-west-2", tags=tags("uk"), kms_master_key_id=key.arn, opts=options)
"""
FAULTS = {
    "reading": "from policies import crossguard\ndef fault(*_):\n    raise NotImplementedError('fault')\n"
    "crossguard.props_of = fault\n",
    "answering": "from policies import server\ndef fault(*_):\n    raise NotImplementedError('fault')\n"
    "server.Analyzer._response = fault\n",
    "dying": "import os\nfrom policies import server\n"
    "server.Analyzer.AnalyzeStack = lambda *_: os._exit(0)\n",
}
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "Pulumi.yaml": f"name: small\nmain: infra/\n{RUNTIME.replace('../', '')}",
        "Pulumi.live.yaml": "config: {}\n",
        "infra/__main__.py": PROGRAM,
        **{
            f"{name}/__main__.py": f"{fault}from policies.server import Analyzer, serve\nserve(Analyzer())\n"
            for name, fault in FAULTS.items()
        },
        **{f"{name}/PulumiPolicy.yaml": RUNTIME for name in FAULTS},
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


@pytest.fixture
def run(project: Path) -> Run:
    def pulumi(*words: str, pack: str = str(ROOT / "policies")) -> tuple[int, str]:
        command = [sys.executable, "-c", "from cli.main import main; main()", "sandbox", "--stack", "live"]
        judged = ["--policy-pack", pack] if words[0] in {"up", "preview"} else []
        ran = subprocess.run(
            [*command, "--", "pulumi", *words, "--stack", "live", "--non-interactive", *judged],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
        return ran.returncode, ran.stdout

    return pulumi


def _names(run: Run) -> set[str]:
    _, text = run("stack", "export")
    document: dict[str, Any] = json.loads(text[text.index("{") :])
    return {entry["urn"].rpartition("::")[2] for entry in document["deployment"].get("resources", [])}


def test_a_foreign_resource_is_never_created(project: Path, run: Run) -> None:
    (project / "infra" / "foreign").touch()
    code, said = run("up", "--yes", "--skip-preview")
    assert code != 0
    assert said.count("[mandatory]") == 1, said
    assert "place-of-home" in said
    assert {"home"} == _names(run) & {"home", "foreign"}


def test_a_value_that_a_preview_does_not_know_is_followed(project: Path, run: Run) -> None:
    (project / "infra" / "key").touch()
    code, said = run("preview")
    assert code != 0
    assert "place-of-key" in said
    assert "locked" in said


def test_a_lowered_level_stops_an_update_before_it_begins(project: Path, run: Run) -> None:
    (project / "infra" / "foreign").touch()
    (project / "levels.json").write_text('{"all": "disabled"}', encoding="utf-8")
    code, said = run("up", "--yes", "--skip-preview", "--policy-pack-config", "levels.json")
    assert code != 0
    assert "level-lowered" in said
    assert not _names(run) & {"home", "foreign"}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_engine_does_not_go_on_without_a_judgement(project: Path, run: Run, fault: str) -> None:
    code, said = run("preview", pack=str(project / fault))
    assert code != 0, said
