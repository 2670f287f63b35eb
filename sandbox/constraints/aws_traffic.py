"""Rules of AWS load balancers, Global Accelerator, CloudFront and Route 53.

Sources: ``botocore`` are the service models of botocore 1.44.5 (service, shape); ``aws docs`` are pages of
docs.aws.amazon.com; ``provider`` is the documentation inside pulumi-aws 7.51.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sandbox.constraints.aws_network import SUBNET, zones_of
from sandbox.constraints.ranges import network
from sandbox.constraints.rule import Rule, Subject, between, one_of, pattern
from sandbox.typecheck import Failure
from sandbox.values import at

BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
TARGETS: Final = "aws:lb/targetGroup:TargetGroup"
DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
ENDPOINTS: Final = "aws:globalaccelerator/endpointGroup:EndpointGroup"
RECORD: Final = "aws:route53/record:Record"
SMALLEST_FOR_BALANCER: Final = 27
BALANCER_NAME: Final = r"(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?"


def _balancer_zones(subject: Subject) -> Iterator[Failure]:
    if subject.get("loadBalancerType") not in (None, "application"):
        return
    zones = zones_of(subject, (id_ for _, id_ in at(subject.inputs, "subnets[]")))
    if zones and (len(set(zones)) < 2 or len(set(zones)) != len(zones)):
        yield Failure("subnets", "an application load balancer takes one subnet in each of at least 2 zones")


def _balancer_room(subject: Subject) -> Iterator[Failure]:
    if subject.get("loadBalancerType") not in (None, "application"):
        return
    for where, id_ in at(subject.inputs, "subnets[]"):
        for subnet in subject.named(SUBNET, id_):
            block = network(str(subnet.get("cidrBlock")))
            if block and block.prefixlen > SMALLEST_FOR_BALANCER:
                yield Failure(where, f"{block} of {id_}: a load balancer needs /27 or larger")


def _cloudfront_certificate(subject: Subject) -> Iterator[Failure]:
    for where, arn in at(subject.inputs, "viewerCertificate.acmCertificateArn"):
        if ":us-east-1:" not in str(arn):
            yield Failure(where, "InvalidViewerCertificate: the certificate must be in us-east-1")


def _one_group_per_region(subject: Subject) -> Iterator[Failure]:
    region = subject.get("endpointGroupRegion") or subject.place.region
    for other in subject.others(ENDPOINTS):
        same = (
            other.get("listenerArn") == subject.get("listenerArn")
            and other.get("endpointGroupRegion") == region
        )
        if same:
            yield Failure(
                "endpointGroupRegion",
                f"EndpointGroupAlreadyExistsException: the listener has one in {region}",
            )


def _endpoint_in_region(subject: Subject) -> Iterator[Failure]:
    region = subject.get("endpointGroupRegion")
    for where, endpoint in at(subject.inputs, "endpointConfigurations[].endpointId"):
        parts = str(endpoint).split(":")
        if len(parts) > 3 and region and parts[3] != region:
            yield Failure(where, f"InvalidArgumentException: {endpoint} is not in {region}")


def _record_rules(subject: Subject) -> Iterator[Failure]:
    policies = [n for n in subject.inputs if n.endswith(("RoutingPolicies", "RoutingPolicy"))]
    if policies and not subject.has("setIdentifier"):
        yield Failure("setIdentifier", f"must be set together with {policies[0]}")
    if subject.has("aliases") and (subject.has("ttl") or subject.has("records")):
        yield Failure("aliases", "an alias has neither ttl nor records")
    if not subject.has("aliases") and not subject.has("ttl"):
        yield Failure("ttl", "a record that is no alias needs a ttl")


RULES: Final = (
    Rule(
        id="alb-name",
        types=(BALANCER,),
        check=pattern(
            "name", BALANCER_NAME, "at most 32 letters, digits and inner hyphens, not beginning internal-"
        ),
        source="aws docs: ELB CreateLoadBalancer",
    ),
    Rule(
        id="target-group-name",
        types=(TARGETS,),
        check=pattern(
            "name",
            r"[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?",
            "at most 32 letters, digits and inner hyphens",
        ),
        source="aws docs: ELB CreateTargetGroup",
    ),
    Rule(
        id="accelerator-dial",
        types=(ENDPOINTS,),
        check=between("trafficDialPercentage", 0, 100),
        source="botocore: globalaccelerator TrafficDialPercentage",
    ),
    Rule(
        id="accelerator-interval",
        types=(ENDPOINTS,),
        check=one_of("healthCheckIntervalSeconds", (10, 30)),
        source="aws docs: GA CreateEndpointGroup",
    ),
    Rule(
        id="cloudfront-certificate",
        types=(DISTRIBUTION,),
        check=_cloudfront_certificate,
        source="aws docs: CloudFront cnames-and-https-requirements",
    ),
    Rule(
        id="endpoint-region",
        types=(ENDPOINTS,),
        check=_endpoint_in_region,
        source="aws docs: GA endpoint groups",
    ),
    Rule(
        id="record-policy",
        types=(RECORD,),
        check=_record_rules,
        source="aws docs: Route53 ChangeResourceRecordSets",
    ),
    Rule(
        id="alb-zones",
        types=(BALANCER,),
        check=_balancer_zones,
        source="aws docs: ELB CreateLoadBalancer",
        needs_state=True,
    ),
    Rule(
        id="alb-room",
        types=(BALANCER,),
        check=_balancer_room,
        source="aws docs: ELB application load balancer subnets",
        needs_state=True,
    ),
    Rule(
        id="accelerator-one-group",
        types=(ENDPOINTS,),
        check=_one_group_per_region,
        source="aws docs: GA CreateEndpointGroup",
        needs_state=True,
    ),
)
