"""``domicile check``: a stack file is judged without the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.stack_file import plan_file, require_secrets
from jurisdictions.problem import ProblemsError

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_projects_own_stacks_have_no_problem(stack: str) -> None:
    plan = plan_file((ROOT / f"Pulumi.{stack}.yaml").read_text("utf-8"), project="domicile", stack=stack)
    assert plan.jurisdictions


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "DOM-100"),
        ("- a list", "DOM-100"),
        ("config:", "DOM-100"),
        ("config: {other:key: 1}", "DOM-100"),
        ("config: [", "DOM-100"),
        ("config: {domicile:stack: {name: a, name: b}}", "DOM-100"),
        ("config: {domicile:stack: &a [*a]}", "DOM-100"),
        ("config: {domicile:stack: [uk]}", "DOM-101"),
        ("config: {domicile:stack: }", "DOM-101"),
    ],
)
def test_a_file_that_says_nothing_is_refused_with_what_to_write(text: str, code: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        plan_file(text, project="domicile", stack="new")
    assert [p.code for p in caught.value.problems] == [code]


def test_an_intent_as_json_text_is_read_as_the_engine_reads_it() -> None:
    with pytest.raises(ProblemsError) as caught:
        plan_file("config: {'domicile:stack': '{\"name\": \"acme\"}'}", project="domicile", stack="new")
    assert {p.code for p in caught.value.problems} == {"DOM-103"}


def test_what_looks_like_a_date_is_text() -> None:
    with pytest.raises(ProblemsError) as caught:
        plan_file("config: {domicile:stack: {name: 2020-01-01}}", project="domicile", stack="new")
    assert {p.code for p in caught.value.problems} == {"DOM-103", "DOM-106"}


LICENSED = """
config:
  domicile:stack:
    name: acme
    accounts: {aws: {account: "111122223333"}}
    jurisdictions: {uk: {home: aws/eu-west-2}, ie: {home: aws/eu-west-1}}
    stores: {orders: {class: persistent, engine: cockroachdb, organisation: Acme, licence: enterprise}}
"""


def test_a_licence_key_that_is_missing_is_said_once_for_all_stores() -> None:
    plan = plan_file(LICENSED, project="domicile", stack="new")
    with pytest.raises(ProblemsError) as caught:
        require_secrets(LICENSED, plan)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("DOM-281", 3)
    assert "ie-orders, uk-orders" in problem.what
    require_secrets(f"{LICENSED}  domicile:cockroachdb-licence: {{secure: v1:abc}}\n", plan)
