"""Paths as they are declared: what reaches what, and that nothing reaches another jurisdiction."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from ipaddress import IPv4Network
from itertools import product
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from infra.build import declare
from jurisdictions import law, regions_in
from jurisdictions.problem import ProblemsError
from plan.model import Plan
from tests.components.recording import World
from tests.components.recording import declare as record
from tests.components.routing import Routing
from tests.plan.intents import intent, planned
from tests.plan.test_topologies import LAWS

US = {"home": "aws/us-east-1", "recovery": "gcp/us-east4"}
MESHED = {"class": "persistent", "engine": "yugabytedb", "survives": "region"}
THIRD = {"mesh-us": MESHED | {"only": ["us"], "recovery": "aws/us-west-2", "witness": "gcp/us-east4"}}
BOTH = {"uk": intent()["jurisdictions"]["uk"], "us": US}


def plan_of(jurisdictions: dict[str, Any], **more: Any) -> Plan:
    """Each jurisdiction in two places has a store with members in both, and in ``stores`` what is given."""
    meshed = {f"mesh-{of}": MESHED | {"only": [of]} for of, where in jurisdictions.items() if len(where) > 1}
    stores = meshed | more.get("stores", {})
    return planned(intent(jurisdictions=jurisdictions, **{**more, "stores": stores}))


def world_of(plan: Plan) -> World:
    return record(lambda: declare(plan))[1]


@cache
def example() -> World:
    """The United Kingdom on both clouds, and the United States in two regions of AWS and one of Google."""
    return world_of(plan_of(BOTH, stores=THIRD))


def owner(network: str) -> str:
    return network.partition("-")[0]


def probes(cidr: IPv4Network) -> list[Any]:
    return [cidr[1], cidr[cidr.num_addresses // 2], cidr[-2]]


def leaks(routing: Routing) -> list[tuple[Any, ...]]:
    """Packets that arrive in a network of another jurisdiction than they were sent from."""
    return [
        (start, str(address), end)
        for start, ranges in product(routing.starts(), routing.ranges().values())
        for cidr in ranges
        for address in probes(cidr)
        if (end := routing.ends(start, address)) is not None and owner(end) != owner(start[0])
    ]


def test_the_places_of_a_jurisdiction_reach_each_other_and_no_others() -> None:
    routing = Routing(world=example())
    assert leaks(routing) == []
    inside = [s for s in routing.starts() if not s[1].endswith("-public-id")]
    for start, (network, ranges) in product(inside, routing.ranges().items()):
        arrived = {routing.ends(start, address) for r in ranges for address in probes(r)}
        assert arrived == ({network} if owner(network) == owner(start[0]) else {None}), (start, network)


def test_the_public_tier_has_no_way_to_other_places() -> None:
    routing = Routing(world=example())
    public = [s for s in routing.starts() if s[1].endswith("-public-id")]
    others = {r[0][1]: network for network, r in routing.ranges().items()}
    assert public
    for start in public:
        assert {routing.ends(start, a) for a, n in others.items() if n != start[0]} == {None}


def test_nothing_goes_through_a_place_to_a_third() -> None:
    """Without the path between two places there is none, although both have one to the third."""
    plan = plan_of(BOTH, stores=THIRD)
    cut = []
    for j in plan.jurisdictions:
        cut.append(replace(j, paths=replace(j.paths, peerings=())) if j.id == "us" else j)
    routing = Routing(world=world_of(replace(plan, jurisdictions=tuple(cut))))
    east, west = (n for n in routing.vpcs if n.startswith("us-"))
    for start in (s for s in routing.starts() if s[0] == east):
        assert routing.ends(start, routing.vpcs[west][9]) is None


def test_the_walk_would_find_a_leak() -> None:
    """A route by mistake, from one jurisdiction's gateway to another's network, is found."""
    world = example()
    uk = next(
        r for r in world.of("ec2transitgateway/vpcAttachment:VpcAttachment") if r.name.startswith("uk-")
    )
    route = next(
        r for r in world.of("ec2transitgateway/route:Route") if r.inputs.get("blackhole") and "uk" in r.name
    )
    assert uk.inputs["region"] == route.inputs["region"]
    peering = next(p for p in world.of("ec2transitgateway/peeringAttachment:PeeringAttachment"))
    foreign = next(v for v in world.of("ec2/vpc:Vpc") if v.inputs["region"] == peering.inputs["region"])
    bad = {
        "destinationCidrBlock": foreign.inputs["cidrBlock"],
        "transitGatewayAttachmentId": f"{peering.name}-id",
        "transitGatewayRouteTableId": route.inputs["transitGatewayRouteTableId"],
    }
    way = {
        "destinationCidrBlock": foreign.inputs["cidrBlock"],
        "transitGatewayId": uk.inputs["transitGatewayId"],
        "routeTableId": "uk-aws-eu-west-2-network-data-id",
    }
    mistaken = [replace(route, name="mistake", inputs=bad)]
    mistaken += [replace(next(iter(world.of("ec2/route:Route"))), name="mistaken-way", inputs=way)]
    routing = Routing(world=World(resources=[*world.resources, *mistaken]))
    assert {(owner(start[0]), owner(end)) for start, _, end in leaks(routing)} == {("uk", "us")}


@st.composite
def topologies(draw: st.DrawFn) -> dict[str, Any]:
    chosen = draw(st.lists(st.sampled_from(LAWS), min_size=2, max_size=3, unique=True))
    where = {}
    for name in chosen:
        regions = sorted({r.id for country in law(name).home_countries for r in regions_in(country)})
        at = draw(st.lists(st.sampled_from(regions), min_size=1, max_size=2, unique=True))
        where[name] = dict(zip(("home", "recovery"), at, strict=False))
    return where


@settings(max_examples=12)
@given(topologies())
def test_whatever_the_topology_no_address_of_another_jurisdiction_is_reached(where: dict[str, Any]) -> None:
    try:
        plan = plan_of(where)
    except ProblemsError:
        assume(False)
    routing = Routing(world=world_of(plan))
    assert len(routing.ranges()) >= len(where)
    assert leaks(routing) == []


def test_every_private_address_that_is_not_ones_own_is_dropped_by_the_gateway() -> None:
    world = example()
    tables = {
        r.inputs["transitGatewayRouteTableId"]
        for r in world.of("ec2transitgateway/route:Route")
        if r.inputs.get("blackhole")
    }
    assert len(tables) == len(world.of("ec2transitgateway/transitGateway:TransitGateway")) == 3


def test_gateways_do_nothing_by_themselves() -> None:
    for gateway in example().of("ec2transitgateway/transitGateway:TransitGateway"):
        for name in (
            "defaultRouteTableAssociation",
            "defaultRouteTablePropagation",
            "autoAcceptSharedAttachments",
        ):
            assert gateway.inputs[name] == "disable"


def test_a_route_over_a_peering_waits_until_it_is_accepted() -> None:
    world = example()
    (accepter,) = world.of("ec2transitgateway/peeringAttachmentAccepter:PeeringAttachmentAccepter")
    (peering,) = world.of("ec2transitgateway/peeringAttachment:PeeringAttachment")
    assert accepter.inputs["region"] == peering.inputs["peerRegion"]
    waiting = [
        r
        for kind in ("route:Route", "routeTableAssociation:RouteTableAssociation")
        for r in world.of(f"ec2transitgateway/{kind}")
        if r.inputs.get("transitGatewayAttachmentId") == f"{peering.name}-id"
    ]
    assert len(waiting) == 4
    assert all(accepter.urn in r.dependencies for r in waiting)


def test_tunnels_use_one_strong_proposal_and_are_logged_at_home() -> None:
    world = example()
    connections = world.of("ec2/vpnConnection:VpnConnection")
    assert len(connections) == 6
    for made, number in product(connections, (1, 2)):
        tunnel = {
            k.removeprefix(f"tunnel{number}"): v for k, v in made.inputs.items() if f"tunnel{number}" in k
        }
        assert tunnel["IkeVersions"] == ["ikev2"]
        for phase in ("Phase1", "Phase2"):
            assert tunnel[f"{phase}EncryptionAlgorithms"] == ["AES256-GCM-16"]
            assert tunnel[f"{phase}IntegrityAlgorithms"] == ["SHA2-384"]
            assert tunnel[f"{phase}DhGroupNumbers"] == [20]
        logs = tunnel["LogOptions"]["cloudwatchLogOptions"]
        assert logs["logEnabled"]
        assert logs["bgpLogEnabled"]
        assert f":{made.inputs['region']}:" in logs["logGroupArn"]
        assert made.inputs["presharedKeyStorage"] == "SecretsManager"


def test_every_tunnel_has_its_own_secret_range_and_peer() -> None:
    world = example()
    tunnels = world.of("compute/vPNTunnel:VPNTunnel")
    secrets = [r for r in world.of("RandomPassword") if "-tunnel-" in r.name]
    assert len(tunnels) == len(secrets) == 12
    insides = [
        v
        for c in world.of("ec2/vpnConnection:VpnConnection")
        for k, v in c.inputs.items()
        if k.endswith("InsideCidr")
    ]
    assert len(insides) == len(set(insides)) == 12
    ends = [
        (t.inputs["vpnGateway"], t.inputs["peerExternalGateway"], t.inputs["peerExternalGatewayInterface"])
        for t in tunnels
    ]
    assert len(set(ends)) == 12
    for gateway in world.of("compute/externalVpnGateway:ExternalVpnGateway"):
        assert gateway.inputs["redundancyType"] == "FOUR_IPS_REDUNDANCY"
        assert [i["id"] for i in gateway.inputs["interfaces"]] == [0, 1, 2, 3]
        mine = [t for t in tunnels if t.inputs["peerExternalGateway"] == f"{gateway.name}-id"]
        assert sorted(t.inputs["vpnGatewayInterface"] for t in mine) == [0, 0, 1, 1]


def test_a_router_tells_of_its_own_ranges_only() -> None:
    routers = [r for r in example().of("compute/router:Router") if "bgp" in r.inputs]
    assert len(routers) == 2
    for router in routers:
        bgp = router.inputs["bgp"]
        assert (bgp["advertiseMode"], bgp.get("advertisedGroups", [])) == ("CUSTOM", [])
        assert len(bgp["advertisedIpRanges"]) == 1
    for peer in example().of("compute/routerPeer:RouterPeer"):
        assert peer.inputs["advertiseMode"] == "DEFAULT"
        assert "advertisedIpRanges" not in peer.given


def test_an_alarm_tells_of_a_tunnel_that_is_down() -> None:
    found = [a.inputs for a in example().of("MetricAlarm") if a.inputs.get("namespace") == "AWS/VPN"]
    alarms = {a["dimensions"]["VpnId"]: a for a in found}
    assert set(alarms) == {f"{c.name}-id" for c in example().of("ec2/vpnConnection:VpnConnection")}
    assert {(a["namespace"], a["metricName"], a["treatMissingData"]) for a in alarms.values()} == {
        ("AWS/VPN", "TunnelState", "breaching")
    }
