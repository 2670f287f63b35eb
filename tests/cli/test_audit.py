"""``domicile audit``: what it reads, what it refuses, what it answers, and that it starts fast."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import audit, commands
from cli.audit_source import load
from policies import judge
from policies.reports import Source
from policies.resources.state import graph_of
from policies.rules import place_of_home
from tests.cli.audits import (
    ABROAD,
    AT_HOME,
    BUCKET,
    EXEMPTION,
    ROOT,
    creating,
    preview,
    refused,
    resources,
    run,
    written,
)
from tests.policies.states import state, urn


@pytest.fixture(autouse=True)
def _one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """What each rule finds is tested with the rules: here one of them stands for all."""
    monkeypatch.setattr(audit, "judge", partial(judge, rules=[place_of_home.RULE]))


def test_a_clean_state_is_0_and_a_foreign_one_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, written(tmp_path, state(AT_HOME)))
    assert (code, out.splitlines()[-1].split(", ")[2]) == (0, "no finding")
    code, out, _ = run(capsys, written(tmp_path, state(ABROAD)))
    assert code == 1
    assert "place-of-home, critical, 1 finding: " in out
    assert "  uk-store (home)\n" in out


def test_a_state_from_the_backend_and_from_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {"version": 3, "checkpoint": {"stack": "test", "latest": {"resources": resources(ABROAD)}}}
    assert run(capsys, written(tmp_path, kept))[0] == 1
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(state(ABROAD)).encode())))
    code, out, _ = run(capsys, "-", "--format", "json")
    assert (code, json.loads(out)["file"]) == (1, "stdin")


def test_a_preview_is_judged_as_what_there_would_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = written(tmp_path, preview(*creating(ABROAD)))
    assert run(capsys, "--preview", foreign)[0] == 1
    going = [{"op": "delete", "oldState": e} for e in resources(ABROAD) if e["type"] == BUCKET]
    left = written(tmp_path, preview(*creating({"other": AT_HOME["uk-store"]}), *going))
    assert run(capsys, "--preview", left)[0] == 0
    graph, _ = load(left, Source.PREVIEW)
    assert [r.name for r in graph.removed] == ["uk-store"]


def test_what_stays_the_same_in_a_preview_keeps_its_outputs(tmp_path: Path) -> None:
    store = {**AT_HOME["uk-store"], "outputs": {"arn": "arn:aws:s3:::uk"}}
    *others, old = sorted(resources({"uk-store": store}), key=lambda e: e["urn"].endswith("::uk-store"))
    new = {key: value for key, value in old.items() if key not in {"id", "outputs"}}
    steps = [
        *({"op": "create", "newState": other} for other in others),
        {"op": "same", "oldState": {**old, "id": "uk"}, "newState": new},
    ]
    graph, _ = load(written(tmp_path, preview(*steps)), Source.PREVIEW)
    resource = graph.by_urn[urn(BUCKET, "uk-store")]
    assert (resource.props["arn"], resource.id) == ("arn:aws:s3:::uk", "uk")


def test_a_preview_is_not_held_against_what_was_promised_before_it(tmp_path: Path) -> None:
    promise = {"jurisdictions": {"uk": {"stores": {"files": {"survives": "region"}}}}, "everywhere": {}}
    root = {"type": "pulumi:pulumi:Stack", "custom": False, "outputs": promise}
    old = resources({"root": root, **AT_HOME})
    same = [{"op": "same", "oldState": e, "newState": {**e, "outputs": {}}} for e in old]
    of_state, _ = load(written(tmp_path, state({"root": root, **AT_HOME})), Source.STATE)
    of_preview, _ = load(written(tmp_path, preview(*same)), Source.PREVIEW)
    promising, silent = (g.by_urn[urn("pulumi:pulumi:Stack", "root")].props for g in (of_state, of_preview))
    assert (dict(promising), dict(silent)) == (promise, {})
    assert (of_state.preview, of_preview.preview) == (False, True)


def test_a_state_and_a_preview_that_changes_nothing_give_the_same_graph(tmp_path: Path) -> None:
    same = [{"op": "same", "oldState": e, "newState": {**e, "outputs": {}}} for e in resources(ABROAD)]
    of_preview, _ = load(written(tmp_path, preview(*same)), Source.PREVIEW)
    assert {r.urn: r.type for r in of_preview} == {r.urn: r.type for r in graph_of(state(ABROAD))}


def test_exemptions_hold_as_of_the_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exempt = ["--exemptions", written(tmp_path, EXEMPTION, "exemptions.yaml")]
    foreign = written(tmp_path, state(ABROAD))
    code, out, _ = run(capsys, foreign, *exempt, "--today", "2026-06-01")
    assert code == 0
    assert "owner:   dpo@acme.example, until 2026-09-30" in out
    code, out, _ = run(capsys, foreign, *exempt, "--today", "2026-10-01")
    assert code == 1
    assert "exemption-expired" in out
    code, out, _ = run(capsys, written(tmp_path, state(AT_HOME)), *exempt, "--today", "2026-06-01")
    assert code == 1
    assert "exemption-unused" in out
    bad = written(tmp_path, EXEMPTION.replace("place-of-home", "nothing"), "bad.yaml")
    assert refused(capsys, foreign, "--exemptions", bad) == "DOM-702"


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit"])
def test_the_report_in_a_file(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report"
    code, out, summary = run(
        capsys, written(tmp_path, state(ABROAD)), "--format", form, "--output", str(report)
    )
    assert (code, out) == (1, "")
    assert "1 critical" in summary
    assert "place-of-home" in report.read_text(encoding="utf-8")


def test_the_line_that_declares_it_is_the_projects_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = state(ABROAD)
    for entry in found["deployment"]["resources"]:
        entry["sourcePosition"] = "project:///.venv/lib/pulumi_aws/bucket.py#1"
        entry["stackTrace"] = [
            {"sourcePosition": "project:///../elsewhere.py#2"},
            {},
            {"sourcePosition": "project:///components/stores/bucket.py#3"},
            {"sourcePosition": "project:///infra/build.py#4"},
        ]
    _, out, _ = run(capsys, written(tmp_path, found))
    assert "    at:      components/stores/bucket.py:3\n" in out


def test_the_whole_command_line_has_it_too(tmp_path: Path) -> None:
    asked = CliRunner().invoke(commands.app, ["audit", written(tmp_path, state(ABROAD))])
    assert asked.exit_code == 1
    assert "place-of-home" in asked.output


def test_it_starts_without_the_engine_s_sdk(tmp_path: Path) -> None:
    program = (
        "import sys; from cli.main import main\n"
        "try: main()\n"
        "finally: print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    harmless = {"role": {"type": "aws:iam/role:Role", "props": {"assumeRolePolicy": "{}"}}}
    done = subprocess.run(
        [sys.executable, "-c", program, "audit", written(tmp_path, state(harmless))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.split())
    assert "policies" in loaded
    assert loaded.isdisjoint(
        {"pulumi", "pulumi_policy", "grpc", "rich", "infra", "plan", "sandbox", "toolchain"}
    )
