"""What an audit is given: files that are no state and no preview, options that contradict."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from cli import audit
from tests.cli.audits import (
    ABROAD,
    AT_HOME,
    EXEMPTION,
    creating,
    preview,
    refused,
    run,
    written,
)
from tests.policies.states import state


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
