"""A transit gateway of one jurisdiction in one region: it knows its own VPC and the other ends, and no more.

Nothing is associated or propagated by default. There are two route tables, so that nothing goes through: what
comes from the VPC is led to other places, and what comes from other places to the VPC only. Packets are at
most 8500 bytes over a peering and 1500 over a VPN; the gateway clamps TCP to what fits (Transit Gateway
guide, "Quotas", maximum transmission unit).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent
from components.aws.network import NetworkHandle
from components.base import Context
from jurisdictions.model import Aspect
from plan import model as planned
from plan import names


@dataclass(frozen=True, kw_only=True, slots=True)
class TransitHandle:
    """A declared transit gateway."""

    name: str
    place: str
    id: pulumi.Output[str]
    from_vpc: pulumi.Output[str]
    """Id of the route table for what leaves the VPC."""
    to_vpc: pulumi.Output[str]
    """Id of the route table for what comes from other places."""


class Transit(AwsComponent):
    """Declares the gateway, its attachment to the VPC, both route tables, and the ways to it in the VPC.

    ``network`` is the declared network of the part; routes to other places are added by what leads there.
    """

    handle: TransitHandle

    def __init__(
        self,
        part: planned.Transit,
        *,
        context: Context,
        network: NetworkHandle,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        places = {Aspect.PROCESSED: [part.place, *(reach.place for reach in part.reaches)]}
        beside = [(part.place, network)]
        super().__init__("domicile:aws:Transit", part, context, opts, places=places, beside=beside)
        self.region = names.region(part.place)
        gateway = self._gateway(part)
        attachment = self._attachment(part, gateway, network)
        from_vpc = self._table(f"{part.name}-from-vpc", gateway)
        to_vpc = self._table(f"{part.name}-to-vpc", gateway)
        associate(self, f"{part.name}-vpc", self.region, table=from_vpc.id, attachment=attachment.id)
        self._own_range(part, to_vpc, attachment)
        self._blackholes(part, from_vpc)
        for name, table, reach in ways(part, network.route_table_ids):
            self._way(name, table, reach, attachment)
        self.handle = TransitHandle(
            name=part.name, place=part.place, id=gateway.id, from_vpc=from_vpc.id, to_vpc=to_vpc.id
        )
        self.register_outputs({"id": gateway.id})

    def _gateway(self, part: planned.Transit) -> aws.ec2transitgateway.TransitGateway:
        return aws.ec2transitgateway.TransitGateway(
            part.name,
            description=f"{part.jurisdiction}: between its own places, and to no other jurisdiction",
            amazon_side_asn=part.asn,
            auto_accept_shared_attachments="disable",
            default_route_table_association="disable",
            default_route_table_propagation="disable",
            dns_support="enable",
            multicast_support="disable",
            vpn_ecmp_support="enable",
            region=self.region,
            tags=self.titled(part.physical),
            opts=self.child(),
        )

    def _attachment(
        self, part: planned.Transit, gateway: aws.ec2transitgateway.TransitGateway, network: NetworkHandle
    ) -> aws.ec2transitgateway.VpcAttachment:
        return aws.ec2transitgateway.VpcAttachment(
            f"{part.name}-vpc",
            transit_gateway_id=gateway.id,
            vpc_id=network.vpc_id,
            subnet_ids=[network.subnets[name].id for name in part.subnets],
            dns_support="enable",
            ipv6_support="disable",
            transit_gateway_default_route_table_association=False,
            transit_gateway_default_route_table_propagation=False,
            region=self.region,
            tags=self.titled(part.physical),
            opts=self.child(),
        )

    def _table(
        self, name: str, gateway: aws.ec2transitgateway.TransitGateway
    ) -> aws.ec2transitgateway.RouteTable:
        return aws.ec2transitgateway.RouteTable(
            name,
            transit_gateway_id=gateway.id,
            region=self.region,
            tags=self.titled(name),
            opts=self.child(),
        )

    def _own_range(
        self,
        part: planned.Transit,
        table: aws.ec2transitgateway.RouteTable,
        attachment: aws.ec2transitgateway.VpcAttachment,
    ) -> None:
        """The one route there is for what comes in, and the one range that BGP tells the other cloud of."""
        aws.ec2transitgateway.Route(
            f"{part.name}-own",
            destination_cidr_block=part.cidr,
            transit_gateway_attachment_id=attachment.id,
            transit_gateway_route_table_id=table.id,
            region=self.region,
            opts=self.child(),
        )

    def _blackholes(self, part: planned.Transit, table: aws.ec2transitgateway.RouteTable) -> None:
        for cidr in part.blackholes:
            aws.ec2transitgateway.Route(
                f"{part.name}-drop-{cidr.partition('/')[0]}",
                destination_cidr_block=cidr,
                blackhole=True,
                transit_gateway_route_table_id=table.id,
                region=self.region,
                opts=self.child(),
            )

    def _way(
        self,
        name: str,
        table: pulumi.Output[str],
        reach: planned.Reach,
        attachment: aws.ec2transitgateway.VpcAttachment,
    ) -> None:
        aws.ec2.Route(
            name,
            route_table_id=table,
            destination_cidr_block=reach.cidr,
            transit_gateway_id=attachment.transit_gateway_id,
            region=self.region,
            opts=self.child(depends_on=[attachment]),
        )


def ways(
    part: planned.Transit, tables: Mapping[str, pulumi.Output[str]]
) -> Iterator[tuple[str, pulumi.Output[str], planned.Reach]]:
    """Name, table id and end of each route of the VPC that leads to the gateway."""
    for table in part.tables:
        for reach in part.reaches:
            yield f"{table}-to-{names.slug(reach.place)}", tables[table], reach


def associate(
    component: AwsComponent,
    name: str,
    region: str,
    *,
    table: pulumi.Input[str],
    attachment: pulumi.Input[str],
    after: tuple[pulumi.Resource, ...] = (),
) -> aws.ec2transitgateway.RouteTableAssociation:
    """Says which table leads what comes from an attachment. Each attachment has one."""
    return aws.ec2transitgateway.RouteTableAssociation(
        f"{name}-association",
        transit_gateway_attachment_id=attachment,
        transit_gateway_route_table_id=table,
        region=region,
        opts=component.child(depends_on=after),
    )
