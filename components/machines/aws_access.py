"""Who machines on AWS are, what they may read, and who may reach them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent, document, role_name, trust
from components.aws.network import NetworkHandle
from components.aws.security_group import SecurityGroup
from components.handles import KeyHandle
from components.machines.bucket import BACKUPS, SOFTWARE, START
from plan import model, names

HTTPS = 443


def security_group(
    component: AwsComponent,
    part: model.Machines,
    group: model.MachineGroup,
    network: NetworkHandle,
) -> SecurityGroup:
    """In: what is planned, and health checks of the balancer. Out: other machines, AWS's endpoints."""
    made = SecurityGroup(
        component,
        f"{group.name}-group",
        title=f"{group.identity}-machines",
        description=f"Machines of {part.store}: members, clients of the private tier, health checks",
        vpc_id=network.vpc_id,
        region=names.region(group.place),
    )
    # A port and a range are opened once, whoever else comes from there.
    come, go = dict[tuple[int, str], str](), dict[tuple[int, str], str]()
    for opening in group.openings:
        for way in product(opening.ports, opening.sources):
            come.setdefault(way, opening.name)
            if opening.name != "clients":
                go.setdefault(way, opening.name)
    for subnet in network.tier("data"):
        come.setdefault((part.health_port, subnet.cidr), "health")
    go.setdefault((HTTPS, network.cidr), "endpoints")
    for (port, cidr), who in come.items():
        rule = f"{group.name}-from-{who}-{port}-{_slug(cidr)}"
        made.allow_in(rule, f"{who}: {port} from {cidr}", port, cidr)
    for (port, cidr), who in go.items():
        rule = f"{group.name}-to-{who}-{port}-{_slug(cidr)}"
        made.allow_out(rule, f"{who}: {port} to {cidr}", port, cidr)
    s3 = "S3 of this region, through the gateway endpoint"
    made.allow_out(f"{group.name}-to-s3", s3, HTTPS, prefix_list_id=network.s3_prefix_list_id)
    return made


def _slug(cidr: str) -> str:
    return cidr.replace(".", "-").replace("/", "-")


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """The identity of a group's machines."""

    role: aws.iam.Role
    profile: aws.iam.InstanceProfile


def instance_profile(component: AwsComponent, part: model.Machines, group: model.MachineGroup) -> Profile:
    """A role that machines take; it may do nothing yet."""
    role = aws.iam.Role(
        f"{group.name}-role",
        name=role_name(group.identity, "machines"),
        description=f"Machines of {part.store} in {group.place}",
        assume_role_policy=trust("ec2.amazonaws.com"),
        tags=component.tags,
        opts=component.child(),
    )
    profile = aws.iam.InstanceProfile(
        f"{group.name}-profile",
        name=role_name(group.identity, "machines"),
        role=role.name,
        tags=component.tags,
        opts=component.child(),
    )
    return Profile(role=role, profile=profile)


def bucket_access(
    component: AwsComponent,
    group: model.MachineGroup,
    role: aws.iam.Role,
    bucket: aws.s3.Bucket,
    key: KeyHandle,
) -> aws.iam.RolePolicy:
    """Write and read backups, read what machines run, in the bucket of this place and no other."""

    def policy(ids: list[str]) -> str:
        arn, key_arn = ids
        backups, software, start = (f"{arn}/{folder}/*" for folder in (BACKUPS, SOFTWARE, START))
        return document(
            [
                {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": arn},
                {"Effect": "Allow", "Action": "s3:GetObject", "Resource": [backups, software, start]},
                {"Effect": "Allow", "Action": ["s3:DeleteObject", "s3:PutObject"], "Resource": backups},
                _use_key(key_arn),
            ]
        )

    return aws.iam.RolePolicy(
        f"{group.name}-bucket-policy",
        name="backups-and-software",
        role=role.name,
        policy=pulumi.Output.all(bucket.arn, key.id).apply(policy),
        opts=component.child(),
    )


def secret_access(
    component: AwsComponent,
    group: model.MachineGroup,
    role: aws.iam.Role,
    arns: Sequence[pulumi.Output[str]],
    key: KeyHandle,
) -> aws.iam.RolePolicy:
    """Read these secrets."""

    def policy(ids: list[str]) -> str:
        key_arn, *secrets = ids
        read = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": sorted(secrets)}
        return document([read, _use_key(key_arn)])

    return aws.iam.RolePolicy(
        f"{group.name}-secrets-policy",
        name="secrets",
        role=role.name,
        policy=pulumi.Output.all(key.id, *arns).apply(policy),
        opts=component.child(),
    )


def _use_key(arn: str) -> dict[str, object]:
    return {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": arn}
