"""The main job, end to end: the stacks of this project on the real engine, the sandbox, and the policies."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from infra.build import declare
from infra.outputs import AuroraOutput, read, store
from jurisdictions.problem import ProblemsError
from plan.model import Aurora
from policies.resources.state import graph_of
from survival.model import Report, StoreFate, Users
from survival.report import survey
from tests.components.recording import declare as record
from tests.infra.deployed import ROOT, Project
from tests.plan.intents import intent, planned, refused, stack_file
from tests.survival.worlds import state as state_of_intent


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module", params=["dev", "prod"])
def stack(request: pytest.FixtureRequest, project: Project) -> str:
    """A stack that is up."""
    name: str = request.param
    printed = project.run("up", "--stack", name).stdout
    assert "no violation" in printed
    assert "identities" in printed
    return name


def test_outputs_of_the_deployed_stack_keep_the_published_schema(project: Project, stack: str) -> None:
    outputs = json.loads(project.pulumi(stack, "stack", "output", "--json").stdout)
    schema = json.loads((ROOT / "docs/reference/outputs.schema.json").read_text("utf-8"))
    jsonschema.validate(outputs, schema)
    identities = store(read(outputs), "eu", "identities", AuroraOutput)
    assert identities.writer.endswith(".global.rds.amazonaws.com")
    assert identities.secret.startswith("arn:aws:secretsmanager:eu-central-1:")


def test_every_promise_is_kept_by_what_is_deployed(project: Project, stack: str) -> None:
    printed = project.run("survive", "--stack", stack, "--require").stdout
    (kept, promised) = re.findall(r"promises of the outputs: (\d+) of (\d+) kept", printed)[0]
    assert kept == promised


def test_the_identities_of_the_united_kingdom_outlive_its_region_and_its_cloud(project: Project) -> None:
    found = json.loads(project.run("survive", "--stack", "prod", "--format", "json").stdout)
    for lost in ("aws/eu-west-2", "aws"):
        (event,) = [e for e in found["events"] if e["lost"] == [lost]]
        (fate,) = [s for s in event["stores"] if (s["jurisdiction"], s["store"]) == ("uk", "identities")]
        assert fate["outcome"] == "failover step"
        assert "gcp/europe-west2: 3 of 3 votes left" in fate["left"]
    (region,) = [e for e in found["events"] if e["lost"] == ["aws/eu-west-2"]]
    (users,) = [u for u in region["users"] if u["jurisdiction"] == "uk"]
    assert users["login"] == "keeps writing"


def test_a_deployed_stack_survives_what_a_declared_one_does(project: Project, stack: str) -> None:
    declared = survey(graph_of(state_of_intent(stack_file(stack), stack)))
    deployed = survey(graph_of(project.export(stack)))
    assert deployed.promised == declared.promised
    for found, expected in zip(deployed.events(), declared.events(), strict=True):
        assert found.lost == expected.lost
        assert [_but_for_names(s) for s in found.stores] == [_but_for_names(s) for s in expected.stores]
        assert [_but_for_names(u) for u in found.users] == [_but_for_names(u) for u in expected.users]
    printed = project.run("survive", "--stack", stack, "--require", "--format", "json").stdout
    assert Report.model_validate_json(printed).promises == deployed.kept()


def _but_for_names(told: StoreFate | Users) -> dict[str, object]:
    """All but the steps, of which only the number: in these are names that only a cloud gives."""
    steps = {name: getattr(told, name) for name in ("steps", "back") if hasattr(told, name)}
    return told.model_dump(exclude=set(steps)) | {name: len(found) for name, found in steps.items()}


def test_a_second_up_changes_nothing(project: Project, stack: str) -> None:
    assert "nothing changed" in project.run("up", "--stack", stack).stdout


def test_a_refresh_finds_the_clouds_as_they_were_left(project: Project, stack: str) -> None:
    project.pulumi(stack, "refresh", "--yes", "--skip-preview", "--expect-no-changes", "--non-interactive")


def test_the_tests_read_what_the_engine_exports(project: Project, stack: str) -> None:
    assert json.loads(project.pulumi(stack, "stack", "export").stdout) == project.export(stack)


def test_the_stack_file_in_git_is_left_alone(project: Project, stack: str) -> None:
    name = f"Pulumi.{stack}.yaml"
    assert (project.root / name).read_text("utf-8") == (ROOT / name).read_text("utf-8")


FOREIGN = "aws/us-west-2"


def test_a_foreign_recovery_is_refused_by_the_settings() -> None:
    given = stack_file("prod")
    given["stores"]["identities"]["in"]["eu"] = {"recovery": FOREIGN}
    problem = refused(given)["stores.identities.in.eu.recovery"]
    assert problem.code == "DOM-213"
    assert "US" in problem.value
    assert "aws/eu-west-1" in problem.allowed


def test_a_foreign_recovery_is_refused_by_the_component_where_settings_were_bypassed() -> None:
    plan = planned(stack_file("prod"), stack="prod")
    moved = []
    for jurisdiction in plan.jurisdictions:
        stores = tuple(
            replace(s, members=(s.members[0], replace(s.members[1], place=FOREIGN)))
            if isinstance(s, Aurora) and jurisdiction.id == "eu"
            else s
            for s in jurisdiction.stores
        )
        moved.append(replace(jurisdiction, stores=stores))
    bypassed = replace(plan, jurisdictions=tuple(moved))
    with pytest.raises(ProblemsError) as caught:
        record(lambda: declare(bypassed))
    assert {p.code for p in caught.value.problems} == {"DOM-401"}
    assert all("aws/us-west-2 (US)" in p.value for p in caught.value.problems)


def _moved_abroad(state: dict[str, Any], name: str) -> str:
    """Move one resource of an exported state to the United States. Returns its URN."""
    found = [r for r in state["deployment"]["resources"] if r["urn"].endswith(f"::{name}")]
    assert len(found) == 1
    for side in ("inputs", "outputs"):
        found[0][side]["region"] = "us-west-2"
    return str(found[0]["urn"])


def test_a_foreign_recovery_is_refused_by_the_policies_alone(
    project: Project, stack: str, tmp_path: Path
) -> None:
    state = project.export(stack)
    urn = _moved_abroad(state, "eu-identities-aws-eu-west-1-cluster")
    path = tmp_path / "state.json"
    path.write_text(json.dumps(state), "utf-8")
    words = ("policy", "analyze", "--file", str(path), "--policy-pack", str(project.root / "policies"))
    ran = project.pulumi(stack, *words, check=False)
    printed = ran.stdout + ran.stderr
    assert ran.returncode != 0
    assert "place-of-home" in printed
    assert "us-west-2" in printed
    assert urn.rpartition("::")[2] in printed


def test_a_compliant_state_is_judged_silent_by_the_policies_alone(
    project: Project, stack: str, tmp_path: Path
) -> None:
    path = tmp_path / "state.json"
    path.write_text(json.dumps(project.export(stack)), "utf-8")
    project.pulumi(
        stack, "policy", "analyze", "--file", str(path), "--policy-pack", str(project.root / "policies")
    )


def test_the_engine_and_the_audit_find_the_same(project: Project, stack: str, tmp_path: Path) -> None:
    state = project.export(stack)
    _moved_abroad(state, "eu-identities-aws-eu-west-1-cluster")
    _moved_abroad(state, "uk-avatars-aws-eu-west-2-bucket")
    for resource in state["deployment"]["resources"]:
        if resource["urn"].endswith("::uk-carts-table"):
            for side in ("inputs", "outputs"):
                resource[side].pop("tags", None)
                resource[side].pop("tagsAll", None)
    path = tmp_path / "state.json"
    path.write_text(json.dumps(state), "utf-8")
    audited = json.loads(project.run("audit", str(path), "--format", "json", check=False).stdout)
    pairs = Counter((f["rule"], f["urn"].rpartition("::")[2]) for f in audited["findings"])
    assert {"place-of-home", "tags-missing"} <= {rule for rule, _ in pairs}
    words = ("policy", "analyze", "--file", str(path), "--policy-pack", str(project.root / "policies"))
    printed = project.pulumi(stack, *words, check=False)
    told = re.findall(r"\[mandatory\].*?([a-z-]+)  \(\S+ ([^)]+)\)", printed.stdout + printed.stderr)
    assert Counter(told) == pairs


def test_a_problem_of_the_settings_ends_the_preview_with_its_line(tmp_path: Path) -> None:
    broken = Project(tmp_path)
    broken.change("dev", "recovery: aws/eu-west-1", "recovery: aws/us-east-1")
    ran = broken.run("preview", "--stack", "dev", check=False)
    printed = ran.stdout + ran.stderr
    assert ran.returncode != 0
    assert "DOM-205 jurisdictions.eu.recovery (line 12)" in printed
    assert "aws/us-east-1 (US)" in printed
    assert "Traceback" not in printed


PART = {
    "jurisdictions": {"uk": {"home": "aws/eu-west-2"}},
    "stores": {
        "identities": {"class": "persistent", "engine": "aurora-postgresql"},
        "carts": {"class": "transient", "engine": "dynamodb", "expires_hours": 72},
    },
}
"""Of a network, of keys, and of resources that wait for others there is enough in one country."""


def test_an_interrupted_up_converges(tmp_path: Path) -> None:
    interrupted = Project(tmp_path)
    text = yaml.safe_dump({"config": {"domicile:stack": intent(protect=False, **PART)}})
    (tmp_path / "Pulumi.dev.yaml").write_text(text, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", "from cli.main import main; main()", "up", "--stack", "dev"],
        cwd=interrupted.root,
        env=interrupted.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    cloud = interrupted.root / ".domicile/clouds/dev.sqlite"
    written = cloud.with_name("dev.sqlite-wal")
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and not (written.is_file() and written.stat().st_size > 200_000):
        time.sleep(0.05)
    assert process.poll() is None, "it was over before it could be interrupted"
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)
    interrupted.run("up", "--stack", "dev")
    assert "nothing changed" in interrupted.run("up", "--stack", "dev").stdout
    urns = [r["urn"] for r in interrupted.export("dev")["deployment"]["resources"]]
    assert len(urns) == len(set(urns))
    interrupted.run("down", "--stack", "dev")
    assert not cloud.exists()
