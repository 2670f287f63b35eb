"""What the rules judge by: where a file of it cannot be trusted, that is said once, and nothing is judged."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from jurisdictions.problem import Problem, ProblemsError
from policies import exemptions, judge, judging, trusted
from policies.context import Context
from policies.engine import pack, sitting
from policies.facts import FactsError
from policies.finding import Verdict
from policies.rules import place_of_home
from tests.policies.engine import EndedError, Engine, entries_of
from tests.policies.states import UK, graph

ROOT = Path(__file__).parents[2]
STORE = {"uk-store": {"type": "aws:s3/bucket:Bucket", "props": {"region": "eu-west-2", "tags": UK}}}
FACTS = FactsError("facts/aws/rds.yaml: while parsing\n  line 3")
LAW = ProblemsError(
    [Problem(code="DOM-511", path="law.yaml", what="No.", value="x", allowed="y", fix="Correct it.")]
)


def failing(error: Exception) -> Callable[..., NoReturn]:
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    return fail


def test_the_own_files_can_be_trusted() -> None:
    trusted.check(exemptions.load)


def test_all_that_is_wrong_is_said_together_and_once() -> None:
    demands = failing(FactsError("demands/aws.yaml: given twice: ['a']"))
    with pytest.raises(ProblemsError) as caught:
        trusted.check(failing(FACTS), failing(LAW), demands, failing(LAW))
    assert [(p.code, p.path, p.value) for p in caught.value.problems] == [
        ("DOM-718", "policies/facts/aws/rds.yaml", "while parsing line 3"),
        ("DOM-511", "law.yaml", "x"),
        ("DOM-718", "policies/demands/aws.yaml", "given twice: ['a']"),
    ]
    assert "policies/demands/model.py" in caught.value.problems[2].allowed


@pytest.mark.parametrize("error", [FACTS, LAW])
def test_no_resource_is_found_at_fault_for_it(error: Exception) -> None:
    def rule(_context: Context, _resource: object) -> list[Verdict]:
        raise error

    broken = type(place_of_home.RULE)(
        id="place-of-home", description="", severity=place_of_home.RULE.severity, framework="",
        remediation="", judge=rule,
    )  # fmt: skip
    with pytest.raises(type(error)):
        judge(graph(STORE), rules=[broken])


@pytest.mark.parametrize(("error", "code"), [(FACTS, "DOM-718"), (LAW, "DOM-511")])
@pytest.mark.parametrize("moment", ["alone", "stack"])
def test_the_engine_is_told_with_an_error_that_ends_the_operation(
    error: Exception, code: str, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, entries = Engine("prod"), entries_of(STORE, "prod")
    monkeypatch.setattr(sitting, "judge_one" if moment == "alone" else "judge", failing(error))
    with pytest.raises(EndedError, match=rf"FAILED_PRECONDITION: 1 problem\n{code}"):
        engine.alone(entries[-1], entries) if moment == "alone" else engine.stack(entries)


def test_any_other_fault_stays_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_applicable", lambda *_: [place_of_home.RULE])
    monkeypatch.setattr(Context, "holds", failing(ValueError("no")))
    found = judge(graph(STORE), rules=[place_of_home.RULE])
    assert {finding.broken for finding in found} == {True}


def test_the_pack_does_not_start_and_says_why() -> None:
    program = (
        "import runpy\nfrom policies import unprotected\n"
        "from jurisdictions.problem import Problem, ProblemsError\n"
        "def fail():\n"
        "    given = dict(code='DOM-706', path='p', what='w', value='v', allowed='a', fix='f')\n"
        "    raise ProblemsError([Problem(**given)])\n"
        "unprotected.stacks = fail\n"
        "runpy.run_module('policies', run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("1 problem\nDOM-706 p\n")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("base", ["", "https://git.example/acme/domicile/-/blob/abc/"])
def test_the_page_of_every_policy_is_a_heading(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "base_in", lambda _: base)
    page = (ROOT / "docs/reference/policies.md").read_text(encoding="utf-8")
    headings = {
        f"{base}docs/reference/policies.md#{line[3:]}" for line in page.splitlines() if line[:3] == "## "
    }
    assert {policy.url for policy in pack.information().policies} <= headings
