"""The file of exemptions: what is refused, with all problems at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from jurisdictions.problem import ProblemsError
from policies import exemptions
from tests.policies.exempting import CLUSTER, GIVEN, parsed, refused


def test_the_own_file_exempts_nothing() -> None:
    assert exemptions.load().exemptions == ()
    assert exemptions.load() is exemptions.load()


def test_the_example_in_the_own_file_is_valid() -> None:
    head = [line for line in exemptions.FILE.read_text("utf-8").splitlines() if line.startswith("#")]
    example = "\n".join(line[2:] for line in head[head.index("# exemptions:") :])
    (exemption,) = exemptions.parse(example, "head").exemptions
    assert (exemption.rule, exemption.stack, exemption.ticket) == ("place-of-backup", "prod", "COMP-1234")


@pytest.mark.parametrize(
    "pattern",
    [
        "*::*-*",
        "*::*u*",
        "aws:rds/*::uk-people",
        "urn:*::*::*::*e*",
        f"{CLUSTER}::*uk*",
        "a:b:C$*::uk-people",
    ],
)
def test_a_pattern_that_fits_almost_anything_is_refused(pattern: str) -> None:
    assert refused({**GIVEN, "resource": pattern}) == [("DOM-704", "0.resource")]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"rule": "place-of-hom"}, ("DOM-702", "0.rule")),
        ({"rule": "exemption-unused"}, ("DOM-702", "0.rule")),
        ({"resource": "*"}, ("DOM-704", "0.resource")),
        ({"resource": "*::*"}, ("DOM-704", "0.resource")),
        ({"resource": f"{CLUSTER}::*"}, ("DOM-704", "0.resource")),
        ({"resource": "urn:pulumi:test*"}, ("DOM-704", "0.resource")),
        ({"resource": "urn:*::*::*::**"}, ("DOM-704", "0.resource")),
        ({"until": date(2027, 3, 3)}, ("DOM-703", "0.until")),
        ({"until": date(2026, 2, 28)}, ("DOM-703", "0.until")),
        ({"owner": "somebody"}, ("DOM-701", "0.owner")),
        ({"reason": "because"}, ("DOM-701", "0.reason")),
        ({"stack": ""}, ("DOM-701", "0.stack")),
        ({"stack": "*"}, ("DOM-701", "0.stack")),
        ({"granted": "yesterday"}, ("DOM-701", "0.granted")),
        ({"expires": date(2026, 4, 1)}, ("DOM-701", "0.expires")),
        ({"ticket": 12}, ("DOM-701", "0.ticket")),
    ],
)
def test_what_is_refused(change: dict[str, Any], problem: tuple[str, str]) -> None:
    assert refused({**GIVEN, **change}) == [problem]


@pytest.mark.parametrize("missing", ["rule", "stack", "resource", "owner", "reason", "granted", "until"])
def test_what_must_be_there(missing: str) -> None:
    assert refused({k: v for k, v in GIVEN.items() if k != missing}) == [("DOM-701", f"0.{missing}")]


def test_all_problems_at_once_with_their_lines() -> None:
    text = yaml.safe_dump(
        {"exemptions": [{**GIVEN, "rule": "x", "owner": "y"}, {**GIVEN, "resource": "*::*"}]}
    )
    with pytest.raises(ProblemsError) as raised:
        exemptions.parse(text, "given.yaml")
    assert sorted(p.code for p in raised.value.problems) == ["DOM-701", "DOM-702", "DOM-704"]
    for problem in raised.value.problems:
        assert problem.line is not None
        assert text.splitlines()[problem.line - 1].strip().startswith(f"{problem.path.rpartition('.')[2]}:")


def test_the_same_twice_is_refused() -> None:
    assert refused(GIVEN, {**GIVEN, "ticket": "COMP-2"}) == [("DOM-705", "1")]


@pytest.mark.parametrize(
    "text", ["exemptions: [", "- a", "exemptions: {}", "exemptions: 1", "a: &a [*a]", "!!python/x y"]
)
def test_what_is_no_file_of_exemptions(text: str) -> None:
    with pytest.raises(ProblemsError) as raised:
        exemptions.parse(text, "given.yaml")
    assert {p.code for p in raised.value.problems} == {"DOM-701"}


def test_a_problem_tells_the_key_and_its_value() -> None:
    with pytest.raises(ProblemsError) as raised:
        parsed({**GIVEN, "until": date(2027, 9, 30)}, {"rule": "place-of-home", "colour": "red"})
    told = {p.path.removeprefix("given.yaml.exemptions."): (p.what, p.value) for p in raised.value.problems}
    assert told["0.until"] == ("It is granted for 578 days.", "granted: 2026-03-01, until: 2027-09-30")
    assert told["1.until"] == ("It is missing.", "nothing")
    assert told["1.colour"] == ("There is no such key.", '"red"')


@pytest.mark.parametrize("text", ["\x00", "a: &a [*a]", "exemptions: [", "a: 2026-02-30", "{a: 1, a: 2}"])
def test_what_is_no_yaml_is_a_problem_and_no_crash(text: str) -> None:
    with pytest.raises(ProblemsError) as raised:
        exemptions.parse(text, "given.yaml")
    (problem,) = raised.value.problems
    assert (problem.code, problem.path) == ("DOM-701", "given.yaml")
    assert problem.what.strip()
