"""Every rule against its cases: named resources, the verdict expected of one of them, and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from policies import Graph
from policies.context import Context
from policies.finding import Outcome
from policies.rules import RULES, Rule
from tests.policies.states import graph

CASES = Path(__file__).parent / "cases"
NEVER = {
    "multi-country-location": {"unknown"},  # an unknown place is left to the rule of its part
    "unclassified-type": {"unknown"},  # a type is in the facts or is not
    "opaque-carrier": {"pass", "unknown"},  # applies only to what it refuses
    "auto-rehoming": {"unknown"},  # a text that is not known yet is read when it is: after the update
    "class-lowered": {"unknown"},  # a class that is not told is left to tags-missing
    "key-missing": {"unknown"},  # a key that is not known yet is one: place-of-key judges it
    "key-of-replica": {"unknown"},  # likewise
    "type-mismatch": {"unknown"},  # a URN is always told
    "store-replaced": {"unknown"},  # a step of a preview is always told
}
BY_ID = {rule.id: rule for rule in RULES}


def _cases(rule_id: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = yaml.safe_load((CASES / f"{rule_id}.yaml").read_text("utf-8"))["cases"]
    return cases


def _all() -> list[Any]:
    return [pytest.param(r, c, id=f"{r.id}: {c['why']}") for r in RULES for c in _cases(r.id)]


@pytest.mark.parametrize(("rule", "case"), _all())
def test_a_case(rule: Rule, case: dict[str, Any]) -> None:
    context = _context(case)
    subject = next(r for r in context.graph if r.name == case["of"])
    fact = context.fact(subject)
    verdicts = list(rule.judge(context, subject)) if rule.applies(fact, subject.type) else []
    assert _worst(verdicts) == case["expect"], [v.what for v in verdicts]
    text = "\n".join(f"{v.what} {v.allowed} {v.fix}" for v in verdicts)
    assert [part for part in case.get("says", []) if part not in text] == [], text


def _context(case: dict[str, Any]) -> Context:
    """The stack of a case; ``ops``: what a preview does, by name; ``protected: false``: it is dev;
    ``preview: true``: an update is yet to come."""
    ops = case.get("ops", {})
    resources = (replace(r, op=ops.get(r.name, "")) for r in graph(case["resources"]))
    stack = Graph(resources, preview=bool(ops) or case.get("preview", False))
    return Context(stack, protected=case.get("protected"))


def _worst(verdicts: list[Any]) -> str:
    outcomes = [v.outcome for v in verdicts]
    ordered = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS)
    return next((str(o) for o in ordered if o in outcomes), "none")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_case_for_every_verdict(rule: Rule) -> None:
    expected = {"pass", "fail", "unknown"} - NEVER.get(rule.id, set())
    assert {case["expect"] for case in _cases(rule.id)} >= expected


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_violation_says_what_is_wrong_what_is_allowed_and_the_fix(rule: Rule) -> None:
    for case in _cases(rule.id):
        context = _context(case)
        applies = [r for r in context.graph if rule.applies(context.fact(r), r.type)]
        verdicts = [v for r in applies for v in rule.judge(context, r) if v.outcome is not Outcome.PASS]
        assert all(v.what and v.allowed and v.fix for v in verdicts), case["why"]


def test_the_list_of_rules_is_complete() -> None:
    folder = Path(__file__).parents[2] / "policies" / "rules"
    files = {path.stem.replace("_", "-") for path in folder.glob("*.py")} - {"--init--", "rule"}
    assert files == set(BY_ID)
    assert len(BY_ID) == len(RULES)


def test_every_file_of_cases_belongs_to_a_rule() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(BY_ID)
