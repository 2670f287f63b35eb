"""Where TLS of a jurisdiction's host ends on AWS: a regional load balancer inside that jurisdiction.

Access logs are off: they hold addresses of people, and the flow logs of the network, which stay in the same
place under its key, answer who connected.
"""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent
from components.aws.network import NetworkHandle
from components.aws.security_group import SecurityGroup
from components.base import Context
from components.handles import FrontHandle
from jurisdictions.model import Aspect
from plan import model as planned
from plan import names

HTTP, HTTPS, TARGET = 80, 443, 8443
TARGET_GROUP_LIMIT = 32
HEALTH_PATH = "/healthz"
"""Answers with no personal data: health checkers ask from outside the jurisdiction too."""

TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
"""TLS 1.3 and 1.2 with forward secrecy and hybrid post-quantum key exchange: what AWS recommends (ELB guide,
"Security policies for your Application Load Balancer"). The default of the API still allows TLS 1.0."""

HSTS = "max-age=63072000; includeSubDomains"


class Ingress(AwsComponent):
    """Declares the load balancer of one front, its listeners and its target group.

    ``certificate_arn`` of a certificate that is issued already. The app team registers its own targets, by
    address, in the private tier.
    """

    handle: FrontHandle
    target_group_arn: pulumi.Output[str]
    security_group_id: pulumi.Output[str]

    def __init__(
        self,
        part: planned.Entry,
        front: planned.Front,
        *,
        context: Context,
        network: NetworkHandle,
        certificate_arn: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        places = {Aspect.PROCESSED: [front.place]}
        beside = [(front.place, network)]
        super().__init__(
            "domicile:aws:Ingress", part, context, opts, name=front.name, places=places, beside=beside
        )
        self._front = front
        self._region = names.region(front.place)
        group = self._security_group(network)
        balancer = self._balancer(network, group)
        targets = self._targets(network)
        self._redirect(balancer)
        self._listen(balancer, targets, certificate_arn)
        self.handle = FrontHandle(
            name=front.name, place=front.place, role=front.role, id=balancer.arn, address=balancer.dns_name
        )
        self.target_group_arn = targets.arn
        self.security_group_id = group.id
        self.register_outputs({"arn": balancer.arn, "targetGroupArn": targets.arn})

    def _security_group(self, network: NetworkHandle) -> aws.ec2.SecurityGroup:
        name = self._front.name
        made = SecurityGroup(
            self,
            f"{name}-group",
            title=f"{self._front.physical}-front",
            description="Load balancer: HTTP and HTTPS in, the private tier out",
            vpc_id=network.vpc_id,
            region=self._region,
        )
        for label, port in (("http", HTTP), ("https", HTTPS)):
            # The accelerator preserves the client's address, so this cannot be narrowed to the accelerator.
            made.allow_in(f"{name}-in-{label}", f"{label.upper()} from clients", port, "0.0.0.0/0")
        for subnet in network.tier("private"):
            made.allow_out(f"{name}-out-{subnet.name}", f"Targets in {subnet.name}", TARGET, subnet.cidr)
        return made.group

    def _balancer(self, network: NetworkHandle, group: aws.ec2.SecurityGroup) -> aws.lb.LoadBalancer:
        return aws.lb.LoadBalancer(
            f"{self._front.name}-balancer",
            name=self._front.physical,
            load_balancer_type="application",
            internal=False,
            ip_address_type="ipv4",
            subnets=[network.subnets[s].id for s in self._front.public_subnets],
            security_groups=[group.id],
            drop_invalid_header_fields=True,
            desync_mitigation_mode="strictest",
            enable_deletion_protection=self.context.identity.protect,
            enable_http2=True,
            enable_zonal_shift=True,
            idle_timeout=60,
            preserve_host_header=True,
            region=self._region,
            tags=self.tags,
            opts=self.child(),
        )

    def _targets(self, network: NetworkHandle) -> aws.lb.TargetGroup:
        return aws.lb.TargetGroup(
            f"{self._front.name}-targets",
            name=names.physical(self._front.physical, limit=TARGET_GROUP_LIMIT),
            vpc_id=network.vpc_id,
            target_type="ip",
            protocol="HTTPS",
            protocol_version="HTTP1",
            port=TARGET,
            deregistration_delay=30,
            load_balancing_algorithm_type="least_outstanding_requests",
            health_check=aws.lb.TargetGroupHealthCheckArgs(
                enabled=True,
                protocol="HTTPS",
                path=HEALTH_PATH,
                matcher="200",
                interval=10,
                timeout=5,
                healthy_threshold=2,
                unhealthy_threshold=3,
            ),
            region=self._region,
            tags=self.tags,
            opts=self.child(),
        )

    def _redirect(self, balancer: aws.lb.LoadBalancer) -> None:
        aws.lb.Listener(
            f"{self._front.name}-http",
            load_balancer_arn=balancer.arn,
            protocol="HTTP",
            port=HTTP,
            default_actions=[
                aws.lb.ListenerDefaultActionArgs(
                    type="redirect",
                    redirect=aws.lb.ListenerDefaultActionRedirectArgs(
                        protocol="HTTPS", port=str(HTTPS), status_code="HTTP_301"
                    ),
                )
            ],
            region=self._region,
            tags=self.tags,
            opts=self.child(),
        )

    def _listen(
        self,
        balancer: aws.lb.LoadBalancer,
        targets: aws.lb.TargetGroup,
        certificate_arn: pulumi.Input[str],
    ) -> None:
        aws.lb.Listener(
            f"{self._front.name}-https",
            load_balancer_arn=balancer.arn,
            protocol="HTTPS",
            port=HTTPS,
            ssl_policy=TLS_POLICY,
            certificate_arn=certificate_arn,
            routing_http_response_server_enabled=False,
            routing_http_response_strict_transport_security_header_value=HSTS,
            default_actions=[aws.lb.ListenerDefaultActionArgs(type="forward", target_group_arn=targets.arn)],
            region=self._region,
            tags=self.tags,
            opts=self.child(),
        )
