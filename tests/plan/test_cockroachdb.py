"""CockroachDB: who may connect, and what it refuses that other engines on machines do not."""

from __future__ import annotations

from functools import partial
from ipaddress import IPv4Network
from typing import Any

import pytest

from plan.model import Machines
from plan.resolve import all_stores
from tests.plan import machines
from tests.plan.intents import planned, refused
from tests.plan.machines import AT, UK, US, assert_refused

given, store = partial(machines.given, "cockroachdb"), partial(machines.store, "cockroachdb")


def test_members_and_clients_come_from_exactly_their_tiers() -> None:
    plan = planned(given("uk", UK, survives="cloud"))
    (network,) = plan.jurisdictions[0].aws_networks
    (region,) = plan.jurisdictions[0].gcp_networks[0].regions
    (found,) = all_stores(plan)
    assert isinstance(found, Machines)
    home, recovery = found.groups
    opened = {o.name: (o.ports, o.sources) for o in home.openings}
    data = next(s.cidr for s in region.subnets if s.tier == "data")
    assert opened["followers"] == ((26257,), (data,))
    assert opened["members"][0] == (26357,)
    for name, tier in (("members", "data"), ("clients", "private")):
        (source,) = opened[name][1]
        inside = {s.tier for s in network.subnets if IPv4Network(s.cidr).subnet_of(IPv4Network(source))}
        assert inside == {tier}
    assert {o.name for o in recovery.openings} == {"members", "followers", "clients"}
    assert found.mesh is not None
    assert (found.mesh.places, found.mesh.ports) == (("aws/eu-west-2", "gcp/europe-west2"), (26257,))


def test_the_mesh_of_a_cluster_over_regions_is_of_its_members_and_of_one_region_is_none() -> None:
    over_regions, alone = store("us", US, survives="region"), store("uk", UK)
    assert over_regions.mesh is not None
    assert over_regions.mesh.ports == (26357,)
    assert set(over_regions.mesh.places) == {g.place for g in over_regions.groups}
    assert alone.mesh is None


REFUSED: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("no licence", given("uk", UK, licence=None), "DOM-280", f"{AT}.licence", "enterprise"),
    ("telemetry", given("uk", UK, licence="free"), "DOM-280", f"{AT}.licence", "enterprise"),
    ("trial", given("uk", UK, licence="trial"), "DOM-280", f"{AT}.licence", "enterprise"),
    ("three over regions", given("us", US, survives="region", replicas=3), "DOM-283", f"{AT}.replicas", "5"),
    ("innovation release", given("uk", UK, version="v26.1.0"), "DOM-286", f"{AT}.version", "v25.4.10"),
    ("before LTS", given("uk", UK, version="v25.4.9"), "DOM-286", f"{AT}.version", "v26.2.0"),
]


@pytest.mark.parametrize(
    ("given", "code", "path", "allowed"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED]
)
def test_refused(given: dict[str, Any], code: str, path: str, allowed: str) -> None:
    assert_refused(given, code, path, allowed)


def test_metadata_may_run_under_a_free_licence() -> None:
    assert store("uk", UK, licence="free", **{"class": "metadata"}).licence == "free"


def test_everything_wrong_is_said_at_once() -> None:
    problems = refused(given("uk", UK, licence="free", replicas=4, version="v26.1.0"))
    assert {p.code for p in problems.values()} == {"DOM-280", "DOM-283", "DOM-286"}
