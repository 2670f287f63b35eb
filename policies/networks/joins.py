"""What joins networks: for each type, which of its inputs name what it joins.

Sources: inputs of pulumi-aws 7.51 and pulumi-gcp 10.2. An end is a reference to another resource, or an
address that a cloud gave to one (the outside of a tunnel).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_GATEWAY: Final = "transitGatewayId"
_ATTACHMENT: Final = "transitGatewayAttachmentId"
_TABLE: Final = "transitGatewayRouteTableId"
_TGW: Final = "aws:ec2transitgateway/"
TRANSIT_ROUTE: Final = f"{_TGW}route:Route"
_LATTICE: Final = "aws:vpclattice/"
_SERVICES: Final = "serviceNetworkIdentifier"
_AWS_SERVICE: Final = re.compile(r"(?:cn\.)?com\.amazonaws\.(?!vpce\.)[a-z0-9._-]+|aws\.[a-z0-9._-]+")
_NO_ATTACHMENT: Final = re.compile(r"(?!.*(?i:serviceAttachments)).*", re.DOTALL)
_HOST: Final = ("fqdn", "ipAddress")
_INLINE: Final = ("routes[].transitGatewayId", "routes[].vpcPeeringConnectionId", "routes[].coreNetworkArn")

ENDS: Final[Mapping[str, tuple[str, ...]]] = {
    f"{_TGW}vpcAttachment:VpcAttachment": (_GATEWAY, "vpcId"),
    f"{_TGW}vpcAttachmentAccepter:VpcAttachmentAccepter": (_ATTACHMENT,),
    f"{_TGW}peeringAttachment:PeeringAttachment": (_GATEWAY, "peerTransitGatewayId"),
    f"{_TGW}peeringAttachmentAccepter:PeeringAttachmentAccepter": (_ATTACHMENT,),
    f"{_TGW}routeTable:RouteTable": (_GATEWAY,),
    f"{_TGW}routeTableAssociation:RouteTableAssociation": (_ATTACHMENT, _TABLE),
    f"{_TGW}routeTablePropagation:RouteTablePropagation": (_ATTACHMENT, _TABLE),
    f"{_TGW}defaultRouteTableAssociation:DefaultRouteTableAssociation": (_GATEWAY, _TABLE),
    f"{_TGW}defaultRouteTablePropagation:DefaultRouteTablePropagation": (_GATEWAY, _TABLE),
    f"{_TGW}prefixListReference:PrefixListReference": (_ATTACHMENT, _TABLE),
    TRANSIT_ROUTE: (_ATTACHMENT, _TABLE),
    f"{_TGW}connect:Connect": (_GATEWAY, "transportAttachmentId"),
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": ("vpcId", "peerVpcId"),
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter": ("vpcPeeringConnectionId",),
    "aws:ec2/customerGateway:CustomerGateway": ("ipAddress", "certificateArn"),
    "aws:ec2/vpnConnection:VpnConnection": ("customerGatewayId", _GATEWAY, "vpnGatewayId"),
    "aws:ec2/vpnConnectionRoute:VpnConnectionRoute": ("vpnConnectionId",),
    "aws:ec2/vpnGateway:VpnGateway": ("vpcId",),
    "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment": ("vpcId", "vpnGatewayId"),
    "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation": ("vpnGatewayId", "routeTableId"),
    "aws:ec2/routeTable:RouteTable": ("vpcId", *_INLINE),
    "aws:ec2/defaultRouteTable:DefaultRouteTable": _INLINE,
    "aws:ec2/route:Route": (_GATEWAY, "vpcPeeringConnectionId", "coreNetworkArn", "routeTableId"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": (
        "vpcId",
        "serviceName",
        "serviceNetworkArn",
        "resourceConfigurationArn",
    ),
    "aws:msk/vpcConnection:VpcConnection": ("vpcId", "targetClusterArn"),
    "aws:networkmanager/vpcAttachment:VpcAttachment": ("coreNetworkId", "vpcArn"),
    "aws:networkmanager/transitGatewayPeering:TransitGatewayPeering": ("coreNetworkId", "transitGatewayArn"),
    "aws:networkmanager/siteToSiteVpnAttachment:SiteToSiteVpnAttachment": (
        "coreNetworkId",
        "vpnConnectionArn",
    ),
    "aws:networkmanager/connectAttachment:ConnectAttachment": ("coreNetworkId", "transportAttachmentId"),
    "aws:networkmanager/transitGatewayRouteTableAttachment:TransitGatewayRouteTableAttachment": (
        "peeringId",
        "transitGatewayRouteTableArn",
    ),
    "aws:odb/networkPeeringConnection:NetworkPeeringConnection": (
        "odbNetworkId",
        "odbNetworkArn",
        "peerNetworkId",
    ),
    f"{_LATTICE}serviceNetworkVpcAssociation:ServiceNetworkVpcAssociation": (_SERVICES, "vpcIdentifier"),
    f"{_LATTICE}serviceNetworkServiceAssociation:ServiceNetworkServiceAssociation": (
        _SERVICES,
        "serviceIdentifier",
    ),
    f"{_LATTICE}serviceNetworkResourceAssociation:ServiceNetworkResourceAssociation": (
        _SERVICES,
        "resourceConfigurationIdentifier",
    ),
    "gcp:compute/networkPeering:NetworkPeering": ("network", "peerNetwork"),
    "gcp:compute/haVpnGateway:HaVpnGateway": ("network",),
    "gcp:compute/vPNGateway:VPNGateway": ("network",),
    "gcp:compute/externalVpnGateway:ExternalVpnGateway": ("interfaces[].ipAddress",),
    "gcp:compute/vPNTunnel:VPNTunnel": (
        "vpnGateway",
        "targetVpnGateway",
        "peerExternalGateway",
        "peerGcpGateway",
        "router",
        "peerIp",
    ),
    "gcp:compute/router:Router": ("network",),
    "gcp:compute/routerInterface:RouterInterface": ("router", "vpnTunnel", "interconnectAttachment"),
    "gcp:compute/routerPeer:RouterPeer": ("router", "interface"),
    "gcp:compute/route:Route": ("nextHopVpnTunnel", "nextHopInstance", "network"),
    "gcp:compute/globalNetworkEndpoint:GlobalNetworkEndpoint": _HOST,
    "gcp:compute/regionNetworkEndpoint:RegionNetworkEndpoint": _HOST,
    "gcp:compute/forwardingRule:ForwardingRule": ("target", "network"),
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": ("target", "network"),
    "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup": ("pscTargetService", "network"),
    "gcp:apigee/endpointAttachment:EndpointAttachment": ("serviceAttachment",),
    "gcp:integrationconnectors/endpointAttachment:EndpointAttachment": ("serviceAttachment",),
    "gcp:networkconnectivity/serviceConnectionPolicy:ServiceConnectionPolicy": ("serviceClass", "network"),
    "gcp:networksecurity/interceptEndpointGroup:InterceptEndpointGroup": ("interceptDeploymentGroup",),
    "gcp:networksecurity/interceptEndpointGroupAssociation:InterceptEndpointGroupAssociation": (
        "interceptEndpointGroup",
        "network",
    ),
    "gcp:networksecurity/mirroringEndpointGroup:MirroringEndpointGroup": (
        "mirroringDeploymentGroup",
        "mirroringDeploymentGroups[]",
    ),
    "gcp:networksecurity/mirroringEndpointGroupAssociation:MirroringEndpointGroupAssociation": (
        "mirroringEndpointGroup",
        "network",
    ),
    "gcp:networksecurity/securityProfile:SecurityProfile": (
        "customInterceptProfile.interceptEndpointGroup",
        "customMirroringProfile.mirroringEndpointGroup",
        "customMirroringProfile.mirroringDeploymentGroups[]",
    ),
    "gcp:vmwareengine/networkPeering:NetworkPeering": ("peerNetwork",),
    "gcp:networkconnectivity/spoke:Spoke": (
        "hub",
        "linkedVpcNetwork.uri",
        "linkedVpnTunnels.uris[]",
        "linkedInterconnectAttachments.uris[]",
        "linkedRouterApplianceInstances.instances[].virtualMachine",
        "linkedProducerVpcNetwork.network",
    ),
}
"""Paths of the ends, by type."""

THE_CLOUDS: Final[Mapping[str, Mapping[str, re.Pattern[str]]]] = {
    "aws:ec2/vpcEndpoint:VpcEndpoint": {"serviceName": _AWS_SERVICE},
    "gcp:compute/forwardingRule:ForwardingRule": {"target": _NO_ATTACHMENT},
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": {"target": _NO_ATTACHMENT},
    "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup": {"pscTargetService": _NO_ATTACHMENT},
    "gcp:networkconnectivity/serviceConnectionPolicy:ServiceConnectionPolicy": {
        "serviceClass": re.compile(r"(?:gcp|google)-[a-z0-9-]+"),
    },
}
"""Ends that are services of the cloud itself, or nothing private at all, where they are written like this:
whatever else is there is somebody's service (PrivateLink, Private Service Connect)."""

ONLY_WITH: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:ec2/route:Route": (_GATEWAY, "vpcPeeringConnectionId", "coreNetworkArn"),
    "aws:ec2/routeTable:RouteTable": _INLINE,
    "aws:ec2/vpnGateway:VpnGateway": ("vpcId",),
    "aws:ec2/vpcEndpoint:VpcEndpoint": ("serviceName", "serviceNetworkArn", "resourceConfigurationArn"),
    "gcp:compute/forwardingRule:ForwardingRule": ("target",),
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": ("target",),
    "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup": ("pscTargetService",),
    "gcp:networkconnectivity/serviceConnectionPolicy:ServiceConnectionPolicy": ("serviceClass",),
    "gcp:compute/route:Route": ("nextHopVpnTunnel", "nextHopInstance"),
    "gcp:compute/router:Router": ("bgp",),
}
"""Types that join something only where one of these inputs is set, to more than a service of the cloud."""

GIVEN: Final = {
    "aws:ec2/customerGateway:CustomerGateway": ("ipAddress",),
    "gcp:compute/externalVpnGateway:ExternalVpnGateway": ("interfaces[].ipAddress",),
    "gcp:compute/vPNTunnel:VPNTunnel": ("peerIp",),
}
"""Ends that are addresses, which a cloud gave to one of ``ADDRESSED``."""
ADDRESSED: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:ec2/vpnConnection:VpnConnection": ("tunnel1Address", "tunnel2Address"),
    "gcp:compute/haVpnGateway:HaVpnGateway": ("vpnInterfaces[].ipAddress",),
}
"""Types whose outside addresses the cloud makes up, and where: nobody can write these down."""

LED: Final[Mapping[str, tuple[str, ...]]] = {
    TRANSIT_ROUTE: ("destinationCidrBlock",),
    "aws:ec2/route:Route": ("destinationCidrBlock",),
    "aws:ec2/routeTable:RouteTable": ("routes[].cidrBlock",),
    "aws:ec2/vpnConnectionRoute:VpnConnectionRoute": ("destinationCidrBlock",),
    "gcp:compute/route:Route": ("destRange",),
    "gcp:compute/router:Router": ("bgp.advertisedIpRanges[].range",),
    "gcp:compute/routerPeer:RouterPeer": ("advertisedIpRanges[].range", "customLearnedIpRanges[].range"),
}
"""Ranges that a type leads to, or tells others that it does."""

NOT_WITH: Final[Mapping[str, tuple[str, ...]]] = {
    "gcp:compute/regionNetworkEndpoint:RegionNetworkEndpoint": ("instance",),
}
"""Types that join nothing where one of these is set: the address is that of a machine of the network."""

OUTSIDE: Final = frozenset(
    {
        f"{_TGW}connectPeer:ConnectPeer",
        "aws:directconnect/gatewayAssociation:GatewayAssociation",
        "aws:directconnect/gatewayAssociationProposal:GatewayAssociationProposal",
        "aws:directconnect/privateVirtualInterface:PrivateVirtualInterface",
        "aws:directconnect/transitVirtualInterface:TransitVirtualInterface",
        "aws:directconnect/hostedPrivateVirtualInterface:HostedPrivateVirtualInterface",
        "aws:directconnect/hostedPrivateVirtualInterfaceAccepter:HostedPrivateVirtualInterfaceAccepter",
        "aws:directconnect/hostedTransitVirtualInterface:HostedTransitVirtualInterface",
        "aws:directconnect/hostedTransitVirtualInterfaceAcceptor:HostedTransitVirtualInterfaceAcceptor",
        "aws:networkmanager/connectPeer:ConnectPeer",
        "aws:networkmanager/dxGatewayAttachment:DxGatewayAttachment",
        "gcp:compute/interconnectAttachment:InterconnectAttachment",
        "gcp:compute/wireGroup:WireGroup",
        "gcp:edgecontainer/vpnConnection:VpnConnection",
        "gcp:edgenetwork/interconnectAttachment:InterconnectAttachment",
        "gcp:networkconnectivity/transport:Transport",
    }
)
"""Types that lead out of the two clouds: to what, no resource tells."""

NETWORKS: Final[Mapping[str, str]] = {
    "aws:ec2/vpc:Vpc": "cidrBlock",
    "gcp:compute/subnetwork:Subnetwork": "ipCidrRange",
}
"""Where the ranges of networks are said."""
PART_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "gcp:compute/serviceAttachment:ServiceAttachment": ("targetService",),
    "gcp:compute/subnetwork:Subnetwork": ("network",),
    "gcp:compute/router:Router": ("network",),
}
"""What has no tags or labels is of the network that it is part of."""
