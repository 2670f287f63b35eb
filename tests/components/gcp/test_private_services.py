"""Private services access: a range of each region's own block, one peering, a way through the firewall."""

from __future__ import annotations

import pytest

from components.gcp.firewall import rules
from components.gcp.network import Network
from plan.model import GcpNetwork
from tests.components.gcp.support import context, declare, key_handle
from tests.components.recording import World
from tests.plan.intents import intent, planned

GERMANY = {"home": "gcp/europe-west10", "recovery": "gcp/europe-west3"}


def network(**store: str) -> GcpNetwork:
    stores = {"s": {"class": "persistent", "engine": "alloydb", **store}} if store else {}
    plan = planned(intent(jurisdictions={"de": GERMANY}, stores=stores))
    return plan.jurisdictions[0].gcp_networks[0]


def world(part: GcpNetwork) -> World:
    keys = {r.flow_logs.key: key_handle(r.place, r.flow_logs.key) for r in part.regions}
    return declare(lambda: Network(part, context=context(), keys=keys))[1]


def test_a_network_without_such_databases_has_no_peering() -> None:
    made = world(network())
    assert made.of("Connection") == []
    assert made.of("GlobalAddress") == []
    assert "allow-databases" not in {r.name for r in rules(network())}


@pytest.mark.parametrize(
    ("survives", "places"),
    [
        ("zone", {"europe-west10": "10.58.56.0"}),
        ("region", {"europe-west10": "10.58.56.0", "europe-west3": "10.53.56.0"}),
    ],
)
def test_each_region_with_one_has_a_range_of_its_own_block(survives: str, places: dict[str, str]) -> None:
    made = world(network(survives=survives))
    ranges = {a.name: a.inputs for a in made.of("GlobalAddress")}
    assert {n: i["address"] for n, i in ranges.items()} == {
        f"de-gcp-{place}-services": start for place, start in places.items()
    }
    for inputs in ranges.values():
        assert (inputs["purpose"], inputs["addressType"], inputs["prefixLength"]) == (
            "VPC_PEERING",
            "INTERNAL",
            21,
        )
    connection = made.only("Connection")
    assert sorted(connection.inputs["reservedPeeringRanges"]) == sorted(i["name"] for i in ranges.values())
    assert connection.inputs["deletionPolicy"] == "ABANDON"


def test_the_firewall_lets_through_to_these_ranges_and_ports_only() -> None:
    part = network(survives="region")
    (rule,) = [r for r in rules(part) if r.name == "allow-databases"]
    assert rule.destinations == ("10.53.56.0/21", "10.58.56.0/21")
    assert rule.ports == ("3307", "5432", "5433")
    refused = next(r for r in rules(part) if r.name == "deny-foreign-networks")
    assert rule.priority < refused.priority
    assert len({r.priority for r in rules(part)}) == len(rules(part))
