"""Transit gateways and VPNs over the real protocol: what they answer, and in which order they can be made."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.cases.aws_transit import (
    ACCEPTER,
    ASSOCIATION,
    ATTACHMENT,
    CONNECTION,
    CUSTOMER,
    PEERING,
    SECRET,
    TRANSIT,
    TRANSIT_ROUTE,
)
from tests.sandbox.cases.gcp_vpn import EXTERNAL, INTERFACE, PEER, ROUTER, TUNNEL
from tests.sandbox.engine import ACCOUNT, CheckError, Engine, Made
from tests.sandbox.tokens import NETWORK, SUBNET, VPC

TABLE = "aws:ec2transitgateway/routeTable:RouteTable"
GATEWAY = "gcp:compute/haVpnGateway:HaVpnGateway"


def gateway(cloud: Engine, region: str = "eu-west-2", **more: Any) -> Made:
    return cloud.create(TRANSIT, f"t-{region}", region=region, **more)


def connection(cloud: Engine, **more: Any) -> Made:
    transit = gateway(cloud, amazonSideAsn=64604)
    customer = cloud.create(CUSTOMER, "c", bgpAsn="64720", ipAddress="203.0.113.1", type="ipsec.1")
    return cloud.create(
        CONNECTION, "v", type="ipsec.1", customerGatewayId=customer.id, transitGatewayId=transit.id, **more
    )


def test_a_connection_tells_the_addresses_of_its_tunnels(cloud: Engine) -> None:
    made = connection(cloud, tunnel1InsideCidr="169.254.6.0/30", tunnel2InsideCidr="169.254.6.4/30")
    assert made["transitGatewayAttachmentId"].startswith("tgw-attach-")
    assert (made["tunnel1VgwInsideAddress"], made["tunnel1CgwInsideAddress"]) == (
        "169.254.6.1",
        "169.254.6.2",
    )
    assert (made["tunnel2VgwInsideAddress"], made["tunnel2CgwInsideAddress"]) == (
        "169.254.6.5",
        "169.254.6.6",
    )
    assert made["tunnel1Address"] != made["tunnel2Address"]
    assert (made["tunnel1BgpAsn"], made["tunnel1BgpHoldtime"]) == ("64604", 30)


def test_secrets_kept_in_secrets_manager_have_an_arn(cloud: Engine) -> None:
    made = connection(cloud, presharedKeyStorage="SecretsManager", tunnel1PresharedKey=SECRET)
    assert made["presharedKeyArn"].startswith(f"arn:aws:secretsmanager:eu-west-2:{ACCOUNT}:secret:")


def peered(cloud: Engine) -> tuple[Made, Made]:
    """A table of the requester, and a peering that waits to be accepted."""
    ours, theirs = gateway(cloud), gateway(cloud, "eu-west-1")
    table = cloud.create(TABLE, "table", transitGatewayId=ours.id)
    peering = cloud.create(
        PEERING, "p", transitGatewayId=ours.id, peerTransitGatewayId=theirs.id, peerRegion="eu-west-1"
    )
    return table, peering


def test_nothing_is_led_over_a_peering_before_it_is_accepted(cloud: Engine) -> None:
    table, peering = peered(cloud)
    over = {"transitGatewayAttachmentId": peering.id, "transitGatewayRouteTableId": table.id}
    for kind, more in ((ASSOCIATION, {}), (TRANSIT_ROUTE, {"destinationCidrBlock": "10.0.0.0/18"})):
        with pytest.raises(Exception, match="pendingAcceptance"):
            cloud.create(kind, "early", **over, **more)
    accepted = cloud.create(ACCEPTER, "a", region="eu-west-1", transitGatewayAttachmentId=peering.id)
    assert accepted["peerRegion"] == "eu-west-2"
    cloud.create(ASSOCIATION, "late", **over)
    cloud.create(TRANSIT_ROUTE, "late", **over, destinationCidrBlock="10.0.0.0/18")


def test_the_requester_cannot_accept(cloud: Engine) -> None:
    _, peering = peered(cloud)
    with pytest.raises(Exception, match="waits to be accepted in eu-west-1"):
        cloud.create(ACCEPTER, "a", transitGatewayAttachmentId=peering.id)


def test_a_range_is_led_once(cloud: Engine) -> None:
    table, _ = peered(cloud)
    dropped = {
        "destinationCidrBlock": "10.0.0.0/8",
        "blackhole": True,
        "transitGatewayRouteTableId": table.id,
    }
    cloud.create(TRANSIT_ROUTE, "one", **dropped)
    with pytest.raises(Exception, match="RouteAlreadyExists"):
        cloud.create(TRANSIT_ROUTE, "two", **dropped)


def test_a_gateway_in_use_stays(cloud: Engine) -> None:
    vpc = cloud.create(VPC, "v", cidrBlock="10.0.0.0/16")
    subnet = cloud.create(SUBNET, "s", vpcId=vpc.id, cidrBlock="10.0.0.0/20", availabilityZoneId="euw2-az1")
    transit = gateway(cloud)
    cloud.create(ATTACHMENT, "a", transitGatewayId=transit.id, vpcId=vpc.id, subnetIds=[subnet.id])
    with pytest.raises(Exception, match="IncorrectState"):
        cloud.delete(transit)


def test_a_tunnel_leads_to_the_address_of_the_other_gateway(cloud: Engine) -> None:
    network = cloud.create(NETWORK, "n", name="n", autoCreateSubnetworks=False)
    here = {"region": "europe-west2"}
    ours = cloud.create(GATEWAY, "g", name="g", network=network.id, **here)
    assert {i["id"] for i in ours["vpnInterfaces"]} == {0, 1}
    router = cloud.create(ROUTER, "r", name="r", network=network.id, bgp={"asn": 64720}, **here)
    interfaces = [{"id": n, "ipAddress": f"203.0.113.{n + 1}"} for n in range(4)]
    theirs = cloud.create(
        EXTERNAL, "e", name="e", redundancyType="FOUR_IPS_REDUNDANCY", interfaces=interfaces
    )
    tunnel = cloud.create(
        TUNNEL,
        "t",
        name="t",
        vpnGateway=ours.id,
        vpnGatewayInterface=1,
        peerExternalGateway=theirs.id,
        peerExternalGatewayInterface=2,
        router=router["name"],
        sharedSecret=SECRET,
        **here,
    )
    assert tunnel["peerIp"] == "203.0.113.3"
    inside = cloud.create(
        INTERFACE, "i", name="i", router="r", vpnTunnel="t", ipRange="169.254.6.2/30", **here
    )
    cloud.create(
        PEER,
        "p",
        name="p",
        router="r",
        interface=inside["name"],
        peerAsn=64604,
        peerIpAddress="169.254.6.1",
        **here,
    )


def test_what_a_path_refers_to_must_exist(cloud: Engine) -> None:
    with pytest.raises(Exception, match="does not exist"):
        cloud.create(TABLE, "t", transitGatewayId="tgw-00000000000000000")
    with pytest.raises(Exception, match="does not exist"):
        cloud.create(
            INTERFACE,
            "i",
            name="i",
            router="r",
            region="europe-west2",
            vpnTunnel="t",
            ipRange="169.254.6.2/30",
        )


def test_no_secret_is_in_a_refusal(cloud: Engine) -> None:
    with pytest.raises(CheckError, match="pre-shared key") as caught:
        connection(cloud, tunnel1PresharedKey="0" + SECRET)
    assert SECRET not in str(caught.value)
