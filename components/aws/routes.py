"""Ways out of a VPC: an internet gateway for the public tier, NAT for the private, none for the data tier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_aws as aws

from components.aws.component import AwsComponent
from plan import model as planned

ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Routes:
    """What ``declare_routes`` made."""

    tables: Mapping[str, aws.ec2.RouteTable]
    """By logical name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Way:
    """A network while its routes are declared."""

    component: AwsComponent
    part: planned.AwsNetwork
    vpc: aws.ec2.Vpc
    region: str

    def table(self, name: str, tier: planned.Tier) -> aws.ec2.RouteTable:
        return aws.ec2.RouteTable(
            name,
            vpc_id=self.vpc.id,
            region=self.region,
            tags={**self.component.titled(name), "tier": tier},
            opts=self.component.child(),
        )

    def associate(self, name: str, subnet: aws.ec2.Subnet, table: aws.ec2.RouteTable) -> None:
        aws.ec2.RouteTableAssociation(
            f"{name}-routes",
            subnet_id=subnet.id,
            route_table_id=table.id,
            region=self.region,
            opts=self.component.child(),
        )


def declare_routes(
    component: AwsComponent,
    part: planned.AwsNetwork,
    vpc: aws.ec2.Vpc,
    subnets: Mapping[str, aws.ec2.Subnet],
    region: str,
) -> Routes:
    """Route tables of the three tiers and their associations.

    The public and the data tier have one table each. The private tier has one a zone, so that a zone keeps
    its own NAT and another zone's loss does not take its way out.
    """
    way = _Way(component=component, part=part, vpc=vpc, region=region)
    gateway = _internet_gateway(way)
    tables: dict[str, aws.ec2.RouteTable] = {}
    for tier in ("public", "data"):
        name = f"{part.name}-{tier}"
        members = [s for s in part.subnets if s.tier == tier]
        if members:
            tables[name] = way.table(name, "public" if tier == "public" else "data")
        for subnet in members:
            way.associate(subnet.name, subnets[subnet.name], tables[name])
    public = tables.get(f"{part.name}-public")
    if public is not None:
        _to_internet(way, public, gateway)
    nats = _nats(way, subnets, gateway)
    for subnet in part.subnets:
        if subnet.tier == "private":
            tables[subnet.name] = _private(way, subnet, subnets[subnet.name], nats)
    return Routes(tables=tables)


def _internet_gateway(way: _Way) -> aws.ec2.InternetGateway:
    return aws.ec2.InternetGateway(
        f"{way.part.name}-internet",
        vpc_id=way.vpc.id,
        region=way.region,
        tags=way.component.titled(way.part.physical),
        opts=way.component.child(),
    )


def _to_internet(way: _Way, table: aws.ec2.RouteTable, gateway: aws.ec2.InternetGateway) -> None:
    aws.ec2.Route(
        f"{way.part.name}-public-internet",
        route_table_id=table.id,
        destination_cidr_block=ANYWHERE,
        gateway_id=gateway.id,
        region=way.region,
        opts=way.component.child(),
    )


def _nats(
    way: _Way, subnets: Mapping[str, aws.ec2.Subnet], gateway: aws.ec2.InternetGateway
) -> dict[str | None, aws.ec2.NatGateway]:
    """NAT gateways by zone id: one a zone, one for all, or none, as planned."""
    public = [s for s in way.part.subnets if s.tier == "public"]
    wanted = {"nat-per-zone": public, "nat": public[:1], "none": []}[way.part.egress]
    return {s.zone: _nat(way, s, subnets[s.name], gateway) for s in wanted}


def _nat(
    way: _Way, planned_subnet: planned.Subnet, subnet: aws.ec2.Subnet, gateway: aws.ec2.InternetGateway
) -> aws.ec2.NatGateway:
    address = aws.ec2.Eip(
        f"{planned_subnet.name}-nat-address",
        domain="vpc",
        region=way.region,
        tags=way.component.titled(f"{planned_subnet.name}-nat"),
        opts=way.component.child(depends_on=[gateway]),
    )
    return aws.ec2.NatGateway(
        f"{planned_subnet.name}-nat",
        allocation_id=address.id,
        connectivity_type="public",
        subnet_id=subnet.id,
        region=way.region,
        tags=way.component.titled(f"{planned_subnet.name}-nat"),
        opts=way.component.child(depends_on=[gateway]),
    )


def _private(
    way: _Way,
    planned_subnet: planned.Subnet,
    subnet: aws.ec2.Subnet,
    nats: Mapping[str | None, aws.ec2.NatGateway],
) -> aws.ec2.RouteTable:
    table = way.table(planned_subnet.name, "private")
    way.associate(planned_subnet.name, subnet, table)
    nat = next(iter(nats.values()), None) if way.part.egress == "nat" else nats.get(planned_subnet.zone)
    if nat is not None:
        aws.ec2.Route(
            f"{planned_subnet.name}-nat-route",
            route_table_id=table.id,
            destination_cidr_block=ANYWHERE,
            nat_gateway_id=nat.id,
            region=way.region,
            opts=way.component.child(),
        )
    return table
