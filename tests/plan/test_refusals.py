"""Bad input: each mistake has its own code, names the setting, and says what would be accepted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jurisdictions.problem import ProblemsError
from tests.plan.intents import intent, planned, refused
from tests.plan.refusals import CASES
from tests.plan.refusals.shapes import PERSISTENT


def many(count: int, **keys: Any) -> dict[str, Any]:
    return {f"a-very-long-store-name-number{n}": {"class": "persistent", **keys} for n in range(count)}


@pytest.mark.parametrize(
    ("given", "code", "path", "allowed"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_mistake_is_named_with_what_is_allowed(given: object, code: str, path: str, allowed: str) -> None:
    problems = refused(given if isinstance(given, dict) else json.dumps(given))
    assert path in problems, sorted(problems)
    problem = problems[path]
    assert problem.code == code
    assert allowed in problem.allowed
    assert problem.fix
    assert problem.what


def test_everything_wrong_is_said_at_once() -> None:
    problems = refused(
        intent(
            jurisdictions={"uk": {"home": "aws/eu-west-9"}, "zz": {"home": "aws/eu-west-1"}},
            network={"cidr": "10.0.0.0/20"},
            stores={"c": {"class": "transient", "engine": "dynamodb", "only": ["fr"]}},
        )
    )
    assert {p.code for p in problems.values()} >= {"DOM-202", "DOM-201", "DOM-221", "DOM-215"}


def test_names_that_clash_after_shortening_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plan.names.HASH_LENGTH", 0)
    problems = refused(
        intent(jurisdictions={"uk": {"home": "gcp/europe-west2"}}, stores=many(2, engine="spanner"))
    )
    assert [p.code for p in problems.values()] == ["DOM-231"]
    assert "rename stores.a-very-long-store-name-number" in next(iter(problems.values())).fix


def test_stores_whose_parts_would_have_one_name_are_refused() -> None:
    problems = refused(intent(stores={"a": PERSISTENT, "a-aws-eu-west-2": PERSISTENT}))
    assert {p.code for p in problems.values()} == {"DOM-231"}


def test_a_stack_whose_name_no_cloud_takes_is_refused() -> None:
    with pytest.raises(ProblemsError, match="DOM-233"):
        planned(intent(), stack="Dev_1")
