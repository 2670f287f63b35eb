"""The private way to the DSQL clusters of a place: one interface endpoint in the network.

Clusters of a region share an endpoint service, and a network takes one endpoint of a service that answers for
its name. Source: Aurora DSQL User Guide, "Managing and connecting to clusters using AWS PrivateLink".
"""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent
from components.aws.network import NetworkHandle
from components.aws.security_group import SecurityGroup
from plan import names

PORT = 5432


def private_endpoint(
    component: AwsComponent, name: str, at: str, network: NetworkHandle, cluster: aws.dsql.Cluster
) -> aws.ec2.VpcEndpoint:
    """The endpoint of the service that ``cluster`` belongs to, in and for the private tier alone."""
    region = names.region(at)
    group = _security_group(component, name, network, region)
    return aws.ec2.VpcEndpoint(
        name,
        vpc_id=network.vpc_id,
        service_name=cluster.vpc_endpoint_service_name,
        vpc_endpoint_type="Interface",
        subnet_ids=[s.id for s in network.tier("private")],
        security_group_ids=[group.id],
        private_dns_enabled=True,
        region=region,
        tags=component.titled(name),
        opts=component.child(),
    )


def private_host(cluster: aws.dsql.Cluster, region: str) -> pulumi.Output[str]:
    """Host of a cluster inside the network: ``<id>.dsql-fnh4.us-east-1.on.aws``.

    The middle is the end of the service's name (``com.amazonaws.us-east-1.dsql-fnh4``). The public host has
    ``dsql`` there, and never leads to the endpoint.
    """
    service = cluster.vpc_endpoint_service_name.apply(lambda name: name.rpartition(".")[2])
    return pulumi.Output.concat(cluster.identifier, ".", service, f".{region}.on.aws")


def _security_group(
    component: AwsComponent, name: str, network: NetworkHandle, region: str
) -> aws.ec2.SecurityGroup:
    made = SecurityGroup(
        component,
        f"{name}-group",
        title=name,
        description="PostgreSQL from the private tier of this network",
        vpc_id=network.vpc_id,
        region=region,
    )
    for subnet in network.tier("private"):
        made.allow_in(f"{name}-from-{subnet.name}", f"PostgreSQL from {subnet.name}", PORT, subnet.cidr)
    return made.group
