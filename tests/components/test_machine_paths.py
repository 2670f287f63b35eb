"""Packets between the machines of a store in different places: they arrive on its ports, and on no others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from ipaddress import IPv4Address, IPv4Network
from itertools import permutations
from typing import Any

import pulumi
import pytest

from infra.build import declare as declare_plan
from plan.model import Machine, MachineGroup, Machines, Plan
from plan.resolve import all_stores
from tests.components.firewalls import Firewalls
from tests.components.recording import World, declare
from tests.components.routing import Routing
from tests.plan.intents import intent, planned

STORES: dict[str, Any] = {
    "journal": {
        "class": "persistent",
        "engine": "cockroachdb",
        "licence": "enterprise",
        "survives": "region",
    },
    "events": {"class": "persistent", "engine": "yugabytedb", "survives": "region"},
}
TOPOLOGIES: dict[str, dict[str, Any]] = {
    "uk": {"uk": {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}, "us": {"home": "aws/us-east-1"}},
    "de": {
        "de": {"home": "aws/eu-central-1", "recovery": "gcp/europe-west10"},
        "uk": {"home": "gcp/europe-west2"},
    },
}
"""The country whose stores are looked at, and another beside it."""
WITNESS = {"de": {"witness": "gcp/europe-west3"}}
OTHER_PORTS = (22, 443, 5432, 8080, 9000)


@cache
def plan_of(of: str) -> Plan:
    stores = {name: {**store, **WITNESS.get(of, {}), "only": [of]} for name, store in STORES.items()}
    bucket = {"uploads": {"class": "persistent", "engine": "bucket"}}
    return planned(intent(jurisdictions=TOPOLOGIES[of], stores={**stores, **bucket}))


@cache
def world_of(of: str) -> World:
    pulumi.runtime.set_all_config({"domicile:cockroachdb-licence": "crl-0-key"})
    try:
        return declare(lambda: declare_plan(plan_of(of)))[1]
    finally:
        pulumi.runtime.set_all_config({})


def ranges_of(plan: Plan) -> dict[str, IPv4Network]:
    """Range of every planned subnet, by its name."""
    subnets = [s for j in plan.jurisdictions for n in j.aws_networks for s in n.subnets]
    subnets += [s for j in plan.jurisdictions for n in j.gcp_networks for r in n.regions for s in r.subnets]
    return {s.name: IPv4Network(s.cidr) for s in subnets}


def pairs(of: str) -> Iterator[tuple[Machines, MachineGroup, Machine, MachineGroup, Machine]]:
    """Every two machines of one store in different places, either way."""
    for store in all_stores(plan_of(of)):
        if isinstance(store, Machines):
            for one, other in permutations(store.groups, 2):
                for a in one.machines:
                    for b in other.machines:
                        yield store, one, a, other, b


def starts_in(group: MachineGroup) -> tuple[str, str]:
    """Network and route table, or region, that a machine's packets leave by."""
    if group.place.startswith("aws/"):
        return network_of(group), f"{group.network}-data-id"
    return network_of(group), group.place.partition("/")[2]


def network_of(group: MachineGroup) -> str:
    return f"{group.network}-vpc-id" if group.place.startswith("aws/") else f"{group.network}-id"


@pytest.mark.parametrize("of", TOPOLOGIES)
def test_members_reach_each_other_over_the_path_on_their_ports_and_no_others(of: str) -> None:
    world, ranges = world_of(of), ranges_of(plan_of(of))
    routing, firewalls, walked = Routing(world=world), Firewalls(world=world), set()
    for store, one, a, other, b in pairs(of):
        assert store.mesh is not None
        source, to = ranges[a.subnet][10], ranges[b.subnet][10]
        assert routing.ends(starts_in(one), to) == network_of(other), (a.name, b.name)
        for port in store.mesh.ports:
            assert firewalls.leaves(a, to, port), (a.name, b.name, port)
            assert firewalls.enters(b, source, port), (a.name, b.name, port)
        if one.network != other.network:
            for port in set(OTHER_PORTS) - set(store.mesh.ports):
                assert not (firewalls.leaves(a, to, port) and firewalls.enters(b, source, port)), (
                    b.name,
                    port,
                )
                assert not firewalls.leaves(a, to, port), (a.name, port)
        assert not firewalls.enters(b, source, 22), b.name
        walked.add((store.engine, one.place.partition("/")[0], other.place.partition("/")[0]))
    crossing = {(engine, "aws", "gcp") for engine in ("cockroachdb", "yugabytedb")}
    assert walked >= crossing | {(engine, b, a) for engine, a, b in crossing}


def foreign(of: str) -> list[IPv4Address]:
    """Addresses in every subnet of the country beside."""
    beside = {
        s.name for j in plan_of(of).jurisdictions if j.id != of for n in j.aws_networks for s in n.subnets
    }
    beside |= {
        s.name
        for j in plan_of(of).jurisdictions
        if j.id != of
        for n in j.gcp_networks
        for r in n.regions
        for s in r.subnets
    }
    return [cidr[10] for name, cidr in ranges_of(plan_of(of)).items() if name in beside]


@pytest.mark.parametrize("of", TOPOLOGIES)
def test_another_jurisdiction_is_neither_reached_nor_let_in(of: str) -> None:
    firewalls, addresses = Firewalls(world=world_of(of)), foreign(of)
    assert addresses
    for store, _, machine, _, _ in pairs(of):
        for port in (*(store.mesh.ports if store.mesh else ()), *OTHER_PORTS):
            for address in addresses:
                assert not firewalls.leaves(machine, address, port), (machine.name, str(address), port)
                assert not firewalls.enters(machine, address, port), (machine.name, str(address), port)


@pytest.mark.parametrize("of", TOPOLOGIES)
def test_what_a_path_leads_to_is_reached_by_the_machines_only(of: str) -> None:
    """No rule without a target, and no port besides, opens the ranges at the other end of a path."""
    paths = next(j.paths for j in plan_of(of).jurisdictions if j.id == of)
    beyond = [IPv4Network(t.cidr) for t in paths.transits]
    rules = [
        r.inputs for r in world_of(of).of("NetworkFirewallPolicyRule") if r.inputs["direction"] == "EGRESS"
    ]
    opened = [
        r
        for r in rules
        if r["action"] == "allow"
        and any(IPv4Network(c).subnet_of(b) for c in r["match"].get("destIpRanges") or () for b in beyond)
    ]
    assert opened
    assert all(r["targetServiceAccounts"] and r["priority"] < 2200 for r in opened)
    assert all(layer["ports"] for r in opened for layer in r["match"]["layer4Configs"])
