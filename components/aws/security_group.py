"""A security group with its rules, each a resource of its own: over TCP, and nothing that no rule names."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent


class SecurityGroup:
    """A security group of a component, and what it lets through.

    ``name`` is its logical name, ``title`` its physical one. It has no rule at first, neither in nor out.
    """

    def __init__(
        self,
        component: AwsComponent,
        name: str,
        *,
        title: str,
        description: str,
        vpc_id: pulumi.Input[str],
        region: str,
    ) -> None:
        self._component, self._region = component, region
        self.group = aws.ec2.SecurityGroup(
            name,
            name=title,
            description=description,
            vpc_id=vpc_id,
            region=region,
            tags=component.titled(title),
            opts=component.child(),
        )
        self.rules: list[pulumi.Resource] = []
        """To depend on where something is reached, or reaches out, at once."""

    def allow_in(self, name: str, description: str, port: int, cidr: str) -> None:
        """A rule of this logical name: whoever is in ``cidr`` may come to ``port``."""
        rule = aws.vpc.SecurityGroupIngressRule(
            name,
            security_group_id=self.group.id,
            description=description,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            cidr_ipv4=cidr,
            region=self._region,
            tags=self._component.tags,
            opts=self._component.child(),
        )
        self.rules.append(rule)

    def allow_out(
        self,
        name: str,
        description: str,
        port: int,
        cidr: str | None = None,
        *,
        prefix_list_id: pulumi.Input[str] | None = None,
    ) -> None:
        """A rule of this logical name: ``port`` may be reached in ``cidr``, or in a prefix list."""
        rule = aws.vpc.SecurityGroupEgressRule(
            name,
            security_group_id=self.group.id,
            description=description,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            cidr_ipv4=cidr,
            prefix_list_id=prefix_list_id,
            region=self._region,
            tags=self._component.tags,
            opts=self._component.child(),
        )
        self.rules.append(rule)
