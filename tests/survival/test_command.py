"""The command: what it prints, how it ends, and how it holds promises against resources."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.commands import app
from policies.resources.state import graph_of
from survival.model import Outcome, Report
from survival.report import report
from survival.text import render
from tests.plan.intents import ROOT, stack_file
from tests.survival.worlds import STACK, state

Edit = Callable[[list[dict[str, Any]]], None]
CLUSTER = "aws:rds/cluster:Cluster"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return state(stack_file("dev"), "dev")


@pytest.fixture
def run(document: dict[str, Any], tmp_path: Path) -> Callable[..., Result]:
    """Run ``survive`` on dev's state, edited."""

    def survive(*words: str, edit: Edit | None = None) -> Result:
        changed = deepcopy(document)
        if edit is not None:
            edit(changed["deployment"]["resources"])
        path = tmp_path / "state.json"
        path.write_text(json.dumps(changed), "utf-8")
        return CliRunner().invoke(app, ["survive", "--file", str(path), *words])

    return survive


def without(*kinds: str) -> Edit:
    def edit(entries: list[dict[str, Any]]) -> None:
        entries[:] = [e for e in entries if e["type"] not in kinds]

    return edit


def promising(jurisdiction: str, store: str, survives: str) -> Edit:
    def edit(entries: list[dict[str, Any]]) -> None:
        (stack,) = [e for e in entries if e["type"] == STACK]
        stack["outputs"]["jurisdictions"][jurisdiction]["stores"][store]["survives"] = survives

    return edit


def test_on_call_reads_who_is_affected_and_what_to_type(run: Callable[..., Result]) -> None:
    result = run()
    assert result.exit_code == 0
    said = result.stdout.partition("region aws/eu-central-1 Frankfurt lost\n")[2].partition("\n\nregion ")[0]
    assert "eu.dev.acme.example: answered in aws/eu-west-1: Global Accelerator within about 30 s" in said
    assert "who is logged in stays logged in: directory answered from aws/eu-west-1" in said
    assert "failover step: identities; lost: avatars, carts" in said
    assert "    eu identities: aws rds failover-global-cluster --region eu-west-1 " in said
    assert "not affected: uk.dev.acme.example, dev.acme.example" in said
    assert "promises of the outputs: 8 of 8 kept" in result.stdout
    assert "zone euw2-az1" not in result.stdout


def test_zones_that_leave_the_same_are_said_together(run: Callable[..., Result]) -> None:
    said = run("--zones").stdout
    assert "zone euw2-az1, euw2-az2: any one of aws/eu-west-2 London lost" in said
    assert "zone euw2-az3 of aws/eu-west-2 London lost" in said
    assert "of any one  zone" not in said
    assert "the worst of any one        zone           region         cloud" in said


def test_json_is_the_report(run: Callable[..., Result], document: dict[str, Any]) -> None:
    result = run("--format", "json", "--zones")
    found = Report.model_validate_json(result.stdout)
    assert found == report(graph_of(document))
    assert found.version == "1.2"
    assert render(found) == run("--zones").stdout


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        # The secondary that the promise stands on was taken out of the state, by hand or by mistake.
        (
            lambda entries: entries.remove(next(e for e in entries if "eu-west-1-cluster" in e["urn"])),
            "eu identities (survives: region): region aws/eu-central-1 lost: lost (0 of 1 member regions",
        ),
        (
            promising("uk", "ledger", "region"),
            "uk ledger (survives: region): region gcp/europe-west2 lost: lost",
        ),
        (promising("uk", "ledger", "all"), "uk ledger (survives: all): the outputs say nothing"),
        (
            without("gcp:spanner/instance:Instance", "gcp:spanner/database:Database"),
            "uk ledger (survives: zone): no resource of it is in the state",
        ),
    ],
)
def test_a_promise_that_the_resources_break_fails(run: Callable[..., Result], edit: Edit, why: str) -> None:
    result = run("--require", edit=edit)
    assert result.exit_code == 1
    assert "promises of the outputs: 7 of 8 kept" in result.stdout
    assert why in result.stdout
    assert run(edit=edit).exit_code == 0


def test_a_kept_promise_passes(run: Callable[..., Result]) -> None:
    assert run("--require").exit_code == 0


def test_without_outputs_nothing_can_be_required(run: Callable[..., Result]) -> None:
    result = run("--require", edit=without(STACK))
    assert result.exit_code == 2
    assert "DOM-722" in result.stderr
    assert "--show-secrets" in result.stderr
    assert "promises: none can be read" in run(edit=without(STACK)).stdout


def encrypted(*outputs: str) -> Edit:
    def edit(entries: list[dict[str, Any]]) -> None:
        (stack,) = [e for e in entries if e["type"] == STACK]
        secret = {
            "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
            "ciphertext": "v1:x",
        }
        stack["outputs"] |= dict.fromkeys(outputs, secret)

    return edit


def test_an_encrypted_promise_is_no_promise(run: Callable[..., Result]) -> None:
    assert "DOM-722" in run("--require", edit=encrypted("jurisdictions", "promises")).stderr


def test_promises_are_written_down_beside_outputs_that_are_encrypted(run: Callable[..., Result]) -> None:
    result = run("--require", edit=encrypted("jurisdictions", "everywhere"))
    assert result.exit_code == 0
    assert "promises of the outputs: 8 of 8 kept" in result.stdout


def test_a_stack_that_is_not_up_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["survive"])
    assert result.exit_code == 2
    assert "DOM-721" in result.stderr
    assert "domicile up --stack dev" in result.stderr


def test_a_stack_or_a_file(run: Callable[..., Result]) -> None:
    assert run("--stack", "dev").exit_code == 2


def test_the_engines_own_file_is_read(
    document: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    kept = tmp_path / ".domicile/state/.pulumi/stacks/domicile/dev.json"
    kept.parent.mkdir(parents=True)
    latest = {"latest": document["deployment"]}
    kept.write_text(json.dumps({"version": 3, "checkpoint": latest}), "utf-8")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["survive", "--format", "json"])
    assert Report.model_validate_json(result.stdout).stack == "dev"


def test_by_itself_it_imports_no_cloud_sdk() -> None:
    code = "import sys, cli.survive; print([m for m in sys.modules if m.startswith('pulumi')])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout.strip() == "[]"


def test_lost_is_never_said_of_what_is_elsewhere(document: dict[str, Any]) -> None:
    for event in report(graph_of(document), ["region"]).events:
        for store in event.stores:
            if store.jurisdiction == "eu" and event.lost[0].startswith("gcp/"):
                assert store.outcome is Outcome.KEEPS_WRITING
                assert not store.touched
