"""Who machines on AWS are, what they may read, and who may reach them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent, document, role_name, trust
from components.aws.network import NetworkHandle
from components.handles import KeyHandle
from components.machines.bucket import BACKUPS, SOFTWARE, START
from plan import model, names

HTTPS = 443


def security_group(
    component: AwsComponent,
    part: model.Machines,
    group: model.MachineGroup,
    network: NetworkHandle,
) -> tuple[aws.ec2.SecurityGroup, tuple[pulumi.Resource, ...]]:
    """In: what is planned, and health checks of the balancer. Out: other machines, AWS's endpoints."""
    region = names.region(group.place)
    made = aws.ec2.SecurityGroup(
        f"{group.name}-group",
        name=f"{group.identity}-machines",
        description=f"Machines of {part.store}: members, clients of the private tier, health checks",
        vpc_id=network.vpc_id,
        region=region,
        tags=component.titled(f"{group.identity}-machines"),
        opts=component.child(),
    )
    rules = _Rules(component=component, group=made, name=group.name, region=region)
    for opening in group.openings:
        for port in opening.ports:
            for cidr in opening.sources:
                rules.ingress(opening.name, port, cidr)
                if opening.name != "clients":
                    rules.egress(opening.name, port, cidr)
    for subnet in network.tier("data"):
        rules.ingress("health", part.health_port, subnet.cidr)
    rules.egress("endpoints", HTTPS, network.cidr)
    rules.to_s3(network.s3_prefix_list_id)
    return made, tuple(rules.made)


class _Rules:
    """Rules of one security group; each is made once, however often it is asked for."""

    def __init__(
        self, *, component: AwsComponent, group: aws.ec2.SecurityGroup, name: str, region: str
    ) -> None:
        self._component, self._group, self._name, self._region = component, group, name, region
        self._seen: set[tuple[str, int, str]] = set()
        self.made: list[pulumi.Resource] = []

    def ingress(self, who: str, port: int, cidr: str) -> None:
        if self._is_new("in", port, cidr):
            rule = aws.vpc.SecurityGroupIngressRule(
                f"{self._name}-from-{who}-{port}-{_slug(cidr)}",
                security_group_id=self._group.id,
                description=f"{who}: {port} from {cidr}",
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                cidr_ipv4=cidr,
                region=self._region,
                tags=self._component.tags,
                opts=self._component.child(),
            )
            self.made.append(rule)

    def egress(self, who: str, port: int, cidr: str) -> None:
        if self._is_new("out", port, cidr):
            rule = aws.vpc.SecurityGroupEgressRule(
                f"{self._name}-to-{who}-{port}-{_slug(cidr)}",
                security_group_id=self._group.id,
                description=f"{who}: {port} to {cidr}",
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                cidr_ipv4=cidr,
                region=self._region,
                tags=self._component.tags,
                opts=self._component.child(),
            )
            self.made.append(rule)

    def to_s3(self, prefix_list_id: pulumi.Input[str]) -> None:
        rule = aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-to-s3",
            security_group_id=self._group.id,
            description="S3 of this region, through the gateway endpoint",
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
            prefix_list_id=prefix_list_id,
            region=self._region,
            tags=self._component.tags,
            opts=self._component.child(),
        )
        self.made.append(rule)

    def _is_new(self, direction: str, port: int, cidr: str) -> bool:
        key = (direction, port, cidr)
        new = key not in self._seen
        self._seen.add(key)
        return new


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
