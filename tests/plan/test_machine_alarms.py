"""What is watched of machines and of Aurora DSQL: by whom, from which threshold on, and over which way."""

from __future__ import annotations

from typing import Any

import pytest

from plan.engines.machine_alarms import least_ready
from plan.model import Alarm, Dsql, Machines, Plan
from plan.resolve import all_stores
from tests.plan.intents import intent, planned

UK = {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}
US = {"home": "aws/us-east-1", "recovery": "aws/us-west-2"}
EU = {"home": "aws/eu-central-1", "recovery": "aws/eu-west-1"}
ENGINES = ["cockroachdb", "yugabytedb"]
OF_MACHINE = {
    "status",
    "cpu",
    "disk-stalled",
    "disk-iops",
    "disk-throughput",
    "disk-full",
    "certificates",
    "ready",
}
OF_GROUP = {"balancer", "balancer-empty", "quorum"}


def one(engine: str, jurisdiction: str, places: dict[str, str], **keys: Any) -> dict[str, Any]:
    store = {"class": "persistent", "engine": engine} | keys
    if engine == "cockroachdb":
        store["licence"] = "enterprise"
    return intent(jurisdictions={jurisdiction: places}, stores={"orders": store})


def machines(plan: Plan) -> Machines:
    (found,) = all_stores(plan)
    assert isinstance(found, Machines)
    return found


def key(alarm: Alarm) -> str:
    return alarm.physical.rpartition("/")[2]


@pytest.mark.parametrize(
    ("votes", "copies", "least"),
    [(3, 3, 2), (5, 5, 3), (2, 5, 1), (1, 5, 1), (1, 3, 1), (4, 5, 2)],
)
def test_a_region_needs_what_makes_a_majority_with_all_the_others(
    votes: int, copies: int, least: int
) -> None:
    assert least_ready(votes, copies) == least


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("jurisdiction", "places", "keys"),
    [
        ("uk", UK, {}),
        ("uk", UK, {"replicas": 5}),
        ("uk", UK, {"survives": "cloud"}),
        ("us", US, {"survives": "region"}),
    ],
    ids=["zones", "five", "two clouds", "three regions"],
)
def test_every_machine_on_aws_is_watched_and_every_balancer(
    engine: str, jurisdiction: str, places: dict[str, str], keys: dict[str, Any]
) -> None:
    store = machines(planned(one(engine, jurisdiction, places, **keys)))
    watched: dict[str, set[str]] = {}
    for alarm in store.alarms:
        watched.setdefault(alarm.watches, set()).add(key(alarm))
    groups = [g for g in store.groups if g.place.startswith("aws/")]
    expected = {m.name: OF_MACHINE for g in groups for m in g.machines} | {g.name: OF_GROUP for g in groups}
    assert watched == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_names_are_unique_and_tell_the_machine(engine: str) -> None:
    plan = planned(one(engine, "uk", UK, replicas=5))
    alarms, (topic,) = machines(plan).alarms, plan.jurisdictions[0].alarm_topics
    for names in ([a.name for a in alarms], [a.physical for a in alarms]):
        assert len(names) == len(set(names))
    assert all(a.physical.startswith(topic.prefix) and len(a.physical) <= 255 for a in alarms)
    for machine in machines(plan).clusters[0].machines:
        own = [a for a in alarms if a.watches == machine.name]
        assert all(f"/{machine.physical}/" in a.physical for a in own)
        assert all(a.name.startswith(machine.name) for a in own)


def test_silence_of_a_machine_is_an_alarm_and_a_silent_machine_is_no_voter() -> None:
    store = machines(planned(one("yugabytedb", "uk", UK)))
    missing = {key(a): a.missing for a in store.alarms}
    loud = {k for k, silence in missing.items() if silence == "breaching"}
    assert loud == {"status", "ready", "balancer-empty", "quorum"}
    (quorum,) = [a for a in store.alarms if key(a) == "quorum"]
    assert quorum.summed is not None
    assert quorum.summed.silence_is_zero
    assert set(quorum.summed.values) == {m.physical for m in store.clusters[0].machines}
    assert (quorum.comparison, quorum.threshold) == ("LessThanThreshold", 2)


def test_metrics_that_come_every_five_minutes_are_not_looked_for_every_minute() -> None:
    store = machines(planned(one("cockroachdb", "uk", UK)))
    periods = {a.metric: a.period_seconds for a in store.alarms}
    assert periods.pop("CPUUtilization") == 300
    assert set(periods.values()) == {60}


@pytest.mark.parametrize("engine", ENGINES)
def test_machines_have_a_way_to_cloudwatch_and_nobody_else_gets_one(engine: str) -> None:
    plan = planned(one(engine, "us", US, survives="region"))
    for network in plan.jurisdictions[0].aws_networks:
        assert network.interface_endpoints.count("monitoring") == 1
    asked = one(engine, "us", US, survives="region") | {
        "network": {"endpoints": ["monitoring", "secretsmanager"]}
    }
    for network in planned(asked).jurisdictions[0].aws_networks:
        assert network.interface_endpoints == ("monitoring", "secretsmanager")
    quiet = planned(intent(jurisdictions={"us": US}))
    assert all("monitoring" not in n.interface_endpoints for n in quiet.jurisdictions[0].aws_networks)


def test_groups_tell_in_words_of_their_own() -> None:
    store = machines(planned(one("yugabytedb", "uk", UK, survives="cloud")))
    on_aws, on_gcp = (group.metrics for group in store.groups)
    assert on_aws == f"Domicile/{store.groups[0].identity}"
    assert on_gcp.startswith("custom.googleapis.com/domicile/acme_test_uk_")


def test_both_peers_of_dsql_are_watched_and_a_commit_that_waits_for_the_other_may_be_slower() -> None:
    store = {"class": "persistent", "engine": "aurora-dsql", "in": {"uk": {"survives": "zone"}}}
    plan = planned(
        intent(jurisdictions={"eu": EU, "uk": UK}, stores={"orders": store | {"survives": "region"}})
    )
    found = {s.jurisdiction: s for s in all_stores(plan) if isinstance(s, Dsql)}
    for jurisdiction, places in (("eu", {"aws/eu-central-1", "aws/eu-west-1"}), ("uk", {"aws/eu-west-2"})):
        alarms = found[jurisdiction].alarms
        assert {a.place for a in alarms} == places
        assert {a.namespace for a in alarms} == {"AWS/AuroraDSQL"}
        assert {a.ids for a in alarms} == {("ClusterId",)}
        assert {m.name for m in found[jurisdiction].members} == {a.watches for a in alarms}
        topics = next(j for j in plan.jurisdictions if j.id == jurisdiction).alarm_topics
        assert {t.place for t in topics} == places
    slow = {j: next(a.threshold for a in s.alarms if key(a) == "commit-latency") for j, s in found.items()}
    assert slow["eu"] > slow["uk"]
    assert {key(a) for a in found["uk"].alarms if a.missing == "breaching"} == {"storage"}
