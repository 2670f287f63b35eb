"""Private ways from a VPC to AWS services of its own region: gateway and interface endpoints.

Their policies let through only what this account asks of its own resources, so that an endpoint is no way
to carry data into somebody else's bucket. (VPC guide, "Control access to VPC endpoints using endpoint
policies"; IAM guide, "Data perimeters".) None names a ``service_region``: no endpoint crosses a border.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent, account, document
from components.aws.security_group import SecurityGroup
from jurisdictions import place
from jurisdictions.model import Place
from plan import model as planned

HTTPS = 443
GATEWAYS = ("s3", "dynamodb")


def gateway_endpoints(
    component: AwsComponent,
    part: planned.AwsNetwork,
    vpc: aws.ec2.Vpc,
    tables: Mapping[str, aws.ec2.RouteTable],
    region: str,
) -> Mapping[str, aws.ec2.VpcEndpoint]:
    """S3 and DynamoDB, for every tier, the data tier included: they need no way to the internet."""
    return {
        service: aws.ec2.VpcEndpoint(
            f"{part.name}-gateway-{service}",
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{region}.{service}",
            vpc_endpoint_type="Gateway",
            route_table_ids=[table.id for table in tables.values()],
            policy=_gateway_policy(account(component.context), place(part.place), service),
            region=region,
            tags=component.titled(f"{part.physical}-{service}"),
            opts=component.child(),
        )
        for service in GATEWAYS
    }


def interface_endpoints(
    component: AwsComponent,
    part: planned.AwsNetwork,
    vpc: aws.ec2.Vpc,
    private_subnet_ids: Sequence[pulumi.Input[str]],
    region: str,
) -> aws.ec2.SecurityGroup:
    """The planned services, and the security group that lets the VPC reach them over HTTPS."""
    group = _group(component, part, vpc, region)
    for service in part.interface_endpoints:
        aws.ec2.VpcEndpoint(
            f"{part.name}-endpoint-{service}",
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{region}.{service}",
            vpc_endpoint_type="Interface",
            subnet_ids=list(private_subnet_ids),
            security_group_ids=[group.id],
            private_dns_enabled=True,
            policy=_interface_policy(account(component.context)),
            region=region,
            tags=component.titled(f"{part.physical}-{service}"),
            opts=component.child(),
        )
    return group


def _group(
    component: AwsComponent, part: planned.AwsNetwork, vpc: aws.ec2.Vpc, region: str
) -> aws.ec2.SecurityGroup:
    made = SecurityGroup(
        component,
        f"{part.name}-endpoints",
        title=f"{part.physical}-endpoints",
        description="Interface endpoints: HTTPS from inside this VPC",
        vpc_id=vpc.id,
        region=region,
    )
    made.allow_in(f"{part.name}-endpoints-https", "HTTPS from inside this VPC", HTTPS, part.cidr)
    return made.group


def _gateway_policy(account_id: str, where: Place, service: str) -> str:
    own = {
        "Sid": "OwnResources",
        "Effect": "Allow",
        "Principal": "*",
        "Action": f"{service}:*",
        "Resource": "*",
        "Condition": {
            "StringEquals": {"aws:PrincipalAccount": account_id, "aws:ResourceAccount": account_id}
        },
    }
    if service != "s3":
        return document([own])
    images = {
        "Sid": "ImageLayersOfEcr",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:{where.partition}:s3:::prod-{where.name}-starport-layer-bucket/*",
    }
    return document([own, images])  # ECR keeps layers in a bucket of AWS's own (ECR guide, "VPC endpoints")


def _interface_policy(account_id: str) -> str:
    """``IfExists``: a call that signs in (web identity, to STS) has no principal yet."""
    return document(
        [
            {
                "Sid": "OwnPrincipals",
                "Effect": "Allow",
                "Principal": "*",
                "Action": "*",
                "Resource": "*",
                "Condition": {"StringEqualsIfExists": {"aws:PrincipalAccount": account_id}},
            }
        ]
    )
