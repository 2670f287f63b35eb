"""Runbooks of the worked example as whoever is on call reads them: complete, in order, as they are typed."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.runbook import runbook
from jurisdictions.problem import ProblemsError
from plan.model import Plan
from plan.resolve import plan_text
from policies.resources.graph import Graph
from policies.resources.state import graph_of
from survival.page import FOLDER
from survival.promises import STACK

SECTIONS = (
    "1. This happens by itself",
    "2. Decide, then type",
    "3. Write into Pulumi.prod.yaml, beside what stands there",
    "4. Bring state and program together",
    "5. The way back, once all of it has caught up",
)
DONE = ("pulumi ", "aws ", "gcloud ", "cockroach ", "PGPASSWORD=", "mkdir ", "(umask ")
"""What is typed begins so."""
SAID = (
    "set applications to ",
    "at the registrar, ",
    "there: ",
    "let no ",
    "copy the database ",
    "what the urls",
)
"""What is done elsewhere begins so."""


def state() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "state.json").read_text("utf-8"))
    return found


def outputs(said: dict[str, Any]) -> dict[str, Any]:
    """Those of the stack."""
    (found,) = (r["outputs"] for r in said["deployment"]["resources"] if r["type"] == STACK)
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of(state())


@pytest.fixture(scope="module")
def plan() -> Plan:
    intent = yaml.safe_load((FOLDER / "intent.yaml").read_text("utf-8"))
    return plan_text(json.dumps(intent), project="domicile", stack="prod")


def sections(plan: Plan, graph: Graph, lost: str) -> dict[str, list[str]]:
    """The lines of a runbook by section."""
    found: dict[str, list[str]] = {}
    title = ""
    for line in runbook(plan, graph, lost, "Pulumi.prod.yaml"):
        if line.startswith("   "):
            found[title].append(line.strip())
        elif line:
            title = line
            found[title] = []
    return found


LOSSES = ("aws", "gcp", "aws/eu-west-2", "gcp/europe-west10", "aws/us-east-1", "euw2-az1")


@pytest.mark.parametrize("lost", LOSSES)
def test_every_section_is_there_and_every_line_is_a_remark_or_a_deed(
    plan: Plan, graph: Graph, lost: str
) -> None:
    found = sections(plan, graph, lost)
    assert list(found)[1:6] == list(SECTIONS)
    assert all(found[title] for title in SECTIONS)
    for title in SECTIONS[1:2] + SECTIONS[3:]:
        for line in found[title]:
            assert line.startswith(("# ", *DONE, *SAID)), line
            if line.startswith(DONE):
                assert shlex.split(line, comments=True)
            if not line.startswith("# "):
                assert "<" not in line, "nothing is left to be looked up"


def test_the_second_database_of_the_united_kingdom_takes_over_as_the_outputs_say(
    plan: Plan, graph: Graph
) -> None:
    told = outputs(state())["jurisdictions"]["uk"]["stores"]["identities"]
    host, secret = told["hosts"]["gcp/europe-west2"], told["admin_secrets"]["gcp/europe-west2"]
    lines = sections(plan, graph, "aws/eu-west-2")[SECTIONS[1]]
    typed = [line for line in lines if not line.startswith("# ")]
    assert typed[0] == "mkdir -p -m 700 certs-uk-identities"
    assert f"--secret={secret} |" in typed[1]
    assert f"host={host} port=5433" in typed[2]
    assert "COMMENT ON DATABASE app IS 'take over'" in typed[2]
    assert "until the comment is: has followed" in typed[3]
    assert typed[4] == f"set applications to {host}"


def test_the_files_of_an_operator_are_unpacked_for_nobody_else(
    plan: Plan, graph: Graph, tmp_path: Path
) -> None:
    lines = sections(plan, graph, "aws/eu-west-2")[SECTIONS[1]]
    commands = [line for line in lines if line.startswith(("mkdir ", "(umask "))]
    tool = tmp_path / "bin/gcloud"
    tool.parent.mkdir()
    tool.write_text("""#!/bin/sh\necho '{"ca.crt": "A", "admin.password": "B"}'\n""", "utf-8")
    tool.chmod(0o755)
    path = f"{tool.parent}:/usr/local/bin:/usr/bin:/bin"
    subprocess.run(["/bin/sh", "-c", "\n".join(commands)], cwd=tmp_path, env={"PATH": path}, check=True)
    files = {f.name: (f.read_text("utf-8"), f.stat().st_mode & 0o777) for f in tmp_path.glob("certs-*/*")}
    assert files == {"ca.crt": ("A", 0o600), "admin.password": ("B", 0o600)}


def test_outputs_that_cannot_be_read_leave_what_is_to_be_looked_up(plan: Plan) -> None:
    hidden = state()
    outputs(hidden).clear()
    lines = sections(plan, graph_of(hidden), "aws/eu-west-2")[SECTIONS[1]]
    assert any("host=<host of gcp/europe-west2>" in line for line in lines)
    assert any("admin_secrets.gcp/europe-west2" in line for line in lines)


def test_a_cloud_takes_login_and_fronts_with_it_and_that_is_said(plan: Plan, graph: Graph) -> None:
    waits = sections(plan, graph, "aws")["What waits until it is back"]
    assert any(line.startswith("who is logged in to ") and line.endswith(" is logged out") for line in waits)
    assert any(line.endswith(": no front left") for line in waits)


def test_while_a_zone_is_gone_the_engine_is_left_alone(plan: Plan, graph: Graph) -> None:
    lines = sections(plan, graph, "euw2-az1")[SECTIONS[3]]
    assert lines[0].startswith("# while euw2-az1 is gone: nothing")
    assert not any("--exclude" in line for line in lines)


def test_every_update_is_of_this_stack_and_judged(plan: Plan, graph: Graph) -> None:
    for lost in LOSSES:
        typed = [line for lines in sections(plan, graph, lost).values() for line in lines]
        engine = [line for line in typed if line.startswith("pulumi ")]
        assert engine
        assert all(" --stack prod" in line for line in engine)
        assert all(" --policy-pack policies" in line for line in engine if line.startswith("pulumi up"))


def test_what_is_not_there_is_answered_with_what_is(plan: Plan, graph: Graph) -> None:
    with pytest.raises(ProblemsError, match="DOM-723") as caught:
        sections(plan, graph, "London")
    (problem,) = caught.value.problems
    assert problem.allowed.startswith("aws, gcp, aws/")
    assert "a zone of these by its id" in problem.allowed
