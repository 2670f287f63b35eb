"""Rules of Amazon VPC.

Sources: ``botocore`` are the service models of botocore 1.44.5 (service, shape); ``aws docs`` are pages of
docs.aws.amazon.com; ``provider`` is the documentation inside pulumi-aws 7.51.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from jurisdictions import locate
from sandbox.constraints.ranges import network
from sandbox.constraints.rule import Rule, Subject, exactly_one, not_with, pattern
from sandbox.typecheck import Failure
from sandbox.values import at

INSTANCE: Final = "aws:rds/clusterInstance:ClusterInstance"
SECURITY_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
SUBNET: Final = "aws:ec2/subnet:Subnet"
VPC: Final = "aws:ec2/vpc:Vpc"
ENDPOINT: Final = "aws:ec2/vpcEndpoint:VpcEndpoint"


def _block_size(subject: Subject) -> Iterator[Failure]:
    for where, value in at(subject.inputs, "cidrBlock"):
        block = network(value)
        if block is None:
            yield Failure(where, f"{value!r} is not an IPv4 range with its host bits clear")
        elif not 16 <= block.prefixlen <= 28:
            yield Failure(where, f"{value}: the prefix must be /16 to /28")


def _subnet_fits(subject: Subject) -> Iterator[Failure]:
    """Inside its VPC, and clear of the other subnets there."""
    if (block := network(str(subject.get("cidrBlock")))) is None:
        return
    vpc_id = subject.get("vpcId")
    for vpc in subject.named(VPC, vpc_id):
        around = network(str(vpc.get("cidrBlock")))
        if around and not block.subnet_of(around):
            yield Failure("cidrBlock", f"InvalidSubnet.Range: {block} is not inside {around} of {vpc_id}")
    for other in subject.others(SUBNET):
        taken = network(str(other.get("cidrBlock")))
        if other.get("vpcId") == vpc_id and taken and taken.overlaps(block):
            yield Failure("cidrBlock", f"InvalidSubnet.Conflict: {block} overlaps {taken} of {other.id}")


def _zone_in_region(subject: Subject) -> Iterator[Failure]:
    for name in ("availabilityZone", "availabilityZoneId"):
        for where, zone in at(subject.inputs, name):
            place = locate("aws", str(zone))
            if place and subject.place.region and place.name != subject.place.region:
                yield Failure(where, f"{zone} is in {place.name}, not in {subject.place.region}")


def zones_of(subject: Subject, subnets: Iterable[object]) -> list[object]:
    """The zone of each of these subnets that exists: its id, else its name."""
    found = [record for name in subnets for record in subject.named(SUBNET, name)]
    return [record.get("availabilityZoneId") or record.get("availabilityZone") for record in found]


def _endpoint_name(subject: Subject) -> Iterator[Failure]:
    """In a VPC one endpoint answers for the names of a service."""
    if not subject.get("privateDnsEnabled"):
        return
    for other in subject.others(ENDPOINT):
        same = all(other.get(name) == subject.get(name) for name in ("vpcId", "serviceName"))
        if same and other.get("privateDnsEnabled"):
            yield Failure(
                "privateDnsEnabled",
                f"InvalidParameter: a conflicting DNS domain exists for {subject.get('serviceName')}",
            )


RULES: Final = (
    Rule(
        id="endpoint-name-once",
        types=(ENDPOINT,),
        check=_endpoint_name,
        source="aws docs: EC2 CreateVpcEndpoint, private DNS",
        needs_state=True,
    ),
    Rule(
        id="security-group-name",
        types=(SECURITY_GROUP,),
        check=pattern(
            "name",
            r"(?!sg-)(?!default$)[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,255}",
            "at most 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, not beginning sg-, not default",
        ),
        source="aws docs: EC2 CreateSecurityGroup",
    ),
    Rule(id="vpc-block", types=(VPC, SUBNET), check=_block_size, source="aws docs: VPC CIDR blocks"),
    Rule(
        id="subnet-one-zone",
        types=(SUBNET,),
        check=not_with("availabilityZoneId", "availabilityZone"),
        source="provider: ec2.Subnet",
    ),
    Rule(id="zone-in-region", types=(SUBNET, INSTANCE), check=_zone_in_region, source="aws docs: AZ IDs"),
    Rule(
        id="flow-log-subject",
        types=("aws:ec2/flowLog:FlowLog",),
        check=exactly_one(
            "vpcId",
            "subnetId",
            "eniId",
            "transitGatewayId",
            "transitGatewayAttachmentId",
            "regionalNatGatewayId",
        ),
        source="provider: ec2.FlowLog",
    ),
    Rule(
        id="subnet-fits",
        types=(SUBNET,),
        check=_subnet_fits,
        source="aws docs: EC2 CreateSubnet",
        needs_state=True,
    ),
)
