"""The internal load balancer of a group on AWS: passes TCP through, so that TLS ends in the database."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent
from components.aws.network import NetworkHandle
from components.aws.security_group import SecurityGroup
from plan import model, names

DRAIN_SECONDS = 60


def balancer(
    component: AwsComponent,
    part: model.Machines,
    group: model.MachineGroup,
    network: NetworkHandle,
    addresses: Mapping[str, pulumi.Output[str]],
) -> tuple[aws.lb.LoadBalancer, aws.lb.TargetGroup]:
    """In the data tier, for clients of the private tier; a machine is a target while it is ready.

    A client keeps its address on the way, so the machines' own rules say who may come. Health is asked over
    HTTPS; a balancer does not check the certificate (Elastic Load Balancing, "Target group health checks").
    """
    region = names.region(group.place)
    made = aws.lb.LoadBalancer(
        f"{group.name}-balancer",
        name=group.balancer,
        load_balancer_type="network",
        internal=True,
        ip_address_type="ipv4",
        subnets=[subnet.id for subnet in network.tier("data")],
        security_groups=[_group(component, part, group, network).id],
        enable_cross_zone_load_balancing=True,
        enable_deletion_protection=component.context.identity.protect,
        region=region,
        tags=component.tags,
        opts=component.child(),
    )
    targets = _targets(component, part, group, network)
    aws.lb.Listener(
        f"{group.name}-sql",
        load_balancer_arn=made.arn,
        protocol="TCP",
        port=part.sql_port,
        default_actions=[aws.lb.ListenerDefaultActionArgs(type="forward", target_group_arn=targets.arn)],
        region=region,
        tags=component.tags,
        opts=component.child(),
    )
    for machine in group.machines:
        aws.lb.TargetGroupAttachment(
            f"{machine.name}-target",
            target_group_arn=targets.arn,
            target_id=addresses[machine.name],
            port=part.sql_port,
            region=region,
            opts=component.child(),
        )
    return made, targets


def _targets(
    component: AwsComponent, part: model.Machines, group: model.MachineGroup, network: NetworkHandle
) -> aws.lb.TargetGroup:
    return aws.lb.TargetGroup(
        f"{group.name}-targets",
        name=group.balancer,
        vpc_id=network.vpc_id,
        target_type="ip",
        protocol="TCP",
        port=part.sql_port,
        preserve_client_ip="true",
        deregistration_delay=DRAIN_SECONDS,
        connection_termination=True,
        health_check=aws.lb.TargetGroupHealthCheckArgs(
            enabled=True,
            protocol="HTTPS",
            port=str(part.health_port),
            path=part.health_path,
            matcher="200",
            interval=10,
            timeout=6,
            healthy_threshold=2,
            unhealthy_threshold=2,
        ),
        region=names.region(group.place),
        tags=component.tags,
        opts=component.child(),
    )


def _group(
    component: AwsComponent, part: model.Machines, group: model.MachineGroup, network: NetworkHandle
) -> aws.ec2.SecurityGroup:
    """Without one from the start, a network load balancer can never have one."""
    name = f"{group.name}-balancer"
    made = SecurityGroup(
        component,
        f"{name}-group",
        title=f"{group.identity}-balancer",
        description=f"Balancer of {part.store}: SQL from the private tier to the machines",
        vpc_id=network.vpc_id,
        region=names.region(group.place),
    )
    for subnet in network.tier("private"):
        made.allow_in(f"{name}-from-{subnet.name}", f"SQL from {subnet.name}", part.sql_port, subnet.cidr)
    for subnet in network.tier("data"):
        for what, port in (("sql", part.sql_port), ("health", part.health_port)):
            rule = f"{name}-{what}-{subnet.name}"
            made.allow_out(rule, f"{what} of machines in {subnet.name}", port, subnet.cidr)
    return made.group
