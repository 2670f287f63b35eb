"""Every store of every stack of this project has its artefacts, and they say what they are for."""

from __future__ import annotations

import pytest

from jurisdictions import known_engines
from jurisdictions.problem import ProblemsError
from plan.engines import LAY_OUT
from plan.model import Store
from plan.resolve import all_stores
from schema import RENDER, Artefact, artefacts
from schema.words import home_of
from tests.plan.intents import planned, stack_file
from tests.schema.stores import store_on

STORES = [
    pytest.param(store, id=f"{stack}-{store.name}")
    for stack in ("dev", "prod")
    for store in all_stores(planned(stack_file(stack), stack=stack))
]


def test_every_engine_that_can_be_planned_is_rendered() -> None:
    assert set(LAY_OUT) <= set(RENDER)
    assert set(RENDER) <= set(known_engines())


def test_an_engine_that_nobody_knows_is_a_clear_error() -> None:
    with pytest.raises(ProblemsError) as caught:
        artefacts(store_on("oracle", "uk"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.path, problem.value) == ("DOM-300", "uk-ledger", "oracle")
    assert "aurora-postgresql" in problem.allowed


@pytest.mark.parametrize("store", STORES)
def test_a_store_of_this_project_has_artefacts_that_name_its_home(store: Store) -> None:
    made = artefacts(store)
    assert made
    assert len({one.file for one in made}) == len(made)
    text = "\n".join(one.text for one in made)
    home = home_of(store)
    if home is not None:
        assert any(f"{mark}{home}" in text for mark in ("'", "home=", '["', "begin every key with ")), text
    assert all(one.about and one.text.startswith(("--", "#")) for one in made)


def test_a_file_is_its_purpose_and_then_its_statements() -> None:
    made = Artefact(file="f.sql", language="postgresql", use="apply", about="Two.", statements=("A", "B"))
    assert made.text == "-- apply: Two.\nA;\nB;\n"
    hint = Artefact(file="f.txt", language="text", use="hint", about="None.", statements=("a",))
    assert hint.text == "# hint: None.\na\n"
