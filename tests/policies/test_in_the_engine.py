"""The pack in the real engine, on the sandbox: what it stops, when, and that nothing goes on without it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.audit_source import load
from policies import judge
from policies.reports import SKIPPED, Source
from policies.resources.state import graph_of

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
if os.path.exists("bad"):
    nobody = {**tags("global"), "data-class": "metadata"}
    own = aws.kms.Key("own", region="eu-west-2", enable_key_rotation=True, tags=tags("uk"), opts=options)
    key = aws.kms.Key("strange", region="eu-west-2", enable_key_rotation=True, tags=tags("us"), opts=options)
    aws.sns.Topic("abroad", region="us-east-1", tags=tags("uk"), opts=options)
    aws.sns.Topic("locked", region="eu-west-2", tags=tags("uk"), kms_master_key_id=key.arn, opts=options)
    aws.sns.Topic("untagged", region="eu-west-2", kms_master_key_id=own.arn, opts=options)
    loose = pulumi.ResourceOptions(provider=provider)
    aws.sns.Topic("loose", region="eu-west-2", tags=tags("uk"), kms_master_key_id=own.arn, opts=loose)
    aws.dynamodb.Table("restored", region="us-east-1", restore_source_name="users", tags=nobody, opts=options)
    rule = aws.cloudwatch.EventRule("rule", region="eu-west-2", event_pattern="{}", tags=nobody, opts=options)
    queue = aws.sqs.Queue("letters", region="us-east-1", tags=nobody, opts=options)
    aws.cloudwatch.EventTarget("target", region="eu-west-2", rule=rule.name, arn=queue.arn, opts=options)
    records = {**tags("uk"), "store": "records"}
    made = aws.dynamodb.Table("records", region="eu-west-2", billing_mode="PAY_PER_REQUEST", hash_key="id",
        attributes=[{"name": "id", "type": "S"}], tags=records, opts=options)
    promised = {"records": {"survives": "region", "table": made.name}, "kept": {"survives": "zone"}}
    pulumi.export("jurisdictions", {"uk": {"stores": promised}})
    pulumi.export("everywhere", {"stores": {}})
"""
TOLD = re.compile(r"\[mandatory\].*?([a-z-]+)  \(\S+ ([^)]+)\)")
"""The rule and the name of the resource in what the engine prints of a violation."""
FAULTS = {
    "reading": "from policies.engine import crossguard\n"
    "def fault(*_):\n    raise NotImplementedError('fault')\n"
    "crossguard.props_of = fault\n",
    "answering": "from policies.engine import server\n"
    "def fault(*_):\n    raise NotImplementedError('fault')\n"
    "server.Analyzer._response = fault\n",
    "dying": "import os\nfrom policies.engine import server\n"
    "server.Analyzer.AnalyzeStack = lambda *_: os._exit(0)\n",
}
SERVE = "from policies.engine.server import Analyzer, serve\nserve(Analyzer())\n"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "Pulumi.yaml": f"name: small\nmain: infra/\n{RUNTIME.replace('../', '')}",
        "Pulumi.live.yaml": "config: {}\n",
        "infra/__main__.py": PROGRAM,
        **{f"{name}/__main__.py": f"{fault}{SERVE}" for name, fault in FAULTS.items()},
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
        judged = ["--policy-pack", pack] if pack and words[0] in {"up", "preview", "policy"} else []
        named = [] if words[0] == "policy" else ["--stack", "live", "--non-interactive"]
        ran = subprocess.run(
            [*command, "--", "pulumi", *words, *named, *judged],
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


def test_preview_analysis_and_audit_find_the_same(project: Path, run: Run) -> None:
    (project / "infra" / "bad").touch()
    previewed = Counter(TOLD.findall(run("preview")[1]))
    _, printed = run("preview", "--json", "--show-sames", pack="")
    (project / "preview.json").write_text(printed[printed.index("{") :], "utf-8")
    of_file, _ = load(str(project / "preview.json"), Source.PREVIEW)
    read = Counter((f.rule, f.urn.rpartition("::")[2]) for f in judge(of_file))
    code, said = run("up", "--yes", "--skip-preview", pack="")
    assert code == 0, said
    _, text = run("stack", "export")
    state = json.loads(text[text.index("{") :])
    (project / "state.json").write_text(json.dumps(state), "utf-8")
    analysed = Counter(TOLD.findall(run("policy", "analyze", "--file", str(project / "state.json"))[1]))
    found = [f for f in judge(graph_of(state)) if f.urn]
    audited = Counter((f.rule, f.urn.rpartition("::")[2]) for f in found)
    expected = {
        ("place-of-home", "abroad"),
        ("place-of-key", "locked"),
        ("tags-missing", "untagged"),
        ("store-unprotected", "loose"),
        ("tags-missing", "restored"),
        ("data-flow", "letters"),
        ("promise-broken", "small-live"),
    }
    assert expected <= previewed.keys()
    assert audited["promise-broken", "small-live"] == 2
    assert previewed == analysed == audited
    unasked = {key: count for key, count in previewed.items() if key[0] in SKIPPED[Source.PREVIEW]}
    assert unasked == {("promise-broken", "small-live"): 2}
    assert read == previewed - Counter(unasked)
