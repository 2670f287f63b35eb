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


def test_stores_of_the_wrong_form_do_not_hide_what_is_wrong_with_the_rest() -> None:
    problems = refused(
        intent(
            jurisdictions={"uk": {"home": "aws/us-east-1"}},
            stores={"a": {"clas": "persistent", "engine": "bucket"}, "b c": PERSISTENT, "entry": PERSISTENT},
        )
    )
    assert {path: p.code for path, p in problems.items()} == {
        "stores.a.class": "DOM-103",
        "stores.a.clas": "DOM-102",
        "stores.b c": "DOM-106",
        "stores.entry": "DOM-214",
        "jurisdictions.uk.home": "DOM-205",
    }


def test_a_form_that_is_wrong_elsewhere_comes_alone_for_nothing_can_be_planned() -> None:
    problems = refused(intent(name=1, stores={"a": {"engine": "bucket"}, "entry": PERSISTENT}))
    assert set(problems) == {"name", "stores.a.class"}


def test_what_is_wrong_in_every_jurisdiction_is_said_once() -> None:
    with pytest.raises(ProblemsError) as caught:
        planned(intent(stores={"cache": {"class": "persistent", "engine": "valkey"}}))
    assert [p.code for p in caught.value.problems] == ["DOM-270"]


def test_a_key_that_does_nothing_is_shown_with_its_value() -> None:
    problems = refused(intent(stores={"a": PERSISTENT | {"witness": "aws/eu-west-2", "only": ["uk"]}}))
    assert problems["stores.a.witness"].value == "aws/eu-west-2"


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
