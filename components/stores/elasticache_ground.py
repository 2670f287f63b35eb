"""What a member of a store on ElastiCache stands on: the same in every place, whatever its role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_aws as aws

from components.aws.component import AwsComponent
from components.aws.logs import log_group
from components.aws.network import NetworkHandle
from components.aws.security_group import SecurityGroup
from components.handles import KeyHandle
from plan import model as planned
from plan import names

PORT = 6379
ACCESS = "on ~* &* +@all -@admin -@dangerous +info -dump -getex -persist"
"""An app reads and writes every item, but takes no time to live away (``PERSIST``, ``GETEX``), changes no
setting, and neither dumps nor restores items; ``INFO`` tells clients what they talk to (Valkey, "ACL")."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """Declared, for one member."""

    key: KeyHandle
    security_group: aws.ec2.SecurityGroup
    subnets: aws.elasticache.SubnetGroup
    parameters: aws.elasticache.ParameterGroup
    app: aws.elasticache.User
    users: aws.elasticache.UserGroup
    logs: aws.cloudwatch.LogGroup


def declare_ground(
    component: AwsComponent,
    store: planned.Valkey,
    member: planned.ValkeyMember,
    *,
    key: KeyHandle,
    network: NetworkHandle,
) -> Ground:
    """All that a member refers to, in its place."""
    app = _user(component, member)
    return Ground(
        key=key,
        security_group=_security_group(component, member, network),
        subnets=_subnets(component, member, network),
        parameters=_parameters(component, store, member),
        app=app,
        users=_users(component, member, app),
        logs=log_group(
            f"{member.name}-logs",
            physical=f"/aws/elasticache/{member.cluster}",
            region=names.region(member.place),
            key=key,
            retention_days=network.log_retention_days,
            component=component,
        ),
    )


def parameters(store: planned.Valkey) -> Mapping[str, str]:
    """Settings of the nodes. No slow log: it keeps commands, with the items in them, past their time."""
    return {
        "cluster-enabled": "yes",
        "maxmemory-policy": store.eviction,
        "slowlog-log-slower-than": "-1",
    }


def _security_group(
    component: AwsComponent, member: planned.ValkeyMember, network: NetworkHandle
) -> aws.ec2.SecurityGroup:
    made = SecurityGroup(
        component,
        f"{member.name}-access",
        title=f"{member.cluster}-cache",
        description="Valkey from the private tier of this network",
        vpc_id=network.vpc_id,
        region=names.region(member.place),
    )
    for subnet in network.tier("private"):
        made.allow_in(f"{member.name}-from-{subnet.name}", f"Valkey from {subnet.name}", PORT, subnet.cidr)
    return made.group


def _subnets(
    component: AwsComponent, member: planned.ValkeyMember, network: NetworkHandle
) -> aws.elasticache.SubnetGroup:
    return aws.elasticache.SubnetGroup(
        f"{member.name}-subnets",
        name=f"{member.cluster}-subnets",
        description=f"Data tier of {network.name}",
        subnet_ids=[s.id for s in network.tier("data")],
        region=names.region(member.place),
        tags=component.tags,
        opts=component.child(),
    )


def _parameters(
    component: AwsComponent, store: planned.Valkey, member: planned.ValkeyMember
) -> aws.elasticache.ParameterGroup:
    family = f"valkey{store.version.partition('.')[0]}"
    given = aws.elasticache.ParameterGroupParameterArgs
    return aws.elasticache.ParameterGroup(
        f"{member.name}-parameters",
        name=f"{member.cluster}-{family}",
        description="A full node evicts any item; no slow log",
        family=family,
        parameters=[given(name=name, value=value) for name, value in parameters(store).items()],
        region=names.region(member.place),
        tags=component.tags,
        opts=component.child(),
    )


def _user(component: AwsComponent, member: planned.ValkeyMember) -> aws.elasticache.User:
    """Signs in with a token of IAM that lasts 15 minutes: there is no password to keep or rotate."""
    name = f"{member.cluster}-app"
    return aws.elasticache.User(
        f"{member.name}-app",
        user_id=name,
        user_name=name,  # of a user of IAM both must be the same
        engine="valkey",
        access_string=ACCESS,
        authentication_mode=aws.elasticache.UserAuthenticationModeArgs(type="iam"),
        region=names.region(member.place),
        tags=component.tags,
        opts=component.child(),
    )


def _users(
    component: AwsComponent, member: planned.ValkeyMember, app: aws.elasticache.User
) -> aws.elasticache.UserGroup:
    """The app's user alone: with engine ``valkey`` no default user is asked for, so nobody else gets in."""
    return aws.elasticache.UserGroup(
        f"{member.name}-users",
        user_group_id=f"{member.cluster}-users",
        engine="valkey",
        user_ids=[app.user_id],
        region=names.region(member.place),
        tags=component.tags,
        opts=component.child(),
    )
