"""Private paths between places, as they are deployed: which pairs of places still reach each other.

A path ends with either of its places. A peering of transit gateways is regional at both ends and has no parts
that fail alone; a VPN has as many lives as tunnels, over two interfaces where it is built to last. A transit
gateway reaches a VPC through one subnet in each zone that it is attached in: the zones without one have no
path of their own (Transit Gateway guide, "VPC attachments"; Cloud VPN, "HA VPN topologies").
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from policies.resources.graph import Resource
from policies.resources.values import Unknown, read
from survival.ground import SUBNET, Ground, region
from survival.model import Loss

PEERING = "aws:ec2transitgateway/peeringAttachment:PeeringAttachment"
ATTACHMENT = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
CONNECTION = "aws:ec2/vpnConnection:VpnConnection"
TUNNEL = "gcp:compute/vPNTunnel:VPNTunnel"
EXTERNAL = "gcp:compute/externalVpnGateway:ExternalVpnGateway"
ENOUGH = 2
"""Connections of a VPN, and zones of an attachment: with one, one failure cuts the path."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Path:
    """A way between two places of one jurisdiction."""

    jurisdiction: str
    ends: frozenset[str]
    connections: int
    """VPN connections, each to an interface of its own; 0 for a peering, which is not made of any."""
    zones: frozenset[tuple[str, str]]
    """Place and zone id of every subnet that the transit gateways at its ends are attached in."""

    def left(self, loss: Loss) -> bool:
        """Whether its ends still reach each other."""
        if any(loss.takes(end) for end in self.ends):
            return False
        attached = {place for place, _ in self.zones}
        return all(
            any(not loss.takes_zone(place, zone) for place, zone in self.zones if place == end)
            for end in self.ends & attached
        )

    @property
    def weak(self) -> str:
        """What alone would cut it; empty where nothing would but the loss of a place."""
        between = " and ".join(sorted(self.ends))
        if self.connections == 1:
            return f"the path between {between} is one VPN connection"
        for end in sorted(self.ends):
            zones = [zone for place, zone in self.zones if place == end]
            if 0 < len(zones) < ENOUGH:
                return f"the path between {between} leaves {end} through zone {zones[0]} alone"
        return ""


def paths(ground: Ground) -> tuple[Path, ...]:
    """Every path of a state, by its ends."""
    zones = _zones(ground)
    found: dict[tuple[str, frozenset[str]], int] = {}
    for owner, ends, connections in (*_peerings(ground), *_vpns(ground)):
        found[owner, ends] = found.get((owner, ends), 0) + connections
    return tuple(
        Path(
            jurisdiction=owner,
            ends=ends,
            connections=connections,
            zones=frozenset(zone for whose, zone in zones if whose == owner and zone[0] in ends),
        )
        for (owner, ends), connections in sorted(found.items(), key=lambda f: (f[0][0], sorted(f[0][1])))
    )


def apart(
    found: Iterable[Path], jurisdiction: str, places: Iterable[str], loss: Loss
) -> list[tuple[str, str]]:
    """Pairs of ``places`` that are left and on two networks, and do not reach each other any more."""
    joined = {p.ends for p in found if p.jurisdiction == jurisdiction and p.left(loss)}
    alive = sorted({p for p in places if p and not loss.takes(p)})
    return [
        pair
        for pair in combinations(alive, 2)
        if frozenset(pair) not in joined and not all(p.startswith("gcp/") for p in pair)
    ]


def largest_group(votes: Mapping[str, int], cut: Collection[tuple[str, str]]) -> frozenset[str]:
    """Of these places, by their votes, the group with most of them in which each reaches every other.

    ``cut``: pairs of places that do not, each in order. Nothing goes through a place to a third.
    """
    groups = (
        group
        for size in range(len(votes), 0, -1)
        for group in combinations(sorted(votes), size)
        if not any(pair in cut for pair in combinations(group, 2))
    )
    return frozenset(max(groups, key=lambda group: sum(votes[at] for at in group), default=()))


def weaknesses(found: Iterable[Path], jurisdiction: str, places: Iterable[str]) -> tuple[str, ...]:
    """What alone would cut a path between two of these places: notes for a store with members in them."""
    at = frozenset(places)
    return tuple(p.weak for p in found if p.jurisdiction == jurisdiction and p.ends <= at and p.weak)


def missing(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Pairs of places that do not reach each other, in words."""
    return tuple(f"no path between {one} and {other}" for one, other in pairs)


def _peerings(ground: Ground) -> Iterator[tuple[str, frozenset[str], int]]:
    for peering in ground.of(PEERING):
        ends = {ground.place(peering), region("aws", peering.props.get("peerRegion"))}
        yield ground.jurisdiction(peering), frozenset(ends), 0


def _vpns(ground: Ground) -> Iterator[tuple[str, frozenset[str], int]]:
    """One for each VPN connection that a tunnel of Google leads to."""
    by_address = {
        address: connection
        for connection in ground.of(CONNECTION)
        for path in ("tunnel1Address", "tunnel2Address")
        if (address := connection.text(path))
    }
    ends: dict[str, set[str]] = {}
    for tunnel in ground.of(TUNNEL):
        for connection in _led_to(ground, tunnel, by_address):
            ends.setdefault(connection.urn, set()).add(region("gcp", tunnel.props.get("region")))
    for connection in ground.of(CONNECTION):
        for other in sorted(ends.get(connection.urn, ())):
            yield ground.jurisdiction(connection), frozenset({ground.place(connection), other}), 1


def _led_to(ground: Ground, tunnel: Resource, by_address: Mapping[str, Resource]) -> Iterator[Resource]:
    """By its address; one that a preview does not know yet leads to what it will be computed from."""
    wanted = tunnel.props.get("peerExternalGatewayInterface") or 0
    for gateway in ground.meant(tunnel, "peerExternalGateway", EXTERNAL):
        for exact, interface in read(gateway.props, "interfaces[]"):
            if not isinstance(interface, dict) or (interface.get("id") or 0) != wanted:
                continue
            address = interface.get("ipAddress")
            if isinstance(address, Unknown):
                yield from ground.target(gateway, f"{exact}.ipAddress", address, CONNECTION)
            elif address in by_address:
                yield by_address[str(address)]


def _zones(ground: Ground) -> list[tuple[str, tuple[str, str]]]:
    """Jurisdiction, and place and zone, of every subnet that a transit gateway is attached in."""
    return [
        (ground.jurisdiction(attachment), (ground.place(attachment), zone))
        for attachment in ground.of(ATTACHMENT)
        for subnet in ground.meant(attachment, "subnetIds[]", SUBNET)
        if (zone := ground.subnet_zone(subnet))
    ]
