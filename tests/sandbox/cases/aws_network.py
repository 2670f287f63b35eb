"""Cases of the rules of Amazon VPC."""

from __future__ import annotations

from tests.sandbox.shapes import ZONES, Case, london, names
from tests.sandbox.tokens import INSTANCE, SUBNET, VPC

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
SERVICE = "com.amazonaws.eu-west-2.dsql-fnh4"

CASES: dict[str, list[Case]] = {
    "endpoint-name-once": [
        Case(
            ENDPOINT,
            {"vpcId": "vpc-2", "serviceName": SERVICE, "privateDnsEnabled": True},
            {"vpcId": "vpc-1", "serviceName": SERVICE, "privateDnsEnabled": True},
            there=(london(ENDPOINT, "e", vpcId="vpc-1", serviceName=SERVICE, privateDnsEnabled=True),),
        )
    ],
    "security-group-name": names(
        "aws:ec2/securityGroup:SecurityGroup", "name", "acme-uk sg-1", "sg-uk", "default", "a" * 256, "a%b"
    ),
    "vpc-block": [
        Case(VPC, {"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.0.0.0/15"}),
        Case(SUBNET, {"cidrBlock": "10.0.0.0/28"}, {"cidrBlock": "10.0.0.1/28"}),
    ],
    "subnet-one-zone": [
        Case(
            SUBNET,
            {"availabilityZone": "eu-west-2a"},
            {"availabilityZone": "eu-west-2a", "availabilityZoneId": "euw2-az1"},
        )
    ],
    "zone-in-region": [
        Case(SUBNET, {"availabilityZoneId": "euw2-az1"}, {"availabilityZoneId": "euw1-az1"}),
        Case(INSTANCE, {"availabilityZone": "eu-west-2a"}, {"availabilityZone": "eu-west-1a"}),
    ],
    "flow-log-subject": [
        Case("aws:ec2/flowLog:FlowLog", {"vpcId": "v"}, {"vpcId": "v", "subnetId": "s"}),
        Case("aws:ec2/flowLog:FlowLog", {"subnetId": "s"}, {}),
    ],
    "subnet-fits": [
        Case(
            SUBNET,
            {"vpcId": "vpc-1", "cidrBlock": "10.0.64.0/20"},
            {"vpcId": "vpc-1", "cidrBlock": wrong},
            there=(london(VPC, "vpc-1", cidrBlock="10.0.0.0/16"), *ZONES),
        )
        for wrong in ("10.1.0.0/20", "10.0.8.0/21")
    ],
}
