"""Every cell of the tables in docs/engines.md: what is bold is planned as it was said, inside the law."""

from __future__ import annotations

from functools import cache
from typing import get_args

import pytest
import yaml

from jurisdictions import Law, known_engines, law, laws, place, spanner_configs
from jurisdictions.engine_schema import Survives
from jurisdictions.model import Aspect, DataClass
from plan.advice import NAME, Option, Question, advise
from plan.model import Plan, Spanner
from plan.resolve import all_keys, all_stores
from tests.plan.intents import intent, planned

advised = cache(advise)


def question(jurisdiction: str, survives: Survives, data_class: DataClass) -> Question:
    return Question(jurisdiction=jurisdiction, data_class=data_class, survives=survives, sql=False)


def home_of(jurisdiction: str) -> str:
    """Where the jurisdiction itself is at home: the store says its own places."""
    found = advised(question(jurisdiction, "zone", DataClass.PERSISTENT)).options[0]
    return found.seats[0].place


@pytest.mark.parametrize("survives", get_args(Survives))
@pytest.mark.parametrize("jurisdiction", sorted(set(laws()) - {"global"}))
@pytest.mark.parametrize("engine", known_engines())
def test_what_is_bold_is_planned_as_it_was_said(engine: str, jurisdiction: str, survives: Survives) -> None:
    for data_class in DataClass:
        advice = advised(question(jurisdiction, survives, data_class))
        options = [o for o in advice.options if o.engine == engine]
        layouts = {k for k, x in known_engines()[engine].layouts.items() if survives in x.survives}
        refused = {i.layout for i in advice.impossible if i.engine == engine}
        assert {o.layout for o in options} | refused == layouts
        for option in options:
            assert option.provisioned == bool(option.settings)
            if option.provisioned:
                keeps(option, plan_of(option, jurisdiction), law(jurisdiction), data_class, survives)


def plan_of(option: Option, jurisdiction: str) -> Plan:
    """The stack whose one store is what the advisor says to paste."""
    stores = yaml.safe_load(option.settings)
    return planned(intent(jurisdictions={jurisdiction: {"home": home_of(jurisdiction)}}, stores=stores))


def keeps(option: Option, plan: Plan, of: Law, data_class: DataClass, survives: Survives) -> None:
    """The plan has the seats of the option; nothing of the store, its keys or its logs is outside the law."""
    (store,) = all_stores(plan)
    assert (store.store, store.engine, store.survives) == (NAME, option.engine, survives)
    assert store.layout == option.layout
    assert {p.place: p.role for p in store.placements} == {s.place: s.role for s in option.seats}
    keys = {k.name: k for k in all_keys(plan)}
    rests = {p.place for p in store.placements}
    if isinstance(store, Spanner) and store.config in spanner_configs():
        rests |= set(spanner_configs()[store.config].regions)
    for at in rests:
        assert of.allows(data_class, Aspect.REST, place(at)), at
        assert of.allows(data_class, Aspect.BACKUPS, place(at)), at
    for placement in store.placements:
        key = keys[placement.key] if placement.key else None
        assert key is None or key.place == placement.place
        assert key is not None or placement.role == "witness", placement
    for key in keys.values():
        assert of.allows(data_class, Aspect.KEYS, place(key.place)), key.name
    (jurisdiction,) = plan.jurisdictions
    for at in (*(n.place for n in jurisdiction.aws_networks), *(x.place for x in jurisdiction.logs)):
        assert of.allows(data_class, Aspect.REST, place(at)), at


def test_what_can_be_declared_is_on_every_engine() -> None:
    assert all(any(x.provisioned for x in e.layouts.values()) for e in known_engines().values())
    later = {
        f"{name} {key}"
        for name, e in known_engines().items()
        for key, x in e.layouts.items()
        if not x.provisioned
    }
    assert later == {"cockroachdb clouds", "yugabytedb clouds"}
