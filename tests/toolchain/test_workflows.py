from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yaml"))
JOB_KEYS = {
    "concurrency", "env", "environment", "name", "needs", "permissions", "runs-on", "steps", "strategy",
    "timeout-minutes",
}  # fmt: skip
STEP_KEYS = {"env", "id", "if", "name", "run", "uses", "with"}


class Loader(yaml.SafeLoader):
    """YAML as GitHub reads it: ``on`` is a key, not the truth."""


Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool" or first not in "oOyYnN"
    ]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(name: str) -> dict[str, Any]:
    text = (ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8")
    found = yaml.load(text, Loader=Loader)  # noqa: S506 - a SafeLoader, see above
    assert isinstance(found, dict)
    return found


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("name", [path.name for path in WORKFLOWS])
def test_a_workflow_is_well_formed_and_asks_for_little(name: str) -> None:
    workflow = load(name)
    assert set(workflow) <= {"name", "on", "permissions", "concurrency", "env", "jobs"}
    assert workflow["permissions"] == {"contents": "read"}
    for job_name, job in workflow["jobs"].items():
        assert set(job) <= JOB_KEYS, job_name
        assert {"runs-on", "timeout-minutes", "steps"} <= set(job), job_name
        needs = job.get("needs", [])
        assert set([needs] if isinstance(needs, str) else needs) <= set(workflow["jobs"])
    for step in steps(workflow):
        assert set(step) <= STEP_KEYS
        assert ("uses" in step) != ("run" in step)
        if "uses" in step:
            assert re.fullmatch(r"[\w-]+/[\w/-]+@(v\d+|[0-9a-f]{40})", step["uses"])


@pytest.mark.parametrize("name", [path.name for path in WORKFLOWS])
def test_no_expression_is_pasted_into_a_shell_but_the_matrix(name: str) -> None:
    for step in steps(load(name)):
        for expression in re.findall(r"\$\{\{(.*?)\}\}", step.get("run", "")):
            assert expression.strip() == "matrix.stack"


@pytest.mark.parametrize("name", [path.name for path in WORKFLOWS])
def test_every_make_target_and_stack_exists(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for step in steps(load(name)):
        for target in re.findall(r"\bmake ([a-z]+)", step.get("run", "")):
            assert re.search(rf"^{target}:", makefile, re.M), target
    for job in load(name)["jobs"].values():
        for stack in job.get("strategy", {}).get("matrix", {}).get("stack", []):
            assert (ROOT / f"Pulumi.{stack}.yaml").is_file(), stack


def test_a_pull_request_gets_no_credentials() -> None:
    text = (ROOT / ".github" / "workflows" / "pull-request.yaml").read_text(encoding="utf-8")
    assert "id-token" not in text
    assert "secrets." not in text
    workflow = load("pull-request.yaml")
    assert set(workflow["on"]) == {"pull_request", "merge_group"}
    commands = [step["run"] for step in steps(workflow) if "run" in step]
    assert commands == ["make test", "make preview STACK=${{ matrix.stack }}"]


def test_a_deployment_is_approved_alone_and_judged() -> None:
    (job,) = load("deploy.yaml")["jobs"].values()
    assert job["environment"] == "${{ matrix.stack }}"
    assert job["strategy"]["max-parallel"] == 1
    assert job["concurrency"] == {"group": "deploy-${{ matrix.stack }}", "cancel-in-progress": False}
    assert job["permissions"] == {"contents": "read", "id-token": "write"}
    last = job["steps"][-1]["run"]
    assert last.startswith("pulumi up --yes")
    assert last.endswith("--policy-pack policies")
    assert "PULUMI_SKIP_CHECKPOINTS" not in str(job)


def test_the_deployed_engine_is_the_pinned_one() -> None:
    from toolchain.engine import VERSION

    versions = [
        s["with"]["pulumi-version"] for s in steps(load("deploy.yaml")) if "pulumi" in s.get("uses", "")
    ]
    assert versions == [VERSION]


def test_the_law_and_the_policies_have_their_owners() -> None:
    rules = [
        line.split() for line in (ROOT / "CODEOWNERS").read_text().splitlines() if line.startswith(("/", "*"))
    ]
    owners = {path: teams for path, *teams in rules}
    assert owners["/jurisdictions/"] == ["@acme/compliance"]
    assert owners["/policies/"] == ["@acme/compliance"]
    assert rules[0][0] == "*"
    for path in owners:
        assert path == "*" or (ROOT / path.strip("/")).exists(), path
