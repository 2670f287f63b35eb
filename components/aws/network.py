"""A VPC in one region for one jurisdiction: three tiers over zones, and private ways to the cloud's services.

It has no peering, and no route to another jurisdiction: what has no road needs no gate. Where members of a
store reach each other, a transit gateway leads to the places of its own (``components.aws.transit``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent
from components.aws.endpoints import gateway_endpoints, interface_endpoints
from components.aws.flow_logs import flow_logs
from components.aws.routes import Routes, declare_routes
from components.base import Context
from components.handles import LogsHandle
from jurisdictions.model import Aspect
from plan import model as planned
from plan import names


@dataclass(frozen=True, kw_only=True, slots=True)
class SubnetHandle:
    """A declared subnet."""

    name: str
    tier: planned.Tier
    cidr: str
    id: pulumi.Output[str]
    zone: pulumi.Output[str]
    """Name of its zone in this account (``eu-west-2a``); RDS wants the name, the plan has the id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkHandle:
    """A declared network."""

    name: str
    place: str
    cidr: str
    vpc_id: pulumi.Output[str]
    subnets: Mapping[str, SubnetHandle]
    """By planned name."""
    route_table_ids: Mapping[str, pulumi.Output[str]]
    """By logical name of the table."""
    endpoint_security_group_id: pulumi.Output[str]
    s3_prefix_list_id: pulumi.Output[str]
    """Addresses of S3 in this region: for the rules of what may reach nothing else outside."""
    log_retention_days: int
    """How long logs of this place are kept; stores whose engine writes logs use it too."""

    def tier(self, tier: planned.Tier) -> tuple[SubnetHandle, ...]:
        """The subnets of one tier, in the plan's order of zones."""
        return tuple(s for s in self.subnets.values() if s.tier == tier)


class Network(AwsComponent):
    """Declares the VPC, its subnets, routes, endpoints and flow logs.

    ``logs`` by name of the planned logs: the group that the flow logs of this network go to.
    """

    handle: NetworkHandle

    def __init__(
        self,
        part: planned.AwsNetwork,
        *,
        context: Context,
        logs: Mapping[str, LogsHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        places = {Aspect.PROCESSED: [part.place]}
        beside = [(part.place, logs[part.flow_logs.name])]
        super().__init__("domicile:aws:Network", part, context, opts, places=places, beside=beside)
        region = names.region(part.place)
        vpc = self._vpc(part, region)
        subnets = {s.name: self._subnet(s, vpc, region) for s in part.subnets}
        routes = declare_routes(self, part, vpc, subnets, region)
        gateways = gateway_endpoints(self, part, vpc, routes.tables, region)
        private = [subnets[s.name].id for s in part.subnets if s.tier == "private"]
        endpoint_group = interface_endpoints(self, part, vpc, private, region)
        flow_logs(self, part, vpc, logs[part.flow_logs.name], region)
        self.handle = _handle(part, vpc, subnets, routes, endpoint_group=endpoint_group, s3=gateways["s3"])
        self.register_outputs({"vpcId": vpc.id, "cidr": part.cidr})

    def _vpc(self, part: planned.AwsNetwork, region: str) -> aws.ec2.Vpc:
        vpc = aws.ec2.Vpc(
            f"{part.name}-vpc",
            cidr_block=part.cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            instance_tenancy="default",
            region=region,
            tags=self.titled(part.physical),
            opts=self.child(),
        )
        # AWS makes one that lets everything in it talk: adopted and emptied, so that nothing relies on it.
        aws.ec2.DefaultSecurityGroup(
            f"{part.name}-default-group",
            vpc_id=vpc.id,
            ingress=[],
            egress=[],
            region=region,
            tags=self.titled(f"{part.physical}-default-unused"),
            opts=self.child(),
        )
        return vpc

    def _subnet(self, subnet: planned.Subnet, vpc: aws.ec2.Vpc, region: str) -> aws.ec2.Subnet:
        """Placed by zone id: zone names mean other data centres in other accounts."""
        return aws.ec2.Subnet(
            subnet.name,
            vpc_id=vpc.id,
            cidr_block=subnet.cidr,
            availability_zone_id=subnet.zone,
            map_public_ip_on_launch=False,
            private_dns_hostname_type_on_launch="resource-name",
            region=region,
            tags={**self.titled(subnet.name), "tier": subnet.tier},
            opts=self.child(),
        )


def _handle(
    part: planned.AwsNetwork,
    vpc: aws.ec2.Vpc,
    subnets: Mapping[str, aws.ec2.Subnet],
    routes: Routes,
    *,
    endpoint_group: aws.ec2.SecurityGroup,
    s3: aws.ec2.VpcEndpoint,
) -> NetworkHandle:
    return NetworkHandle(
        name=part.name,
        place=part.place,
        cidr=part.cidr,
        vpc_id=vpc.id,
        subnets={
            s.name: SubnetHandle(
                name=s.name,
                tier=s.tier,
                cidr=s.cidr,
                id=subnets[s.name].id,
                zone=subnets[s.name].availability_zone,
            )
            for s in part.subnets
        },
        route_table_ids={name: table.id for name, table in routes.tables.items()},
        endpoint_security_group_id=endpoint_group.id,
        s3_prefix_list_id=s3.prefix_list_id,
        log_retention_days=part.flow_logs.retention_days,
    )
