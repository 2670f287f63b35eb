"""Networks on AWS: tiers, ways out, private ways in, flow logs."""

from __future__ import annotations

import json
from dataclasses import replace

import pulumi
import pytest

from components.aws.network import Network, NetworkHandle
from components.handles import LogsHandle
from plan import model
from tests.components.aws.support import context, network
from tests.components.recording import World, declare

PART = network("eu", "aws/eu-central-1")
GROUP_ARN = "arn:aws:logs:eu-central-1:123456789012:log-group:/acme/eu/flow"


def made(part: model.AwsNetwork = PART) -> tuple[NetworkHandle, World]:
    logs = LogsHandle(name=part.flow_logs.name, place=part.place, id=pulumi.Output.from_input(GROUP_ARN))
    component, world = declare(lambda: Network(part, context=context(), logs={part.flow_logs.name: logs}))
    return component.handle, world


def routes_to_internet(world: World) -> dict[str, str]:
    """Route table id by name of each route to anywhere."""
    routes = [r for r in world.of("ec2/route:Route") if r.inputs["destinationCidrBlock"] == "0.0.0.0/0"]
    return {r.name: r.inputs["routeTableId"] for r in routes}


def tables_of(world: World, tier: model.Tier) -> set[str]:
    ids = {f"{s.name}-id" for s in PART.subnets if s.tier == tier}
    pairs = [a.inputs for a in world.of("ec2/routeTableAssociation:RouteTableAssociation")]
    return {a["routeTableId"] for a in pairs if a["subnetId"] in ids}


def test_subnets_are_placed_by_zone_id() -> None:
    _, world = made()
    subnets = {s.name: s.inputs for s in world.of("ec2/subnet:Subnet")}
    assert set(subnets) == {s.name for s in PART.subnets}
    for planned in PART.subnets:
        assert subnets[planned.name]["availabilityZoneId"] == planned.zone
        assert subnets[planned.name]["cidrBlock"] == planned.cidr
        assert subnets[planned.name]["mapPublicIpOnLaunch"] is False


def test_the_default_group_lets_nothing_through() -> None:
    _, world = made()
    default = world.only("ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert (default.inputs["ingress"], default.inputs["egress"]) == ([], [])


def test_every_subnet_has_a_table_and_the_data_tier_no_way_out() -> None:
    _, world = made()
    associated = {a.inputs["subnetId"] for a in world.of("ec2/routeTableAssociation:RouteTableAssociation")}
    assert associated == {f"{s.name}-id" for s in PART.subnets}
    out = set(routes_to_internet(world).values())
    assert not out & tables_of(world, "data")
    assert tables_of(world, "public") <= out


@pytest.mark.parametrize(("egress", "nats"), [("nat-per-zone", 3), ("nat", 1), ("none", 0)])
def test_the_private_tier_leaves_as_planned(egress: model.Egress, nats: int) -> None:
    _, world = made(replace(PART, egress=egress))
    assert len(world.of("ec2/natGateway:NatGateway")) == len(world.of("ec2/eip:Eip")) == nats
    private = tables_of(world, "private")
    assert len(private) == 3
    leaving = private & set(routes_to_internet(world).values())
    assert leaving == (private if nats else set())


def test_a_zone_leaves_through_its_own_nat() -> None:
    _, world = made()
    for subnet in (s for s in PART.subnets if s.tier == "private"):
        nat = world.named("ec2/route:Route", f"{subnet.name}-nat-route").inputs["natGatewayId"]
        public = next(s for s in PART.subnets if s.tier == "public" and s.zone == subnet.zone)
        assert nat == f"{public.name}-nat-id"


def test_services_are_reached_privately_and_for_this_account_only() -> None:
    _, world = made()
    endpoints = world.of("ec2/vpcEndpoint:VpcEndpoint")
    gateways = [e.inputs for e in endpoints if e.inputs["vpcEndpointType"] == "Gateway"]
    assert {g["serviceName"] for g in gateways} == {
        "com.amazonaws.eu-central-1.s3",
        "com.amazonaws.eu-central-1.dynamodb",
    }
    assert all(len(g["routeTableIds"]) == 5 for g in gateways)
    interfaces = [e.inputs for e in endpoints if e.inputs["vpcEndpointType"] == "Interface"]
    assert {i["serviceName"].rpartition(".")[2] for i in interfaces} == set(PART.interface_endpoints)
    assert all(i["privateDnsEnabled"] for i in interfaces)
    assert not [e.name for e in endpoints if "serviceRegion" in e.given]
    for endpoint in endpoints:
        own = json.loads(endpoint.inputs["policy"])["Statement"][0]["Condition"]
        assert next(iter(own.values()))["aws:PrincipalAccount"] == "123456789012"


def test_interface_and_gateway_of_one_service_have_names_of_their_own() -> None:
    _, world = made(replace(PART, interface_endpoints=("s3", "kms")))
    names = [e.name for e in world.of("ec2/vpcEndpoint:VpcEndpoint")]
    assert len(names) == len(set(names)) == 4


def test_flow_logs_go_to_the_log_group_with_a_role_that_writes_there_only() -> None:
    _, world = made()
    flow = world.only("ec2/flowLog:FlowLog").inputs
    assert (flow["trafficType"], flow["logDestinationType"]) == ("ALL", "cloud-watch-logs")
    assert flow["logDestination"] == GROUP_ARN
    role = world.only("iam/role:Role").inputs
    assert "eu-central-1" in role["name"]
    trust = json.loads(role["assumeRolePolicy"])["Statement"][0]
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}
    write, describe = json.loads(world.only("iam/rolePolicy:RolePolicy").inputs["policy"])["Statement"]
    assert write["Resource"] == [GROUP_ARN, f"{GROUP_ARN}:*"]
    assert describe["Action"] == "logs:DescribeLogGroups"


def test_the_handle_tells_the_tiers_in_order_of_zones() -> None:
    handle, _ = made()
    for tier in ("public", "private", "data"):
        assert [s.name for s in handle.tier(tier)] == [s.name for s in PART.subnets if s.tier == tier]
    assert len(handle.route_table_ids) == 5
    assert handle.log_retention_days == PART.flow_logs.retention_days
