"""Advice: every place is inside the law, every layout is answered for, what is proposed can be planned."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import get_args

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jurisdictions import known_engines, law, laws, place, region_sets, spanner_configs
from jurisdictions.engine_schema import Survives
from jurisdictions.model import Aspect, DataClass
from plan.advice import Advice, Option, Question, advise
from tests.plan.intents import intent, planned, refused

LAWS = sorted(laws())
questions = st.builds(
    Question,
    jurisdiction=st.sampled_from(LAWS),
    data_class=st.sampled_from(DataClass),
    survives=st.sampled_from(get_args(Survives)),
    max_write_ms=st.none() | st.floats(1, 100),
    strong=st.booleans(),
    sql=st.booleans(),
    prefer=st.lists(
        st.sampled_from(["aws/eu-west-2", "gcp/europe-west3", "aws/us-east-1", "gcp/us-central1"]), max_size=2
    ).map(tuple),
)
advised = cache(advise)


def ask(
    jurisdiction: str,
    survives: Survives = "region",
    data_class: DataClass = DataClass.PERSISTENT,
    *,
    max_write_ms: float | None = None,
    strong: bool = False,
    sql: bool = True,
) -> Advice:
    return advised(
        Question(
            jurisdiction=jurisdiction,
            data_class=data_class,
            survives=survives,
            max_write_ms=max_write_ms,
            strong=strong,
            sql=sql,
        )
    )


def found(advice: Advice) -> dict[str, Option]:
    """The best option of each engine and layout."""
    return {f"{o.engine} {o.layout}": o for o in reversed(advice.options)}


def why(advice: Advice) -> dict[str, str]:
    return {f"{i.engine} {i.layout}": i.reason for i in advice.impossible}


@given(questions)
@settings(max_examples=150)
def test_every_place_is_inside_the_law(question: Question) -> None:
    of = law(question.jurisdiction)
    for option in advised(question).options:
        assert option.seats[0].role == "home"
        assert len({seat.place for seat in option.seats}) == len(option.seats)
        for seat in option.seats:
            for aspect in (Aspect.REST, Aspect.KEYS, Aspect.BACKUPS):
                assert of.allows(question.data_class, aspect, place(seat.place)), option
        if option.config:
            for region in spanner_configs()[option.config].regions:
                assert of.allows(question.data_class, Aspect.REST, place(region)), option


@given(questions)
@settings(max_examples=60)
def test_every_layout_is_answered_for_once_and_always_alike(question: Question) -> None:
    advice = advised(question)
    asked = {
        f"{name} {key}"
        for name, engine in known_engines().items()
        for key, layout in engine.layouts.items()
        if question.survives in layout.survives
    }
    assert set(found(advice)) | set(why(advice)) == asked
    assert not set(found(advice)) & set(why(advice))
    assert all(why(advice).values())
    assert advise(question) == advice


@given(questions)
@settings(max_examples=100)
def test_what_is_asked_is_kept(question: Question) -> None:
    for option in advised(question).options:
        layout = known_engines()[option.engine].layouts[option.layout]
        assert option.floor_ms <= option.write_ms <= (question.max_write_ms or 10_000)
        assert not question.strong or "strong" in layout.consistencies
        assert not question.sql or known_engines()[option.engine].holds == "rows"
        assert layout.durable or question.data_class is not DataClass.PERSISTENT
        clouds = {place(seat.place).cloud for seat in option.seats}
        assert layout.mixed or len(clouds) == 1
        if question.survives == "cloud":
            assert len(clouds) > 1
        if layout.together:
            places = {seat.place for seat in option.seats}
            assert any(places <= regions for regions in region_sets(layout.together).values())


def test_the_global_table_can_be_declared_and_nothing_else_there() -> None:
    advice = ask("global", "region", DataClass.METADATA, sql=False)
    assert {o.engine for o in advice.options if o.provisioned} == {"dynamodb"}
    stores = yaml.safe_load(found(advice)["dynamodb global-eventual"].settings)
    (store,) = planned(intent(stores=stores)).everywhere.stores
    assert len(store.placements) == 2


def test_nothing_personal_belongs_to_nobody() -> None:
    for data_class in (DataClass.PERSISTENT, DataClass.TRANSIENT):
        assert not ask("global", "zone", data_class, sql=False).options


def test_the_united_kingdom_survives_its_region_by_a_second_cluster_only_and_is_told_why() -> None:
    advice = ask("uk")
    assert {o.layout for o in advice.options if o.provisioned} == {"standby"}
    assert "licence: enterprise" in found(advice)["cockroachdb standby"].settings
    assert {s.place for o in advice.options for s in o.seats} == {"aws/eu-west-2", "gcp/europe-west2"}
    assert any("one metropolitan area" in con for con in advice.options[0].cons)
    reasons = why(advice)
    assert "uk has one region of aws" in reasons["aurora-postgresql global-database"]
    assert "aws/eu-west-1 (IE)" in reasons["aurora-dsql multi-region"]
    assert "eur5: gcp/europe-west1 (BE)" in reasons["spanner multi-region"]
    assert "a majority needs 3 regions" in reasons["cockroachdb regions"]


def test_the_set_with_seoul_is_not_japan() -> None:
    assert "aws/ap-northeast-2 (KR)" in why(ask("jp"))["aurora-dsql multi-region"]
    assert "asia1: gcp/asia-northeast3 (KR)" in why(ask("jp"))["spanner multi-region"]


def test_the_european_union_gets_the_set_without_london() -> None:
    places = {s.place for s in found(ask("eu"))["aurora-dsql multi-region"].seats}
    assert places == {"aws/eu-central-1", "aws/eu-west-1", "aws/eu-west-3"}
    config = found(ask("eu"))["spanner multi-region"].config
    assert config in {"eur3", "eur7"}


def test_germany_survives_a_region_on_its_dual_region_and_nothing_of_aws_alone() -> None:
    advice = ask("de", sql=False)
    assert found(advice)["spanner dual-region"].config == "dual-region-germany1"
    assert found(advice)["cockroachdb regions"].one_city
    assert "de has one region of aws" in why(advice)["dynamodb global-eventual"]


def test_in_the_united_states_everything_is_possible() -> None:
    reasons = why(ask("us", sql=False))
    assert set(reasons) == {"spanner dual-region", "valkey standby"}


def test_a_cloud_is_survived_by_a_standby_on_the_other_only() -> None:
    advice = ask("de", "cloud")
    assert {o.layout for o in advice.options} == {"standby"}
    assert why(advice)["cockroachdb clouds"] == "a majority needs 3 clouds, and there are 2"
    assert "one cloud only" in why(ask("ie", "cloud"))["cockroachdb standby"]


def test_a_latency_budget_rules_out_what_is_too_far_and_says_how_far() -> None:
    free, tight = ask("au"), ask("au", max_write_ms=5)
    assert found(free)["spanner dual-region"].write_ms > 5
    assert "over 5 ms" in why(tight)["spanner dual-region"]
    assert "aurora-postgresql global-database" in found(tight)


def test_a_latency_budget_changes_the_places_where_nearer_ones_exist() -> None:
    question = Question(
        jurisdiction="eu",
        data_class=DataClass.PERSISTENT,
        survives="region",
        prefer=("gcp/europe-west4", "gcp/europe-north1"),
    )
    far = found(advised(question))["spanner multi-region"]
    near = found(advised(replace(question, max_write_ms=far.write_ms - 1)))["spanner multi-region"]
    assert (far.config, near.config) == ("eur3", "eur7")


def test_strong_reads_rule_out_the_last_writer() -> None:
    assert "no strong reads" in why(ask("us", strong=True, sql=False))["dynamodb global-eventual"]


def test_a_cache_takes_what_may_be_lost_and_a_database_nothing_that_must_expire() -> None:
    assert "valkey zones" in found(ask("fr", "zone", DataClass.TRANSIENT, sql=False))
    assert "not for persistent data" in why(ask("fr", "zone", sql=False))["valkey zones"]
    assert "forgotten in time" in why(ask("fr", "zone", DataClass.TRANSIENT))["spanner regional"]


def test_what_can_be_declared_comes_first_then_what_loses_least() -> None:
    options = ask("us", sql=False).options
    today = [o.provisioned for o in options]
    assert today == sorted(today, reverse=True)
    losses = [o.rpo.seconds for o in options if o.provisioned]
    assert losses[0] == 0
    assert losses == sorted(losses, key=lambda lost: float("inf") if lost is None else lost)
    assert losses[-1] is None


def test_a_refused_store_is_told_what_is_possible_with_places() -> None:
    stores = {"a": {"class": "persistent", "engine": "aurora-postgresql", "survives": "region"}}
    problem = refused(intent(jurisdictions={"eu": {"home": "aws/eu-west-1"}}, stores=stores))[
        "stores.a.survives"
    ]
    assert problem.allowed.startswith("aurora-postgresql: home aws/eu-west-1, recovery aws/")
    assert "spanner on eur" in problem.allowed
    assert problem.allowed.endswith("survives: zone")
    assert "domicile advise --jurisdiction eu --class persistent --survives region" in problem.fix


def test_a_refused_bucket_is_not_told_to_become_a_table() -> None:
    stores = {"a": {"class": "persistent", "engine": "bucket", "survives": "region"}}
    problem = refused(intent(jurisdictions={"de": {"home": "aws/eu-central-1"}}, stores=stores))[
        "stores.a.survives"
    ]
    assert "bucket: home gcp/europe-west3, recovery gcp/europe-west10" in problem.allowed
    assert "spanner" not in problem.allowed
