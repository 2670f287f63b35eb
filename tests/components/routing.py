"""Follows packets over the routes that were declared: where an address leads from a network.

A model of what the clouds do with them, written from their documentation and not from the components: longest
prefix first; a static route before a propagated one; BGP carries what the table of an attachment has one way,
and what the router advertises the other; regional routing on Google Cloud.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from tests.components.recording import World

TRANSIT = "ec2transitgateway/"
DROP = "drop"
_HOPS = 12


@dataclass(frozen=True, kw_only=True)
class Way:
    """One route."""

    to: IPv4Network
    via: str
    """What it leads to: an id, or ``drop``."""
    static: bool = True


@dataclass(kw_only=True)
class Routing:
    """Every route of a world, by what looks it up."""

    world: World
    vpcs: dict[str, IPv4Network] = field(default_factory=dict)
    vpc_tables: dict[str, dict[str, list[Way]]] = field(default_factory=dict)
    """By VPC and route table."""
    transit_tables: dict[str, list[Way]] = field(default_factory=dict)
    table_of: dict[tuple[str, str], str] = field(default_factory=dict)
    """Table that looks up what comes in by an attachment, by attachment and region."""
    vpc_of: dict[str, str] = field(default_factory=dict)
    """VPC behind an attachment."""
    attached: dict[tuple[str, str], str] = field(default_factory=dict)
    """Attachment of a VPC to a gateway."""
    google: dict[str, list[IPv4Network]] = field(default_factory=dict)
    """Ranges of each network of Google."""
    learned: dict[tuple[str, str], list[Way]] = field(default_factory=dict)
    """What the routers of a network's region learned."""

    def __post_init__(self) -> None:
        self._networks()
        self._tables()
        self._transit()
        self._learn()

    def _of(self, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for found in self.world.of(kind):
            yield f"{found.name}-id", found.inputs

    def _networks(self) -> None:
        self.vpcs = {i: IPv4Network(v["cidrBlock"]) for i, v in self._of("ec2/vpc:Vpc")}
        for _, subnet in self._of("compute/subnetwork:Subnetwork"):
            self.google.setdefault(subnet["network"], []).append(IPv4Network(subnet["ipCidrRange"]))

    def _tables(self) -> None:
        for table, inputs in self._of("ec2/routeTable:RouteTable"):
            local = Way(to=self.vpcs[inputs["vpcId"]], via="local")
            self.vpc_tables.setdefault(inputs["vpcId"], {})[table] = [local]
        for _, route in self._of("ec2/route:Route"):
            via = route.get("transitGatewayId") or "internet"
            for tables in self.vpc_tables.values():
                if route["routeTableId"] in tables:
                    way = Way(to=IPv4Network(route["destinationCidrBlock"]), via=via)
                    tables[route["routeTableId"]].append(way)

    def _transit(self) -> None:
        for attachment, v in self._of(f"{TRANSIT}vpcAttachment:VpcAttachment"):
            self.vpc_of[attachment] = v["vpcId"]
            self.attached[v["vpcId"], v["transitGatewayId"]] = attachment
        for _, found in self._of(f"{TRANSIT}routeTableAssociation:RouteTableAssociation"):
            key = found["transitGatewayAttachmentId"], found["region"]
            assert key not in self.table_of, "an attachment has one table on each side"
            self.table_of[key] = found["transitGatewayRouteTableId"]
        for _, route in self._of(f"{TRANSIT}route:Route"):
            via = DROP if route.get("blackhole") else route["transitGatewayAttachmentId"]
            table = self.transit_tables.setdefault(route["transitGatewayRouteTableId"], [])
            table.append(Way(to=IPv4Network(route["destinationCidrBlock"]), via=via))

    def _learn(self) -> None:
        """Both ways over each tunnel, found by what it refers to."""
        routers = {
            r.inputs["name"]: r.inputs for r in self.world.of("compute/router:Router") if "bgp" in r.inputs
        }
        for tunnel in self.world.of("compute/vPNTunnel:VPNTunnel"):
            router, connection = routers[tunnel.inputs["router"]], self._connection(tunnel.inputs)
            attachment = f"{connection.name}-attachment"
            told = self.transit_tables[self.table_of[attachment, connection.inputs["region"]]]
            ways = self.learned.setdefault((router["network"], router["region"]), [])
            ways += [Way(to=w.to, via=connection.name, static=False) for w in told if w.via != DROP]
            for table in self._propagated(attachment):
                for said in router["bgp"]["advertisedIpRanges"]:
                    way = Way(to=IPv4Network(said["range"]), via=f"{router['network']}", static=False)
                    self.transit_tables.setdefault(table, []).append(way)

    def _connection(self, tunnel: Mapping[str, Any]) -> Any:
        (gateway,) = [
            g
            for g in self.world.of("compute/externalVpnGateway:ExternalVpnGateway")
            if f"{g.name}-id" == tunnel["peerExternalGateway"]
        ]
        (address,) = [
            i["ipAddress"]
            for i in gateway.inputs["interfaces"]
            if i["id"] == tunnel["peerExternalGatewayInterface"]
        ]
        return self.world.named("ec2/vpnConnection:VpnConnection", address.rpartition("-outside-")[0])

    def _propagated(self, attachment: str) -> list[str]:
        found = self._of(f"{TRANSIT}routeTablePropagation:RouteTablePropagation")
        return [
            v["transitGatewayRouteTableId"] for _, v in found if v["transitGatewayAttachmentId"] == attachment
        ]

    def starts(self) -> Iterator[tuple[str, str]]:
        """Network and route table (or region) of everything that a packet can be sent from."""
        yield from ((vpc, table) for vpc, tables in self.vpc_tables.items() for table in tables)
        yield from {(s["network"], s["region"]) for _, s in self._of("compute/subnetwork:Subnetwork")}

    def ranges(self) -> dict[str, list[IPv4Network]]:
        """Ranges of each network of both clouds."""
        return {**{vpc: [cidr] for vpc, cidr in self.vpcs.items()}, **self.google}

    def ends(self, start: tuple[str, str], address: IPv4Address) -> str | None:
        """The network that a packet arrives in; None where it is dropped or leaves for the internet."""
        network, look_up = start
        if network in self.google:
            if any(address in r for r in self.google[network]):
                return network
            via = _best(self.learned.get((network, look_up), []), address)
            return (
                self._through(self.world.named("ec2/vpnConnection:VpnConnection", via), address)
                if via
                else None
            )
        via = _best(self.vpc_tables[network][look_up], address)
        if via == "local":
            return network
        attachment = self.attached.get((network, via or ""))
        region = self._region(network)
        return self._hop(attachment, region, address) if attachment else None

    def _region(self, vpc: str) -> str:
        return str(next(v["region"] for i, v in self._of("ec2/vpc:Vpc") if i == vpc))

    def _through(self, connection: Any, address: IPv4Address) -> str | None:
        return self._hop(f"{connection.name}-attachment", connection.inputs["region"], address)

    def _hop(self, attachment: str, region: str, address: IPv4Address, hops: int = 0) -> str | None:
        """What a gateway does with what comes in by an attachment in a region."""
        assert hops < _HOPS, "it goes round in circles"
        via = _best(self.transit_tables.get(self.table_of.get((attachment, region), ""), []), address)
        if via is None or via == DROP:
            return None
        if via in self.google:
            return via if any(address in r for r in self.google[via]) else None
        if via in self.vpc_of:
            vpc = self.vpc_of[via]
            return vpc if address in self.vpcs[vpc] else None
        return self._hop(via, self._other_side(via, region), address, hops + 1)

    def _other_side(self, attachment: str, region: str) -> str:
        for i, v in self._of(f"{TRANSIT}peeringAttachment:PeeringAttachment"):
            if i == attachment:
                return str(v["peerRegion"] if v["region"] == region else v["region"])
        msg = f"{attachment} is no attachment"
        raise AssertionError(msg)


def _best(ways: list[Way], address: IPv4Address) -> str | None:
    """Longest prefix first; of equal ones a static route first."""
    fitting = [w for w in ways if address in w.to]
    return max(fitting, key=lambda w: (w.to.prefixlen, w.static)).via if fitting else None
