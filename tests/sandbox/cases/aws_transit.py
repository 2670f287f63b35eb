"""Cases of the rules of AWS Transit Gateway and Site-to-Site VPN."""

from __future__ import annotations

from typing import Any

from tests.sandbox.shapes import Case, Inputs, each, london
from tests.sandbox.tokens import SUBNET

TRANSIT = "aws:ec2transitgateway/transitGateway:TransitGateway"
ATTACHMENT = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
PEERING = "aws:ec2transitgateway/peeringAttachment:PeeringAttachment"
ACCEPTER = "aws:ec2transitgateway/peeringAttachmentAccepter:PeeringAttachmentAccepter"
TRANSIT_ROUTE = "aws:ec2transitgateway/route:Route"
ASSOCIATION = "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation"
CUSTOMER = "aws:ec2/customerGateway:CustomerGateway"
CONNECTION = "aws:ec2/vpnConnection:VpnConnection"
ROUTE = "aws:ec2/route:Route"
TABLE = "aws:ec2/routeTable:RouteTable"


def route(**more: Any) -> Inputs:
    return {"region": "eu-west-2", "destinationCidrBlock": "10.0.0.0/8", **more}


GATEWAY = london(TRANSIT, "tgw-1", amazonSideAsn=64604)
WAITING = london(PEERING, "tgw-attach-1", transitGatewayId="tgw-1", peerRegion="eu-west-1")
ACCEPTED = london(PEERING, "tgw-attach-2", transitGatewayId="tgw-1", peerRegion="eu-west-1")
ACCEPTANCE = london(ACCEPTER, "tgw-attach-2", transitGatewayAttachmentId="tgw-attach-2")
SECRET = "k" + "Aa0._zZ9" * 3

CASES: dict[str, list[Case]] = {
    "transit-asn": each(TRANSIT, {"amazonSideAsn": 64604}, {"amazonSideAsn": 65535}, {"amazonSideAsn": 7224}),
    "customer-asn": each(CUSTOMER, {"bgpAsn": "64720"}, {"bgpAsn": "4200000000"}, {"bgpAsn": "as1"}),
    "tunnel-inside": each(
        CONNECTION,
        {"tunnel1InsideCidr": "169.254.6.0/30", "tunnel2InsideCidr": "169.254.6.4/30"},
        {"tunnel1InsideCidr": "169.254.5.0/30"},
        {"tunnel2InsideCidr": "169.254.169.252/30"},
        {"tunnel1InsideCidr": "169.254.6.0/29"},
        {"tunnel1InsideCidr": "10.0.0.0/30"},
        {"tunnel1InsideCidr": "169.254.6.0/30", "tunnel2InsideCidr": "169.254.6.0/30"},
    ),
    "tunnel-secret": each(
        CONNECTION,
        {"tunnel1PresharedKey": SECRET, "tunnel2PresharedKey": SECRET},
        {"tunnel1PresharedKey": "0" + SECRET},
        {"tunnel2PresharedKey": "short"},
        {"tunnel2PresharedKey": SECRET + "-"},
        {"tunnel1PresharedKey": "k" * 65},
    ),
    "tunnel-dpd": each(CONNECTION, {"tunnel1DpdTimeoutSeconds": 30}, {"tunnel1DpdTimeoutSeconds": 10}),
    "tunnel-ike": each(CONNECTION, {"tunnel1IkeVersions": ["ikev2"]}, {"tunnel1IkeVersions": ["ikev3"]}),
    "tunnel-bandwidth": each(
        CONNECTION,
        {"transitGatewayId": "tgw-1", "tunnelBandwidth": "standard"},
        {"vpnGatewayId": "vgw-1", "tunnelBandwidth": "standard"},
        {"vpnGatewayId": "vgw-1", "transitGatewayId": "tgw-1"},
    ),
    "tunnel-inside-unique": each(
        CONNECTION,
        {"transitGatewayId": "tgw-1", "tunnel1InsideCidr": "169.254.6.8/30"},
        {"transitGatewayId": "tgw-1", "tunnel1InsideCidr": "169.254.6.4/30"},
        there=(london(CONNECTION, "vpn-1", transitGatewayId="tgw-1", tunnel2InsideCidr="169.254.6.4/30"),),
    ),
    "vpn-asns-differ": each(
        CONNECTION,
        {"transitGatewayId": "tgw-1", "customerGatewayId": "cgw-1"},
        {"transitGatewayId": "tgw-1", "customerGatewayId": "cgw-2"},
        there=(GATEWAY, london(CUSTOMER, "cgw-1", bgpAsn="64720"), london(CUSTOMER, "cgw-2", bgpAsn="64604")),
    ),
    "transit-route-target": each(
        TRANSIT_ROUTE,
        route(blackhole=True),
        route(),
        route(blackhole=True, transitGatewayAttachmentId="tgw-attach-1"),
    ),
    "transit-accepted": each(
        TRANSIT_ROUTE,
        route(transitGatewayAttachmentId="tgw-attach-2"),
        route(transitGatewayAttachmentId="tgw-attach-1"),
        there=(WAITING, ACCEPTED, ACCEPTANCE),
    ),
    "transit-accepter": [
        Case(
            ACCEPTER,
            {"region": "eu-west-1", "transitGatewayAttachmentId": "tgw-attach-1"},
            {"region": "eu-west-1", "transitGatewayAttachmentId": "tgw-attach-3"},
            there=(WAITING, london(PEERING, "tgw-attach-3", peerRegion="eu-central-1")),
            region="eu-west-1",
        )
    ],
    "transit-peer-region": each(
        PEERING,
        {"peerTransitGatewayId": "tgw-1", "peerRegion": "eu-west-2"},
        {"peerTransitGatewayId": "tgw-1", "peerRegion": "eu-west-1"},
        there=(GATEWAY,),
    ),
    "transit-one-association": each(
        ASSOCIATION,
        {"transitGatewayAttachmentId": "tgw-attach-2", "transitGatewayRouteTableId": "tgw-rtb-1"},
        {"transitGatewayAttachmentId": "tgw-attach-1", "transitGatewayRouteTableId": "tgw-rtb-1"},
        there=(london(ASSOCIATION, "tgw-rtb-0_tgw-attach-1", transitGatewayAttachmentId="tgw-attach-1"),),
    ),
    "transit-attached-first": each(
        ROUTE,
        route(routeTableId="rtb-1", transitGatewayId="tgw-1"),
        route(routeTableId="rtb-1", transitGatewayId="tgw-2"),
        there=(
            london(TABLE, "rtb-1", vpcId="vpc-1"),
            london(ATTACHMENT, "tgw-attach-1", vpcId="vpc-1", transitGatewayId="tgw-1"),
        ),
    ),
    "transit-one-subnet-a-zone": each(
        ATTACHMENT,
        {"vpcId": "vpc-1", "subnetIds": ["subnet-0", "subnet-1"]},
        {"vpcId": "vpc-1", "subnetIds": ["subnet-0", "subnet-2"]},
        {"vpcId": "vpc-2", "subnetIds": ["subnet-0", "subnet-1"]},
        there=tuple(
            london(SUBNET, f"subnet-{n}", vpcId="vpc-1", availabilityZoneId=f"euw2-az{n % 2 + 1}")
            for n in range(3)
        ),
    ),
}
