"""What inputs refer to must exist, and be where the resource can use it.

The tables say which input names which resource types; whatever is written in a form that the sandbox gives
out and does not exist is refused. A name on AWS is looked for in the region of the resource, but for the
few inputs that reach over regions by design.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.state import Record, State, plain_name
from sandbox.typecheck import Failure
from sandbox.values import at, last_name, leaves

TRANSIT: Final = ("aws:ec2transitgateway/transitGateway:TransitGateway",)
ATTACHED: Final = (
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
    "aws:ec2transitgateway/peeringAttachment:PeeringAttachment",
    "aws:ec2/vpnConnection:VpnConnection",
)
KEYS: Final = ("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey", "aws:kms/alias:Alias")
SUBNET: Final = ("aws:ec2/subnet:Subnet",)
GROUP: Final = ("aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
CRYPTO_KEY: Final = ("gcp:kms/cryptoKey:CryptoKey",)
NEG: Final = (
    "gcp:compute/networkEndpointGroup:NetworkEndpointGroup",
    "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup",
    "gcp:compute/instanceGroup:InstanceGroup",
    "gcp:compute/instanceGroupManager:InstanceGroupManager",
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager",
)
TARGETS: Final = tuple(
    f"gcp:compute/{prefix}arget{kind}Proxy:{title}arget{kind}Proxy"
    for prefix, title in (("t", "T"), ("regionT", "RegionT"))
    for kind in ("Http", "Https")
)

AWS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        (
            "kmsKeyId",
            "kmsKeyArn",
            "kmsMasterKeyId",
            "kmsEncryptionKey",
            "replicaKmsKeyId",
            "targetKeyId",
            "performanceInsightsKmsKeyId",
            "masterUserSecretKmsKeyId",
            "primaryKeyArn",
        ),
        KEYS,
    ),
    **dict.fromkeys(("subnetId", "subnetIds", "subnets"), SUBNET),
    **dict.fromkeys(
        (
            "securityGroups",
            "securityGroupId",
            "securityGroupIds",
            "vpcSecurityGroupIds",
            "sourceSecurityGroupId",
            "referencedSecurityGroupId",
        ),
        GROUP,
    ),
    "vpcId": ("aws:ec2/vpc:Vpc",),
    "routeTableId": ("aws:ec2/routeTable:RouteTable",),
    "routeTableIds": ("aws:ec2/routeTable:RouteTable",),
    "gatewayId": ("aws:ec2/internetGateway:InternetGateway", "aws:ec2/vpnGateway:VpnGateway"),
    "natGatewayId": ("aws:ec2/natGateway:NatGateway",),
    "transitGatewayId": TRANSIT,
    "peerTransitGatewayId": TRANSIT,
    "transitGatewayRouteTableId": ("aws:ec2transitgateway/routeTable:RouteTable",),
    "transitGatewayAttachmentId": ATTACHED,
    "customerGatewayId": ("aws:ec2/customerGateway:CustomerGateway",),
    "logGroupArn": ("aws:cloudwatch/logGroup:LogGroup",),
    "bgpLogGroupArn": ("aws:cloudwatch/logGroup:LogGroup",),
    "allocationId": ("aws:ec2/eip:Eip",),
    "dbSubnetGroupName": ("aws:rds/subnetGroup:SubnetGroup",),
    "dbClusterParameterGroupName": ("aws:rds/clusterParameterGroup:ClusterParameterGroup",),
    "dbParameterGroupName": ("aws:rds/parameterGroup:ParameterGroup",),
    "globalClusterIdentifier": ("aws:rds/globalCluster:GlobalCluster",),
    "subnetGroupName": ("aws:elasticache/subnetGroup:SubnetGroup",),
    "parameterGroupName": ("aws:elasticache/parameterGroup:ParameterGroup",),
    "userIds": ("aws:elasticache/user:User",),
    "userGroupIds": ("aws:elasticache/userGroup:UserGroup",),
    "primaryReplicationGroupId": ("aws:elasticache/replicationGroup:ReplicationGroup",),
    "globalReplicationGroupId": ("aws:elasticache/globalReplicationGroup:GlobalReplicationGroup",),
    "clusterIdentifier": ("aws:rds/cluster:Cluster",),
    "bucket": ("aws:s3/bucket:Bucket",),
    "role": ("aws:iam/role:Role",),
    "iamRoleArn": ("aws:iam/role:Role",),
    "monitoringRoleArn": ("aws:iam/role:Role",),
    "loadBalancerArn": ("aws:lb/loadBalancer:LoadBalancer",),
    "targetGroupArn": ("aws:lb/targetGroup:TargetGroup",),
    "listenerArn": ("aws:lb/listener:Listener", "aws:globalaccelerator/listener:Listener"),
    "networkInterfaceId": ("aws:ec2/networkInterface:NetworkInterface",),
    "volumeId": ("aws:ebs/volume:Volume",),
    "instanceId": ("aws:ec2/instance:Instance",),
    "iamInstanceProfile": ("aws:iam/instanceProfile:InstanceProfile",),
    "certificateArn": ("aws:acm/certificate:Certificate",),
    "acceleratorArn": ("aws:globalaccelerator/accelerator:Accelerator",),
    "endpointId": ("aws:lb/loadBalancer:LoadBalancer", "aws:ec2/eip:Eip", "aws:ec2/instance:Instance"),
    "zoneId": ("aws:route53/zone:Zone",),
    "secretId": ("aws:secretsmanager/secret:Secret",),
    "logDestination": ("aws:cloudwatch/logGroup:LogGroup", "aws:s3/bucket:Bucket"),
}
GCP: Final[Mapping[str, tuple[str, ...]]] = {
    "network": ("gcp:compute/network:Network",),
    "subnetwork": ("gcp:compute/subnetwork:Subnetwork",),
    "subnetworks": ("gcp:compute/subnetwork:Subnetwork",),
    "keyRing": ("gcp:kms/keyRing:KeyRing",),
    "cryptoKeyId": CRYPTO_KEY,
    "kmsKeyName": CRYPTO_KEY,
    "kmsKeySelfLink": CRYPTO_KEY,
    "instanceGroup": ("gcp:compute/instanceGroup:InstanceGroup",),
    "kmsKeyNames": CRYPTO_KEY,
    "kmsKey": CRYPTO_KEY,
    "defaultKmsKeyName": CRYPTO_KEY,
    "instance": ("gcp:spanner/instance:Instance",),
    "database": ("gcp:spanner/database:Database",),
    "bucket": ("gcp:storage/bucket:Bucket",),
    "bucketName": ("gcp:storage/bucket:Bucket",),
    "router": ("gcp:compute/router:Router",),
    "vpnGateway": ("gcp:compute/haVpnGateway:HaVpnGateway",),
    "peerExternalGateway": ("gcp:compute/externalVpnGateway:ExternalVpnGateway",),
    "vpnTunnel": ("gcp:compute/vPNTunnel:VPNTunnel",),
    "interface": ("gcp:compute/routerInterface:RouterInterface",),
    "healthChecks": (
        "gcp:compute/regionHealthCheck:RegionHealthCheck",
        "gcp:compute/healthCheck:HealthCheck",
    ),
    "group": NEG,
    "urlMap": ("gcp:compute/regionUrlMap:RegionUrlMap", "gcp:compute/uRLMap:URLMap"),
    "defaultService": (
        "gcp:compute/regionBackendService:RegionBackendService",
        "gcp:compute/backendService:BackendService",
        "gcp:compute/backendBucket:BackendBucket",
    ),
    "target": TARGETS,
    "certificateManagerCertificates": ("gcp:certificatemanager/certificate:Certificate",),
    "dnsAuthorizations": ("gcp:certificatemanager/dnsAuthorization:DnsAuthorization",),
    "map": ("gcp:certificatemanager/certificateMap:CertificateMap",),
    "managedZone": ("gcp:dns/managedZone:ManagedZone",),
    "serviceAccountId": ("gcp:serviceaccount/account:Account",),
    "cluster": ("gcp:alloydb/cluster:Cluster",),
    "primaryClusterName": ("gcp:alloydb/cluster:Cluster",),
    "allocatedIpRange": ("gcp:compute/globalAddress:GlobalAddress",),
    "reservedPeeringRanges": ("gcp:compute/globalAddress:GlobalAddress",),
    "privateNetwork": ("gcp:compute/network:Network",),
    "encryptionKeyName": CRYPTO_KEY,
    "masterInstanceName": ("gcp:sql/databaseInstance:DatabaseInstance",),
    "secret": ("gcp:secretmanager/regionalSecret:RegionalSecret", "gcp:secretmanager/secret:Secret"),
}
# The same input name means something else in these types, or is their own name.
ELSEWHERE: Final = frozenset(
    {
        ("aws:rds/cluster:Cluster", "clusterIdentifier"),
        ("aws:rds/globalCluster:GlobalCluster", "globalClusterIdentifier"),
        ("aws:s3/bucket:Bucket", "bucket"),
        ("aws:route53/record:Record", "aliases.zoneId"),
        ("gcp:sql/database:Database", "instance"),
        ("gcp:sql/user:User", "instance"),
    }
)
MODULES: Final = {
    "instance": "spanner",
    "database": "spanner",
    "group": "compute",
    "target": "compute",
    "map": "certificatemanager",
    "kmsKey": "memorystore",
    "interface": "compute",
    "cluster": "alloydb",
    "secret": "secretmanager",
}
# Inputs that reach over regions by design: path, and where the region that must hold the target is said.
OVER_REGIONS: Final[Mapping[str, str | None]] = {
    "endpointId": None,
    "globalClusterIdentifier": None,
    "globalReplicationGroupId": None,
    "primaryKeyArn": None,
    "destination.bucket": None,
    "replicaKmsKeyId": None,
    "replicas.kmsKeyArn": "regionName",
    "replicas.kmsKeyId": "region",
    "bucket": None,
    "peerTransitGatewayId": None,
    "transitGatewayAttachmentId": None,  # both sides know a peering attachment by one id
}
MANAGED: Final = re.compile(r"^(default[.:-].*|alias/aws/.*|AWS_OWNED_KMS_KEY|aws/.*)$")
SHAPES: Final = re.compile(
    r"^(vpc|subnet|sg|rtb|igw|nat|eipalloc)-[0-9a-f]{17}$|^arn:aws:|^projects/|^[0-9a-f-]{36}$"
)
LOOSE: Final = frozenset({"zoneId", "gatewayId", "group", "defaultService", "serviceAccountId"})
"""Inputs that may name what was made elsewhere: only what looks like the sandbox's own is looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """The references of one resource."""

    targets: tuple[Record, ...] = ()
    failures: tuple[Failure, ...] = field(default=())


def resolve(state: State, token: str, inputs: Mapping[str, Any], region: str) -> Found:
    """Look up every reference in the inputs of a resource; ``region`` is empty but on AWS."""
    targets: list[Record] = []
    failures: list[Failure] = []
    for path, value, types in references(token, inputs):
        wanted = _wanted_region(path, inputs, region)
        candidates = [r for type_ in types for r in state.named(type_, plain_name(value))]
        near = [
            r for r in candidates if not wanted or not r.inputs.get("region") or r.inputs["region"] == wanted
        ]
        if near:
            targets.append(near[0])
        elif candidates:
            where = ", ".join(sorted(str(r.inputs["region"]) for r in candidates))
            failures.append(Failure(path, f"{value!r} is in {where}, but must be in {wanted}"))
        elif last_name(path) not in LOOSE or SHAPES.match(value):
            failures.append(Failure(path, f"{value!r} does not exist (looked for {_kinds(types)})"))
    return Found(tuple(targets), tuple(failures))


def references(token: str, inputs: Mapping[str, Any]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Path, value and possible target types of each reference."""
    table = AWS if token.startswith("aws:") else GCP if token.startswith("gcp:") else {}
    module = token.split(":")[1].partition("/")[0]
    for path, value in leaves(inputs):
        name = last_name(path)
        types = table.get(name)
        if not types or not isinstance(value, str) or not value or MANAGED.match(value):
            continue
        if (token, re.sub(r"\[\d+\]", "", path)) in ELSEWHERE or (token, name) in ELSEWHERE:
            continue
        if table is GCP and MODULES.get(name, module) != module:
            continue
        yield path, value, tuple(t for t in types if t != token) or types


def _wanted_region(path: str, inputs: Mapping[str, Any], region: str) -> str:
    plain = re.sub(r"\[\d+\]", "", path)
    for ending, sibling in OVER_REGIONS.items():
        if plain == ending or plain.endswith(f".{ending}"):
            said = (
                at(inputs, re.sub(r"\[\d+\]", "[]", path.rpartition(".")[0]) + f".{sibling}")
                if sibling
                else []
            )
            index = re.search(r"\[(\d+)\]", path)
            position = int(index[1]) if index else 0
            return str(said[position][1]) if position < len(said) else ""
    return region


def _kinds(types: tuple[str, ...]) -> str:
    return " or ".join(dict.fromkeys(t.rpartition(":")[2] for t in types))
