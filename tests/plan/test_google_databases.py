"""AlloyDB, Cloud SQL and Spanner: where they may be, what they need, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jurisdictions.problem import Problem, ProblemsError
from plan.engines.cloud_sql import TIERS, unfit
from plan.model import Alloydb, CloudSql, JurisdictionPlan, Plan, Spanner
from plan.resolve import all_keys
from tests.plan.intents import intent, planned

GERMANY = {"de": {"home": "gcp/europe-west10", "recovery": "gcp/europe-west3"}}
SWAPPED = {"de": {"home": "gcp/europe-west3", "recovery": "gcp/europe-west10"}}
AUSTRALIA = {"au": {"home": "gcp/australia-southeast1", "recovery": "gcp/australia-southeast2"}}
LONDON = {"uk": {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}}
BASE: dict[str, dict[str, Any]] = {
    engine: {"class": "persistent", "engine": engine} for engine in ("alloydb", "cloud-sql", "spanner")
}


def one(engine: str, where: dict[str, Any], **keys: Any) -> Plan:
    return planned(intent(jurisdictions=where, stores={"s": BASE[engine] | keys}))


def problems(engine: str, where: dict[str, Any], **keys: Any) -> dict[str, Problem]:
    with pytest.raises(ProblemsError) as refused:
        one(engine, where, **keys)
    return {p.path: p for p in refused.value.problems}


@pytest.mark.parametrize("engine", ["alloydb", "cloud-sql"])
@pytest.mark.parametrize(
    ("where", "places"),
    [
        (GERMANY, ["gcp/europe-west10", "gcp/europe-west3"]),
        (AUSTRALIA, ["gcp/australia-southeast1", "gcp/australia-southeast2"]),
    ],
)
def test_two_regions_of_one_country_each_with_key_network_and_range(
    engine: str, where: dict[str, Any], places: list[str]
) -> None:
    plan = one(engine, where, survives="region")
    (jurisdiction,) = plan.jurisdictions
    (store,) = jurisdiction.stores
    assert [(p.place, p.role) for p in store.placements] == list(
        zip(places, ("home", "recovery"), strict=True)
    )
    keys = {k.name: k for k in all_keys(plan)}
    assert [keys[p.key].place for p in store.placements] == places
    service = "alloydb" if engine == "alloydb" else "cloud-sql"
    assert all(keys[p.key].services == (service, "secretmanager") for p in store.placements)
    (network,) = jurisdiction.gcp_networks
    assert {r.place for r in network.regions if r.services_cidr} == set(places)


@pytest.mark.parametrize("engine", ["alloydb", "cloud-sql"])
def test_one_region_of_the_jurisdiction_survives_a_zone(engine: str) -> None:
    (jurisdiction,) = one(engine, LONDON).jurisdictions
    (store,) = jurisdiction.stores
    assert (store.layout, [p.place for p in store.placements]) == ("regional", ["gcp/europe-west2"])


@pytest.mark.parametrize("engine", ["alloydb", "cloud-sql", "spanner"])
def test_one_region_cannot_survive_its_own_loss(engine: str) -> None:
    problem = problems(engine, LONDON, survives="region")["stores.s.survives"]
    assert problem.code == "DOM-212"
    assert "uk has one region of gcp" in problem.allowed
    assert "gcp/europe-west2 is lost" in problem.what


def _by_place(jurisdiction: JurisdictionPlan) -> dict[str, Any]:
    (store,) = jurisdiction.stores
    assert isinstance(store, Alloydb | CloudSql)
    return {m.place: m for m in store.members}


@pytest.mark.parametrize("engine", ["alloydb", "cloud-sql"])
def test_home_and_recovery_change_roles_and_nothing_else(engine: str) -> None:
    before = one(engine, GERMANY, survives="region").jurisdictions[0]
    after = one(engine, SWAPPED, survives="region").jurisdictions[0]
    old, new = _by_place(before), _by_place(after)
    assert {p: m.role for p, m in old.items()} != {p: m.role for p, m in new.items()}
    assert {p: replace(m, role="home") for p, m in old.items()} == {
        p: replace(m, role="home") for p, m in new.items()
    }
    assert before.gcp_networks == after.gcp_networks
    assert {k.name: k for k in before.keys} == {k.name: k for k in after.keys}


def test_a_store_that_is_peered_changes_nothing_else_of_a_network() -> None:
    plain = planned(intent(jurisdictions=GERMANY, stores={})).jurisdictions[0].gcp_networks[0]
    (network,) = one("alloydb", GERMANY).jurisdictions[0].gcp_networks
    assert [replace(r, services_cidr=None) for r in network.regions] == list(plain.regions)
    assert [bool(r.services_cidr) for r in network.regions] == [True, False]


SETTINGS: list[tuple[str, str, dict[str, Any], dict[str, Any], str, str, str]] = [
    ("vCPU", "alloydb", GERMANY, {"cpu_count": 6}, "cpu_count", "DOM-263", "2, 4, 8"),
    ("read nodes", "alloydb", GERMANY, {"read_nodes": 21}, "read_nodes", "DOM-106", "0 to 20"),
    ("version", "alloydb", GERMANY, {"version": "13"}, "version", "DOM-105", "17"),
    (
        "transient rows",
        "alloydb",
        GERMANY,
        {"class": "transient", "expires_hours": 12},
        "engine",
        "DOM-225",
        "dynamodb",
    ),
    ("a place of AWS", "cloud-sql", LONDON, {"home": "aws/eu-west-2"}, "home", "DOM-203", "gcp/europe-west2"),
    ("abroad", "cloud-sql", LONDON, {"home": "gcp/europe-west3"}, "home", "DOM-213", "gcp/europe-west2"),
    (
        "edition of a replica",
        "cloud-sql",
        GERMANY,
        {"survives": "region", "edition": "ENTERPRISE"},
        "edition",
        "DOM-260",
        "ENTERPRISE_PLUS",
    ),
    ("shared core", "cloud-sql", GERMANY, {"tier": "db-f1-micro"}, "tier", "DOM-264", "db-custom-"),
    (
        "tier of the other edition",
        "cloud-sql",
        GERMANY,
        {"tier": "db-custom-2-8192", "edition": "ENTERPRISE_PLUS"},
        "tier",
        "DOM-264",
        "db-perf-optimized-N",
    ),
    (
        "edition of two regions",
        "spanner",
        GERMANY,
        {"survives": "region", "edition": "ENTERPRISE"},
        "edition",
        "DOM-260",
        "ENTERPRISE_PLUS",
    ),
    (
        "edition of autoscaling",
        "spanner",
        GERMANY,
        {
            "edition": "STANDARD",
            "autoscaling": {"min_processing_units": 1000, "max_processing_units": 2000},
        },
        "edition",
        "DOM-260",
        "ENTERPRISE, ENTERPRISE_PLUS",
    ),
    (
        "both sizes",
        "spanner",
        GERMANY,
        {
            "processing_units": 1000,
            "autoscaling": {"min_processing_units": 1000, "max_processing_units": 2000},
        },
        "autoscaling",
        "DOM-261",
        "exactly one",
    ),
    (
        "too wide",
        "spanner",
        GERMANY,
        {"autoscaling": {"min_processing_units": 1000, "max_processing_units": 11000}},
        "autoscaling.max_processing_units",
        "DOM-261",
        "1000 to 10000",
    ),
    (
        "between two sizes",
        "spanner",
        GERMANY,
        {"autoscaling": {"min_processing_units": 1500, "max_processing_units": 3000}},
        "autoscaling.min_processing_units",
        "DOM-219",
        "thousands",
    ),
]


@pytest.mark.parametrize(
    ("engine", "where", "keys", "said"),
    [(*case[1:4], case[4:]) for case in SETTINGS],
    ids=[case[0] for case in SETTINGS],
)
def test_a_setting_is_refused_with_what_is_allowed(
    engine: str, where: dict[str, Any], keys: dict[str, Any], said: tuple[str, str, str]
) -> None:
    path, code, allowed = said
    problem = problems(engine, where, **keys)[f"stores.s.{path}"]
    assert problem.code == code
    assert allowed in problem.allowed


def test_edition_too_low_names_what_needs_more() -> None:
    problem = problems("cloud-sql", GERMANY, survives="region", edition="ENTERPRISE")["stores.s.edition"]
    assert problem.what == "edition too low for a disaster recovery replica"
    assert "ENTERPRISE_PLUS" in problem.fix


def test_a_network_without_room_for_googles_services_is_refused() -> None:
    given = intent(
        jurisdictions=GERMANY,
        stores={"s": BASE["alloydb"]},
        network={"cidrs": {"de": {"gcp/europe-west10": "192.168.0.0/22"}}},
    )
    with pytest.raises(ProblemsError) as refused:
        planned(given)
    (problem,) = refused.value.problems
    assert (problem.code, problem.path) == ("DOM-262", "network.cidrs.de.gcp/europe-west10")
    assert "/21" in problem.allowed


@pytest.mark.parametrize(
    ("keys", "edition", "tier", "log_days"),
    [
        ({}, "ENTERPRISE", "db-custom-2-8192", 7),
        ({"backup_days": 20}, "ENTERPRISE", "db-custom-2-8192", 7),
        ({"backup_days": 20, "survives": "region"}, "ENTERPRISE_PLUS", "db-perf-optimized-N-2", 20),
        (
            {"edition": "ENTERPRISE_PLUS", "tier": "db-c4a-highmem-4"},
            "ENTERPRISE_PLUS",
            "db-c4a-highmem-4",
            7,
        ),
    ],
)
def test_edition_machine_and_history_follow_what_is_promised(
    keys: dict[str, Any], edition: str, tier: str, log_days: int
) -> None:
    (store,) = one("cloud-sql", GERMANY, **keys).jurisdictions[0].stores
    assert isinstance(store, CloudSql)
    assert (store.edition, store.tier, store.log_days) == (edition, tier, log_days)


@pytest.mark.parametrize(
    ("tier", "edition", "fits"),
    [
        ("db-custom-1-3840", "ENTERPRISE", True),
        ("db-custom-4-26624", "ENTERPRISE", True),
        ("db-custom-3-8192", "ENTERPRISE", False),
        ("db-custom-98-131072", "ENTERPRISE", False),
        ("db-custom-2-3840", "ENTERPRISE", True),
        ("db-custom-2-3841", "ENTERPRISE", False),
        ("db-custom-2-13568", "ENTERPRISE", False),
        ("db-custom-8-3840", "ENTERPRISE", False),
        ("db-g1-small", "ENTERPRISE", False),
        ("db-perf-optimized-N-8", "ENTERPRISE", False),
        ("db-perf-optimized-N-8", "ENTERPRISE_PLUS", True),
        ("db-perf-optimized-N-6", "ENTERPRISE_PLUS", False),
        ("db-c4a-highmem-1", "ENTERPRISE_PLUS", True),
        *((tier, edition, True) for edition, tier in TIERS.items()),
    ],
)
def test_machines_by_edition(tier: str, edition: Any, fits: bool) -> None:
    assert (unfit(tier, edition) is None) == fits


@pytest.mark.parametrize(
    ("where", "keys", "edition", "cpu"),
    [
        (GERMANY, {}, "STANDARD", 65),
        (GERMANY, {"survives": "region"}, "ENTERPRISE_PLUS", 45),
        (GERMANY, {"edition": "ENTERPRISE"}, "ENTERPRISE", 65),
    ],
)
def test_spanner_has_the_lowest_edition_that_is_enough(
    where: dict[str, Any], keys: dict[str, Any], edition: str, cpu: int
) -> None:
    (store,) = one("spanner", where, **keys).jurisdictions[0].stores
    assert isinstance(store, Spanner)
    assert (store.edition, store.cpu_alert, store.processing_units) == (edition, cpu, 1000)


@pytest.mark.parametrize(("survives", "cpu"), [("zone", 65), ("region", 45)])
def test_spanner_scales_between_two_sizes_instead_of_having_one(survives: str, cpu: int) -> None:
    sizes = {"min_processing_units": 1000, "max_processing_units": 10_000}
    (store,) = one("spanner", GERMANY, survives=survives, autoscaling=sizes).jurisdictions[0].stores
    assert isinstance(store, Spanner)
    assert store.processing_units is None
    assert store.autoscaling is not None
    assert (store.autoscaling.high_priority_cpu, store.autoscaling.storage) == (cpu, 75)
    assert store.edition == ("ENTERPRISE" if survives == "zone" else "ENTERPRISE_PLUS")
