"""Cases of the rules of Cloud VPN and Cloud Router."""

from __future__ import annotations

from tests.sandbox.shapes import Case, Inputs, each, google

EXTERNAL = "gcp:compute/externalVpnGateway:ExternalVpnGateway"
TUNNEL = "gcp:compute/vPNTunnel:VPNTunnel"
ROUTER = "gcp:compute/router:Router"
INTERFACE = "gcp:compute/routerInterface:RouterInterface"
PEER = "gcp:compute/routerPeer:RouterPeer"


def four(ids: list[int], redundancy: str = "FOUR_IPS_REDUNDANCY") -> Inputs:
    interfaces = [{"id": i, "ipAddress": f"203.0.113.{i}"} for i in ids]
    return {"redundancyType": redundancy, "interfaces": interfaces}


CASES: dict[str, list[Case]] = {
    "external-gateway-interfaces": each(
        EXTERNAL,
        four([0, 1, 2, 3]),
        four([0, 1]),
        four([0, 1, 2, 4]),
        four([0, 1], redundancy="SINGLE_IP_INTERNALLY_REDUNDANT"),
        four([0, 1, 2, 3]) | {"interfaces": [{"id": i, "ipAddress": "203.0.113.1"} for i in range(4)]},
    ),
    "router-asn": each(ROUTER, {"bgp": {"asn": 64720}}, {"bgp": {"asn": 65535}}, {"bgp": {"asn": 15169}}),
    "router-advertised": [
        *each(
            ROUTER,
            {"bgp": {"advertiseMode": "CUSTOM", "advertisedIpRanges": [{"range": "10.0.0.0/18"}]}},
            {"bgp": {"advertisedIpRanges": [{"range": "10.0.0.0/18"}]}},
            {"bgp": {"advertiseMode": "DEFAULT", "advertisedGroups": ["ALL_SUBNETS"]}},
        ),
        *each(PEER, {"advertiseMode": "DEFAULT"}, {"advertisedIpRanges": [{"range": "10.0.0.0/18"}]}),
    ],
    "router-interface-range": each(
        INTERFACE, {"ipRange": "169.254.6.2/30"}, {"ipRange": "10.0.0.2/30"}, {"ipRange": "here"}
    ),
    "router-interface-unique": each(
        INTERFACE,
        {"region": "europe-west2", "router": "r", "ipRange": "169.254.6.6/30"},
        {"region": "europe-west2", "router": "r", "ipRange": "169.254.6.2/30"},
        there=(
            google(
                INTERFACE, "europe-west2/r/i", region="europe-west2", router="r", ipRange="169.254.6.1/30"
            ),
        ),
    ),
    "router-asns-differ": each(
        PEER,
        {"region": "europe-west2", "router": "r", "peerAsn": 64604},
        {"region": "europe-west2", "router": "r", "peerAsn": 64720},
        there=(google(ROUTER, "r", name="r", region="europe-west2", bgp={"asn": 64720}),),
    ),
    "vpn-gateway-interface": each(TUNNEL, {"vpnGatewayInterface": 1}, {"vpnGatewayInterface": 2}),
}
