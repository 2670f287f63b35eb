"""Cases of the rules of AWS load balancers, Global Accelerator, CloudFront and Route 53."""

from __future__ import annotations

from tests.sandbox.shapes import ZONES, Case, There, london, names
from tests.sandbox.tokens import SUBNET

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
TARGETS = "aws:lb/targetGroup:TargetGroup"
ENDPOINTS = "aws:globalaccelerator/endpointGroup:EndpointGroup"
RECORD = "aws:route53/record:Record"

CASES: dict[str, list[Case]] = {
    "alb-name": names(BALANCER, "name", "acme-uk", "internal-uk", "a" * 33, "acme-", "acme_uk"),
    "target-group-name": names(TARGETS, "name", "acme-uk", "a" * 33, "-acme"),
    "accelerator-dial": [Case(ENDPOINTS, {"trafficDialPercentage": 100}, {"trafficDialPercentage": 101})],
    "accelerator-interval": [
        Case(ENDPOINTS, {"healthCheckIntervalSeconds": 10}, {"healthCheckIntervalSeconds": 20})
    ],
    "cloudfront-certificate": [
        Case(
            "aws:cloudfront/distribution:Distribution",
            {"viewerCertificate": {"acmCertificateArn": "arn:aws:acm:us-east-1:1:certificate/c"}},
            {"viewerCertificate": {"acmCertificateArn": "arn:aws:acm:eu-west-2:1:certificate/c"}},
        )
    ],
    "endpoint-region": [
        Case(
            ENDPOINTS,
            {"endpointGroupRegion": "eu-west-2", "endpointConfigurations": [{"endpointId": arn}]},
            {"endpointGroupRegion": "eu-west-1", "endpointConfigurations": [{"endpointId": arn}]},
        )
        for arn in ["arn:aws:elasticloadbalancing:eu-west-2:1:loadbalancer/app/a/1"]
    ],
    "record-policy": [
        Case(
            RECORD,
            {"ttl": 60, "setIdentifier": "a", "weightedRoutingPolicies": [{"weight": 1}]},
            {"ttl": 60, "weightedRoutingPolicies": [{"weight": 1}]},
        ),
        Case(RECORD, {"aliases": [{"name": "x"}]}, {"aliases": [{"name": "x"}], "ttl": 60}),
        Case(RECORD, {"ttl": 60, "records": ["1"]}, {"records": ["1"]}),
    ],
    "alb-zones": [
        Case(BALANCER, {"subnets": ["subnet-0", "subnet-1"]}, {"subnets": wrong}, there=ZONES)
        for wrong in (["subnet-0"], ["subnet-0", "subnet-1", "subnet-2"])
    ],
    "alb-room": [
        Case(
            BALANCER,
            {"subnets": ["subnet-0", "subnet-wide"]},
            {"subnets": ["subnet-0", "subnet-narrow"]},
            there=(
                *ZONES,
                london(SUBNET, "subnet-wide", cidrBlock="10.0.64.0/27", availabilityZoneId="euw2-az2"),
                london(SUBNET, "subnet-narrow", cidrBlock="10.0.64.32/28", availabilityZoneId="euw2-az2"),
            ),
        )
    ],
    "accelerator-one-group": [
        Case(
            ENDPOINTS,
            {"listenerArn": "l", "endpointGroupRegion": "eu-west-1"},
            {"listenerArn": "l", "endpointGroupRegion": "eu-west-2"},
            there=(There(ENDPOINTS, "e", {"listenerArn": "l", "endpointGroupRegion": "eu-west-2"}),),
        )
    ],
}
