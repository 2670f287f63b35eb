"""Every rule of the clouds passes what is right and refuses what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox import constraints, schema
from sandbox.constraints import RULES, Rule, Subject
from sandbox.outputs import Place
from sandbox.state import Record, State
from tests.sandbox.cases import CASES
from tests.sandbox.shapes import ACCOUNT, PROJECT, Case, Inputs

BY_ID = {rule.id: rule for rule in RULES}


def broken(rule: Rule, case: Case, inputs: Inputs, state: State | None, at: str = "") -> list[str]:
    region = "europe-west2" if case.type.startswith("gcp:") else at or case.region
    place = Place(account=ACCOUNT, region=region, project=PROJECT)
    subject = Subject(token=case.type, inputs=inputs, place=place, state=state, id=case.id)
    return [failure.reason for failure in constraints.check(subject) if f"[{rule.id}:" in failure.reason]


@pytest.mark.parametrize(("rule_id", "case"), [(r, c) for r, cases in CASES.items() for c in cases], ids=str)
def test_rule(tmp_path: Path, rule_id: str, case: Case) -> None:
    rule = BY_ID[rule_id]
    state = State(tmp_path / "s.db") if rule.needs_state else None
    for there in case.there:
        assert state is not None
        state.put(Record(type=there.type, scope=there.scope, id=there.id, inputs=there.inputs, outputs={}))
    try:
        assert broken(rule, case, case.good, state) == []
        assert broken(rule, case, case.bad, state, case.bad_region) != []
    finally:
        if state is not None:
            state.close()


def test_every_rule_has_cases_and_every_case_a_rule() -> None:
    assert set(CASES) == set(BY_ID)
    assert len(BY_ID) == len(RULES)


def test_every_rule_names_types_of_the_sdk_and_a_source() -> None:
    for rule in RULES:
        assert rule.source.partition(": ")[2], rule.id
        for token in rule.types:
            assert token in schema.tokens(token.partition(":")[0]), f"{rule.id}: {token}"


def test_every_case_uses_inputs_of_its_type() -> None:
    for rule_id, cases in CASES.items():
        for case in cases:
            known = schema.resource_type(case.type).inputs
            assert set(case.good) | set(case.bad) <= known.keys(), rule_id
