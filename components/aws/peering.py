"""Two transit gateways of one jurisdiction, peered: static routes to each other's VPC, and nothing beyond."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent
from components.aws.transit import TransitHandle, associate
from components.base import Context
from jurisdictions.model import Aspect
from plan import model as planned
from plan import names


@dataclass(frozen=True, kw_only=True, slots=True)
class _Side:
    """One gateway of the peering, and what it learns of the other."""

    name: str
    """Logical name of what belongs to this side: begins with its gateway's."""
    transit: TransitHandle
    region: str
    other_cidr: str


class Peering(AwsComponent):
    """Declares the attachment, its acceptance, and on both sides the association and the one route.

    ``requester`` and ``accepter`` are the declared gateways; ``requester_cidr`` and ``accepter_cidr`` the
    ranges of the VPCs behind them.
    """

    def __init__(
        self,
        part: planned.Peering,
        *,
        context: Context,
        requester: TransitHandle,
        accepter: TransitHandle,
        requester_cidr: str,
        accepter_cidr: str,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        both = (part.requester_place, part.accepter_place)
        beside = list(zip(both, (requester, accepter), strict=True))
        super().__init__(
            "domicile:aws:Peering", part, context, opts, places={Aspect.PROCESSED: both}, beside=beside
        )
        attachment = self._attachment(part, requester, accepter)
        ours = _Side(
            name=part.name,
            transit=requester,
            region=names.region(part.requester_place),
            other_cidr=accepter_cidr,
        )
        theirs = _Side(
            name=f"{accepter.name}-from-{names.region(part.requester_place)}",
            transit=accepter,
            region=names.region(part.accepter_place),
            other_cidr=requester_cidr,
        )
        accepted = aws.ec2transitgateway.PeeringAttachmentAccepter(
            theirs.name,
            transit_gateway_attachment_id=attachment.id,
            region=theirs.region,
            tags=self.titled(theirs.name),
            opts=self.child(),
        )
        for side in (ours, theirs):
            self._lead(side, attachment, accepted)
        self.register_outputs({"id": attachment.id})

    def _attachment(
        self, part: planned.Peering, requester: TransitHandle, accepter: TransitHandle
    ) -> aws.ec2transitgateway.PeeringAttachment:
        return aws.ec2transitgateway.PeeringAttachment(
            part.name,
            transit_gateway_id=requester.id,
            peer_transit_gateway_id=accepter.id,
            peer_region=names.region(part.accepter_place),
            options=aws.ec2transitgateway.PeeringAttachmentOptionsArgs(dynamic_routing="disable"),
            region=names.region(part.requester_place),
            tags=self.titled(part.name),
            opts=self.child(),
        )

    def _lead(
        self,
        side: _Side,
        attachment: aws.ec2transitgateway.PeeringAttachment,
        accepted: aws.ec2transitgateway.PeeringAttachmentAccepter,
    ) -> None:
        """Only once the other side has accepted: until then the cloud refuses routes and associations."""
        associate(
            self,
            side.name,
            side.region,
            table=side.transit.to_vpc,
            attachment=attachment.id,
            after=(accepted,),
        )
        aws.ec2transitgateway.Route(
            f"{side.name}-route",
            destination_cidr_block=side.other_cidr,
            transit_gateway_attachment_id=attachment.id,
            transit_gateway_route_table_id=side.transit.from_vpc,
            region=side.region,
            opts=self.child(depends_on=[accepted]),
        )
