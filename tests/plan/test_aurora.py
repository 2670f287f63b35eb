"""Aurora: write forwarding, capacity of serverless clusters, and what is watched in which region."""

from __future__ import annotations

from typing import Any

import pytest

from plan.engines.aurora_checks import FORWARDING_SINCE, VERSIONS
from plan.model import Alarm, Aurora
from plan.resolve import all_stores
from tests.plan.intents import intent, planned, refused

EU = {"eu": {"home": "aws/eu-central-1", "recovery": "aws/eu-west-1"}}
GLOBAL = {"class": "persistent", "engine": "aurora-postgresql", "survives": "region"}
SERVERLESS = {"instance_class": "db.serverless"}


def one(**keys: Any) -> dict[str, Any]:
    return intent(jurisdictions=EU, stores={"s": GLOBAL | keys})


def store(**keys: Any) -> Aurora:
    (found,) = all_stores(planned(one(**keys)))
    assert isinstance(found, Aurora)
    return found


def alarms(**keys: Any) -> dict[tuple[str, str], Alarm]:
    return {(a.place, a.physical.rpartition("/")[2]): a for a in store(**keys).alarms}


CASES: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        "forwarding to itself",
        one(write_forwarding=True, survives="zone"),
        "DOM-108",
        "s.write_forwarding",
        "with survives: region",
    ),
    (
        "forwarding before it was there",
        one(write_forwarding=True, version="14.8"),
        "DOM-256",
        "s.write_forwarding",
        "14.9 or later; 15.4 or later; 16 and later",
    ),
    (
        "consistency of nothing",
        one(forwarding_consistency="GLOBAL"),
        "DOM-108",
        "s.forwarding_consistency",
        "with write_forwarding",
    ),
    (
        "no such consistency",
        one(write_forwarding=True, forwarding_consistency="STRONG"),
        "DOM-105",
        "s.forwarding_consistency",
        "SESSION",
    ),
    ("capacity of a fixed class", one(min_capacity=8), "DOM-108", "s.min_capacity", "db.serverless"),
    ("most of a fixed class", one(max_capacity=8), "DOM-108", "s.max_capacity", "db.serverless"),
    (
        "the least over the most",
        one(**SERVERLESS, min_capacity=9, max_capacity=8),
        "DOM-257",
        "s.min_capacity",
        "0.5 to 8",
    ),
    ("a capacity that sleeps", one(**SERVERLESS, min_capacity=0), "DOM-106", "s.min_capacity", "0.5 to 256"),
    ("a third of a unit", one(**SERVERLESS, min_capacity=1.3), "DOM-106", "s.min_capacity", "0.5"),
]


@pytest.mark.parametrize(
    ("given", "code", "path", "allowed"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_mistake_is_named_with_what_is_allowed(
    given: dict[str, Any], code: str, path: str, allowed: str
) -> None:
    problems = refused(given)
    assert f"stores.{path}" in problems, sorted(problems)
    assert problems[f"stores.{path}"].code == code
    assert allowed in problems[f"stores.{path}"].allowed


def test_every_version_that_can_be_created_forwards_writes() -> None:
    assert all(min(VERSIONS[major]) >= minor for major, minor in FORWARDING_SINCE.items())
    assert store(write_forwarding=True, forwarding_consistency="SESSION").write_forwarding


@pytest.mark.parametrize(
    ("keys", "capacity"),
    [
        ({}, None),
        (SERVERLESS, (8.0, 64.0)),
        (SERVERLESS | {"survives": "zone"}, (0.5, 64.0)),
        (SERVERLESS | {"max_capacity": 4}, (4.0, 4.0)),
        (SERVERLESS | {"min_capacity": 2, "max_capacity": 16.5}, (2.0, 16.5)),
    ],
)
def test_capacity_is_that_of_the_settings_or_the_advised_one(
    keys: dict[str, Any], capacity: tuple[float, float] | None
) -> None:
    found = store(**keys).capacity
    assert (None if found is None else (found.least, found.most)) == capacity


def test_a_global_database_is_watched_from_both_ends() -> None:
    found = alarms()
    for place, silence in (("aws/eu-central-1", "notBreaching"), ("aws/eu-west-1", "breaching")):
        for key in ("global-rpo-lag", "global-lag"):
            assert found[place, key].missing == silence
    here, there = ({k for at, k in found if at == place} for place in ("aws/eu-central-1", "aws/eu-west-1"))
    assert here == there
    assert not any(key.startswith("global") for _, key in alarms(survives="zone"))


@pytest.mark.parametrize(
    ("keys", "memory_gib", "connections"),
    [
        ({"instance_class": "db.r8g.large"}, 16, 1600),
        ({"instance_class": "db.r8g.xlarge"}, 32, 3200),
        ({"instance_class": "db.r7i.4xlarge"}, 128, 5000),
        (SERVERLESS | {"max_capacity": 16}, 32, 3024),
        (SERVERLESS | {"survives": "zone", "max_capacity": 128}, 256, 2000),
    ],
)
def test_thresholds_follow_the_size(keys: dict[str, Any], memory_gib: int, connections: int) -> None:
    found = alarms(**keys)
    assert found["aws/eu-central-1", "memory"].threshold == round(0.05 * memory_gib * 1024**3)
    assert found["aws/eu-central-1", "connections"].threshold == round(0.8 * connections)
    assert (("aws/eu-central-1", "capacity") in found) is ("serverless" in keys["instance_class"])


def test_a_topic_in_each_place_that_is_watched_and_nowhere_else() -> None:
    plan = planned(one())
    (jurisdiction,) = plan.jurisdictions
    assert [t.place for t in jurisdiction.alarm_topics] == ["aws/eu-central-1", "aws/eu-west-1"]
    keys = {k.name: k for k in jurisdiction.keys}
    for topic in jurisdiction.alarm_topics:
        assert (keys[topic.key].place, keys[topic.key].services) == (topic.place, ("events",))
    quiet = planned(intent(jurisdictions=EU, stores={"s": {"class": "persistent", "engine": "bucket"}}))
    assert quiet.jurisdictions[0].alarm_topics == ()


def test_names_of_alarms_are_unique_in_their_region() -> None:
    many = {
        "a": GLOBAL,
        "b": GLOBAL,
        "t": {"class": "metadata", "engine": "dynamodb", "home": "aws/eu-west-1"},
    }
    found = [
        (a.place, a.physical)
        for s in all_stores(planned(intent(jurisdictions=EU, stores=many)))
        for a in s.alarms
    ]
    assert len(found) == len(set(found))
    assert all(len(name) <= 255 for _, name in found)
