"""``domicile audit``: what it reads, what it refuses, what it answers, and that it starts fast."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import audit, commands
from cli.audit_source import load
from policies import judge
from policies.reports import Source
from policies.resources.state import graph_of
from policies.rules import place_of_home
from tests.policies.states import UK, state, urn

ROOT = Path(__file__).parents[2]
BUCKET = "aws:s3/bucket:Bucket"
AT_HOME = {"uk-store": {"type": BUCKET, "props": {"region": "eu-west-2", "tags": UK}}}
ABROAD = {"uk-store": {"type": BUCKET, "props": {"region": "us-east-1", "tags": UK}}}
EXEMPTION = f"""
exemptions:
  - rule: place-of-home
    stack: test
    resource: {BUCKET}::uk-store
    owner: dpo@acme.example
    reason: It moves home with the second wave, as agreed.
    granted: 2026-03-01
    until: 2026-09-30
"""


@pytest.fixture(autouse=True)
def _one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """What each rule finds is tested with the rules: here one of them stands for all."""
    monkeypatch.setattr(audit, "judge", partial(judge, rules=[place_of_home.RULE]))


def resources(of: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = state(of)["deployment"]["resources"]
    return found


def preview(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"steps": [{"urn": (s.get("newState") or s["oldState"])["urn"], **s} for s in steps], **more}


def creating(of: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"op": "create", "newState": entry} for entry in resources(of)]


def written(folder: Path, document: object, name: str = "given.json") -> str:
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        audit.run(list(words))
    shown = capsys.readouterr()
    return int(ended.value.code or 0), shown.out, shown.err


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    code, out, problem = run(capsys, *words)
    assert (code, out) == (2, "")
    return problem.splitlines()[1].split()[0]


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


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", "DOM-712"),
        ("no json", "DOM-712"),
        ("{}{}", "DOM-712"),
        ("[" * 100_000, "DOM-712"),
        ("9" * 5_000, "DOM-712"),
        ([], "DOM-713"),
        ({}, "DOM-713"),
        ({"deployment": None}, "DOM-713"),
        ({"deployment": {"resources": 1}}, "DOM-713"),
        ({"deployment": {"resources": [{"type": "x"}]}}, "DOM-713"),
        ({"deployment": {"resources": [None]}}, "DOM-713"),
        ({"steps": []}, "DOM-713"),
        ({"checkpoint": {"latest": None}}, "DOM-713"),
        ({"deployment": {}}, "DOM-714"),
        ({"deployment": {"resources": []}}, "DOM-714"),
    ],
)
def test_what_is_no_state(
    document: object, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, written(tmp_path, document)) == code


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({}, "DOM-714"),
        ([], "DOM-713"),
        (state(AT_HOME), "DOM-713"),
        ({"steps": {}}, "DOM-713"),
        ({"steps": [1]}, "DOM-713"),
        ({"steps": [{"op": "create"}]}, "DOM-713"),
        (preview(*creating(AT_HOME), changeSummary={"create": 2, "same": 3}), "DOM-715"),
        (preview(*creating(AT_HOME), changeSummary={"create": 9}), "DOM-715"),
        (preview(*creating(AT_HOME), diagnostics=[{"severity": "error", "message": "x"}]), "DOM-715"),
    ],
)
def test_what_is_no_preview_of_a_whole_stack(
    document: object, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, "--preview", written(tmp_path, document)) == code


def test_all_errors_of_a_preview_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages = ["\nfirst\nmore of it", "", "third", "fourth", "fifth"]
    said = [{"severity": "error", "message": message} for message in messages]
    failed = written(tmp_path, preview(*creating(AT_HOME), diagnostics=said))
    _, _, problem = run(capsys, "--preview", failed)
    assert "value:   first; an error without a message; third (and 2 more errors)" in problem


def test_a_preview_with_a_warning_is_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warned = preview(*creating(AT_HOME), diagnostics=[{"severity": "warning"}], changeSummary={"create": 2})
    assert run(capsys, "--preview", written(tmp_path, warned))[0] == 0


def test_files_that_cannot_be_read_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = written(tmp_path, state(AT_HOME))
    packed = tmp_path / "state.json.gz"
    packed.write_bytes(gzip.compress(json.dumps(state(AT_HOME)).encode()))
    assert refused(capsys, str(tmp_path / "none.json")) == "DOM-711"
    assert refused(capsys, str(tmp_path)) == "DOM-711"
    assert refused(capsys, str(packed)) == "DOM-712"
    assert refused(capsys, good, "--exemptions", str(tmp_path / "none.yaml")) == "DOM-711"
    assert refused(capsys, good, "--output", str(tmp_path / "no" / "report.txt")) == "DOM-717"


def test_all_that_is_wrong_with_what_is_given_is_said_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = written(tmp_path, EXEMPTION.replace("place-of-home", "nothing"), "bad.yaml")
    code, out, problem = run(capsys, str(tmp_path / "none.json"), "--exemptions", bad)
    assert (code, out) == (2, "")
    assert {line.split()[0] for line in problem.splitlines() if line[:3] == "DOM"} == {"DOM-711", "DOM-702"}


def test_a_report_does_not_take_the_place_of_what_it_is_made_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = written(tmp_path, state(ABROAD))
    exempt = written(tmp_path, EXEMPTION, "exemptions.yaml")
    assert refused(capsys, given, "--output", str(tmp_path / "." / "given.json")) == "DOM-717"
    assert refused(capsys, given, "--exemptions", exempt, "--output", exempt) == "DOM-717"
    assert json.loads(Path(given).read_text(encoding="utf-8")) == state(ABROAD)


@pytest.mark.parametrize(
    ("document", "words", "says"),
    [
        (" \n", (), "There is nothing in it."),
        ({"steps": []}, (), "It is a preview: domicile audit --preview FILE"),
        (state(AT_HOME), ("--preview",), "It is a state: domicile audit FILE"),
        ([], (), "value:   a list"),
        (
            {"version": 5, "deployment": {"resources": []}},
            (),
            "its version is 5, and what is known ends at 4",
        ),
        ({"deployment": {"resources": [{"type": "x"}, {}]}}, (), "no urn in entry 0, 1 (the first is 0)"),
    ],
)
def test_the_problem_says_what_the_file_is(
    document: object,
    words: tuple[str, ...],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, _, problem = run(capsys, *words, written(tmp_path, document))
    assert code == 2
    assert says in problem


def test_a_fault_of_the_program_is_not_taken_for_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(_graph: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(audit, "judge", fault)
    code, out, problem = run(capsys, written(tmp_path, state(AT_HOME)))
    assert (code, out) == (3, "")
    assert "NotImplementedError" in problem


def test_one_of_the_two_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = written(tmp_path, state(AT_HOME))
    assert refused(capsys) == "DOM-716"
    assert refused(capsys, good, "--preview", good) == "DOM-716"


def test_wrong_options_are_bad_input_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = written(tmp_path, state(AT_HOME))
    assert run(capsys, good, "--format", "html")[0] == 2
    assert run(capsys, good, "--today", "soon")[0] == 2


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
