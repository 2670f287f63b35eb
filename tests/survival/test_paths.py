"""Private paths of a deployed stack: what a loss leaves of them, and what alone would cut one."""

from __future__ import annotations

from typing import Any

import pytest

from policies import Graph
from policies.resources.state import graph_of
from survival.ground import Ground
from survival.model import Loss
from survival.paths import Path, apart, largest_group, paths, weaknesses
from tests.policies.states import graph

UK = {"data-class": "persistent", "jurisdiction": "uk"}
LONDONS = ("aws/eu-west-2", "gcp/europe-west2")


def joined(*, connections: int = 2, zones: int = 2) -> dict[str, dict[str, Any]]:
    """The United Kingdom on both clouds: a VPN of so many connections, an attachment in so many zones."""
    found: dict[str, dict[str, Any]] = {}
    for n in range(zones):
        props = {"region": "eu-west-2", "availabilityZoneId": f"euw2-az{n + 1}", "tags": UK}
        found[f"subnet-{n}"] = {
            "type": "aws:ec2/subnet:Subnet",
            "props": props,
            "outputs": {"id": f"subnet-{n}"},
        }
    found["attachment"] = {
        "type": "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
        "props": {"region": "eu-west-2", "tags": UK, "subnetIds": [f"subnet-{n}" for n in range(zones)]},
        "refs": {"subnetIds": [f"subnet-{n}" for n in range(zones)]},
    }
    interfaces = []
    for n in range(connections):
        ends = {f"tunnel{t}Address": f"203.0.113.{2 * n + t}" for t in (1, 2)}
        interfaces += [{"id": 2 * n + t - 1, "ipAddress": f"203.0.113.{2 * n + t}"} for t in (1, 2)]
        found[f"vpn-{n}"] = {
            "type": "aws:ec2/vpnConnection:VpnConnection",
            "props": {"region": "eu-west-2", "tags": UK},
            "outputs": ends,
        }
    found["external"] = {
        "type": "gcp:compute/externalVpnGateway:ExternalVpnGateway",
        "props": {"name": "external", "labels": UK, "interfaces": interfaces},
        "outputs": {"selfLink": "projects/p/global/externalVpnGateways/external"},
    }
    for interface in interfaces:
        found[f"tunnel-{interface['id']}"] = {
            "type": "gcp:compute/vPNTunnel:VPNTunnel",
            "props": {
                "name": f"t{interface['id']}",
                "region": "europe-west2",
                "labels": UK,
                "peerExternalGateway": "projects/p/global/externalVpnGateways/external",
                "peerExternalGatewayInterface": interface["id"],
            },
            "refs": {"peerExternalGateway": ["external"]},
        }
    return found


def stack(*, connections: int = 2, zones: int = 2) -> Graph:
    return graph(joined(connections=connections, zones=zones))


def test_addresses_that_a_preview_does_not_know_lead_to_what_they_are_computed_from() -> None:
    found = joined()
    for name in ("vpn-0", "vpn-1"):
        del found[name]["outputs"]
    for interface in found["external"]["props"]["interfaces"]:
        interface["ipAddress"] = "<unknown>"
    assert paths(Ground(graph(found))) == ()
    found["external"]["refs"] = {"interfaces": ["vpn-0", "vpn-1"]}
    told = only(graph(found))
    assert (told.ends, told.connections, told.weak) == (frozenset(LONDONS), 2, "")


def only(of: Graph) -> Path:
    (found,) = paths(Ground(of))
    return found


def test_a_vpn_is_told_by_its_tunnels() -> None:
    found = only(stack())
    assert (found.jurisdiction, found.ends, found.connections) == ("uk", frozenset(LONDONS), 2)
    assert found.zones == {("aws/eu-west-2", "euw2-az1"), ("aws/eu-west-2", "euw2-az2")}
    assert found.weak == ""


@pytest.mark.parametrize(
    ("loss", "left"),
    [
        (Loss(), True),
        (Loss(zones=frozenset({("aws/eu-west-2", "euw2-az1")})), True),
        (Loss(zones=frozenset({("aws/eu-west-2", "euw2-az1"), ("aws/eu-west-2", "euw2-az2")})), False),
        (Loss(regions=frozenset({"gcp/europe-west2"})), False),
        (Loss(clouds=frozenset({"aws"})), False),
        (Loss(regions=frozenset({"aws/us-east-1"})), True),
    ],
)
def test_a_loss_takes_the_paths_of_its_places(loss: Loss, left: bool) -> None:
    assert only(stack()).left(loss) is left


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"connections": 1}, "is one VPN connection"),
        ({"zones": 1}, "leaves aws/eu-west-2 through zone euw2-az1 alone"),
        ({}, ""),
    ],
)
def test_what_alone_would_cut_a_path_is_noted(given: dict[str, int], says: str) -> None:
    found = paths(Ground(stack(**given)))
    notes = weaknesses(found, "uk", LONDONS)
    assert bool(notes) is bool(says)
    assert says in "".join(notes)
    assert weaknesses(found, "us", LONDONS) == weaknesses(found, "uk", LONDONS[:1]) == ()


def test_members_without_a_path_are_apart() -> None:
    found = paths(Ground(stack()))
    assert apart(found, "uk", LONDONS, Loss()) == []
    assert apart(found, "us", LONDONS, Loss()) == [LONDONS]
    both = frozenset({("aws/eu-west-2", "euw2-az1"), ("aws/eu-west-2", "euw2-az2")})
    assert apart(found, "uk", LONDONS, Loss(zones=both)) == [LONDONS]
    assert apart(found, "uk", LONDONS, Loss(clouds=frozenset({"aws"}))) == []
    assert apart((), "de", ("gcp/europe-west3", "gcp/europe-west10"), Loss()) == []


def test_gateways_of_two_regions() -> None:
    peering = {
        "peering": {
            "type": "aws:ec2transitgateway/peeringAttachment:PeeringAttachment",
            "props": {"region": "us-east-1", "peerRegion": "us-west-2", "tags": {**UK, "jurisdiction": "us"}},
        }
    }
    found = only(graph(peering))
    assert found.ends == {"aws/us-east-1", "aws/us-west-2"}
    assert found.left(Loss(zones=frozenset({("aws/us-east-1", "use1-az1")})))
    assert not found.left(Loss(regions=frozenset({"aws/us-west-2"})))


def test_nothing_is_made_up_where_there_is_no_path() -> None:
    assert paths(Ground(graph_of({"version": 3, "deployment": {"resources": []}}))) == ()


def test_whoever_reaches_each_other_votes_together() -> None:
    votes = {"aws/a": 2, "aws/b": 2, "gcp/c": 1}
    assert largest_group(votes, []) == votes.keys()
    assert largest_group(votes, [("aws/a", "aws/b")]) == {"aws/a", "gcp/c"}
    assert largest_group(votes, [("aws/a", "aws/b"), ("aws/b", "gcp/c")]) == {"aws/a", "gcp/c"}
    assert largest_group({**votes, "gcp/c": 3}, [("aws/a", "gcp/c"), ("aws/b", "gcp/c")]) == {
        "aws/a",
        "aws/b",
    }
    assert largest_group({}, []) == frozenset()
