"""Engines that join three regions of one set: DSQL, and strongly consistent DynamoDB tables."""

from __future__ import annotations

from typing import Any

import pytest

from plan.model import Dsql, Dynamodb
from plan.resolve import all_keys, all_stores
from tests.plan.intents import intent, planned, refused

ORDERS = {"class": "persistent", "engine": "aurora-dsql", "survives": "region"}
LIMITS = {"class": "persistent", "engine": "dynamodb", "survives": "region", "consistency": "strong"}
DIRECTORY = {"class": "metadata", "engine": "dynamodb", "consistency": "strong", "home": "aws/eu-west-1"}
EU = {"eu": {"home": "aws/eu-central-1", "recovery": "aws/eu-west-1"}}
UK = {"uk": {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}}
JAPAN = {"jp": {"home": "aws/ap-northeast-1", "recovery": "aws/ap-northeast-3"}}
US = {"us": {"home": "aws/us-east-1", "recovery": "aws/us-west-2"}}
NORTH = {"eu": {"home": "aws/eu-north-1", "recovery": "aws/eu-west-1"}}
SYDNEY = {"au": {"home": "aws/ap-southeast-2", "recovery": "aws/ap-southeast-4"}}


def one(jurisdictions: dict[str, Any], store: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return intent(jurisdictions=jurisdictions, stores={"s": store | keys})


def roles(given: dict[str, Any]) -> dict[str, str]:
    (store,) = all_stores(planned(given))
    return {p.role: p.place for p in store.placements}


@pytest.mark.parametrize("store", [ORDERS, LIMITS], ids=["dsql", "dynamodb"])
@pytest.mark.parametrize(
    ("jurisdictions", "places"),
    [
        (EU, ("aws/eu-central-1", "aws/eu-west-1", "aws/eu-west-3")),
        (US, ("aws/us-east-1", "aws/us-west-2", "aws/us-east-2")),
    ],
)
def test_the_recovery_of_the_jurisdiction_and_a_witness_inside_the_law(
    store: dict[str, Any], jurisdictions: dict[str, Any], places: tuple[str, ...]
) -> None:
    assert roles(one(jurisdictions, store)) == dict(zip(("home", "recovery", "witness"), places, strict=True))


def test_what_the_store_names_wins() -> None:
    given = one(US, ORDERS, home="aws/us-east-2", recovery="aws/us-east-1", witness="aws/us-west-2")
    assert roles(given) == {"home": "aws/us-east-2", "recovery": "aws/us-east-1", "witness": "aws/us-west-2"}


def test_one_region_where_a_zone_is_all_that_is_promised() -> None:
    plan = planned(one(UK, ORDERS, survives="zone"))
    (store,) = all_stores(plan)
    assert isinstance(store, Dsql)
    assert (store.layout, store.witness) == ("regional", None)
    assert [m.place for m in store.members] == ["aws/eu-west-2"]
    assert {k.services for k in all_keys(plan) if k.tags.get("store") == "s"} == {("backup", "dsql")}


def test_peers_have_keys_and_the_witness_none() -> None:
    plan = planned(one(EU, ORDERS))
    (store,) = all_stores(plan)
    assert isinstance(store, Dsql)
    assert store.witness is not None
    assert store.witness.key == ""
    own = {k.place for k in all_keys(plan) if k.tags.get("store") == "s"}
    assert own == {m.place for m in store.members} == set(store.networked)


def test_a_strong_table_may_have_three_replicas_in_place_of_a_witness() -> None:
    given = one(EU, LIMITS, replicas=["aws/eu-west-1", "aws/eu-west-3"])
    (store,) = all_stores(planned(given))
    assert isinstance(store, Dynamodb)
    assert (store.layout, store.strong, store.witness) == ("global-strong", True, None)
    assert len(store.members) == 3


def test_a_strong_table_of_nobody_is_where_it_is_said_to_be() -> None:
    given = one(EU, DIRECTORY, replicas=["aws/eu-central-1"], witness="aws/eu-west-2")
    assert roles(given) == {
        "home": "aws/eu-west-1",
        "recovery": "aws/eu-central-1",
        "witness": "aws/eu-west-2",
    }
    stack = EU | UK
    assert [p.place for p in all_stores(planned(one(stack, DIRECTORY)))[0].placements] == [
        "aws/eu-west-1",
        "aws/eu-central-1",
        "aws/eu-west-2",
    ]


CASES: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("a witness in Seoul", one(JAPAN, ORDERS), "DOM-252", "s.survives", "spanner: home gcp/asia-northeast1"),
    ("a set of foreigners", one(UK, ORDERS), "DOM-252", "s.survives", "survives: zone"),
    ("a table with a witness in Seoul", one(JAPAN, LIMITS), "DOM-252", "s.survives", "dynamodb: home aws/ap"),
    (
        "not offered",
        one(UK | {"ch": {"home": "aws/eu-central-2"}}, ORDERS, survives="zone", only=["ch"]),
        "DOM-250",
        "s.home",
        "none",
    ),
    (
        "not offered there, but here",
        one({"eu": {"home": "aws/eu-south-1"}}, ORDERS, survives="zone"),
        "DOM-250",
        "s.home",
        "aws/eu-west-1",
    ),
    ("home in no set", one(NORTH, ORDERS), "DOM-251", "s.home", "eu: aws/eu-central-1, aws/eu-west-1"),
    ("no set inside the law", one(SYDNEY, ORDERS), "DOM-251", "s.home", "no set has 3 regions inside au"),
    (
        "recovery in another set",
        one(EU, ORDERS, recovery="aws/eu-north-1"),
        "DOM-251",
        "s.recovery",
        "aws/eu-west-3",
    ),
    (
        "no recovery",
        one({"eu": {"home": "aws/eu-west-1"}}, ORDERS),
        "DOM-251",
        "s.recovery",
        "aws/eu-central-1",
    ),
    (
        "witness in another set",
        one(EU, ORDERS, witness="aws/eu-north-1"),
        "DOM-251",
        "s.witness",
        "aws/eu-west-3",
    ),
    ("witness abroad", one(EU, ORDERS, witness="aws/eu-west-2"), "DOM-213", "s.witness", "aws/eu-west-1"),
    ("witness at home", one(EU, ORDERS, witness="aws/eu-central-1"), "DOM-253", "s.witness", "aws/eu-west-3"),
    (
        "witness with its peer",
        one(EU, ORDERS, witness="aws/eu-west-1"),
        "DOM-253",
        "s.witness",
        "aws/eu-west-3",
    ),
    (
        "a witness of one region",
        one(UK, ORDERS, survives="zone", witness="aws/eu-west-2"),
        "DOM-108",
        "s.witness",
        "majority",
    ),
    (
        "rows that never expire",
        one(UK, ORDERS | {"class": "transient"}, survives="zone", expires_hours=5),
        "DOM-225",
        "s.engine",
        "dynamodb",
    ),
    (
        "two of three regions",
        one(EU, LIMITS, replicas=["aws/eu-west-1"]),
        "DOM-254",
        "s.replicas",
        "two replicas",
    ),
    ("an even table of nobody", one(EU, DIRECTORY), "DOM-254", "s.replicas", "or one and a witness"),
    (
        "four regions",
        one(EU | UK, DIRECTORY, witness="aws/eu-west-3"),
        "DOM-254",
        "s.replicas",
        "two replicas",
    ),
    (
        "a replica across the ocean",
        one(EU, DIRECTORY, replicas=["aws/us-east-1"], witness="aws/eu-west-3"),
        "DOM-251",
        "s.replicas",
        "aws/eu-west-2",
    ),
    (
        "a witness where a replica is",
        one(EU, DIRECTORY, witness="aws/eu-central-1"),
        "DOM-253",
        "s.witness",
        "aws/eu-west-2",
    ),
    ("no such witness", one(EU, DIRECTORY, witness="aws/eu-west-9"), "DOM-202", "s.witness", "places.yaml"),
    ("time to live", one(EU, LIMITS, expires_hours=5), "DOM-255", "s.expires_hours", "consistency: eventual"),
    (
        "time to live of transient data",
        one(EU, LIMITS | {"class": "transient"}, expires_hours=5),
        "DOM-255",
        "s.expires_hours",
        "consistency: eventual",
    ),
    (
        "strong in one region",
        one(EU, LIMITS, survives="zone"),
        "DOM-108",
        "s.consistency",
        "survives: region",
    ),
    (
        "a witness of an eventual table",
        one(EU, LIMITS, consistency="eventual", witness="aws/eu-west-3"),
        "DOM-108",
        "s.witness",
        "consistency: strong",
    ),
    (
        "a witness of an eventual table of nobody",
        one(EU, DIRECTORY, consistency="eventual", witness="aws/eu-west-3"),
        "DOM-108",
        "s.witness",
        "strong",
    ),
    (
        "replicas and a recovery",
        one(EU, LIMITS, replicas=["aws/eu-west-1", "aws/eu-west-3"], recovery="aws/eu-west-1"),
        "DOM-108",
        "s.recovery",
        "without replicas",
    ),
    (
        "a replica abroad",
        one(EU, LIMITS, replicas=["aws/eu-west-1", "aws/eu-west-2"]),
        "DOM-213",
        "s.replicas",
        "aws/eu-west-3",
    ),
]


@pytest.mark.parametrize(
    ("given", "code", "path", "allowed"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_mistake_is_named_with_what_is_allowed(
    given: dict[str, Any], code: str, path: str, allowed: str
) -> None:
    problems = refused(given)
    assert f"stores.{path}" in problems, sorted(problems)
    problem = problems[f"stores.{path}"]
    assert (problem.code, bool(problem.fix)) == (code, True)
    assert allowed in problem.allowed


def test_a_set_that_leaves_the_law_is_told_with_its_countries() -> None:
    assert "aws/ap-northeast-2 (KR)" in refused(one(JAPAN, ORDERS))["stores.s.survives"].what
    foreign = "aws/eu-central-1 (DE), aws/eu-west-1 (IE), aws/eu-west-3 (FR)"
    assert foreign in refused(one(UK, ORDERS))["stores.s.survives"].what
