"""The state of the worked examples: ``python -m tests.survival.example`` writes survival/example/state.json.

It is what the program declares for survival/example/intent.yaml, with those resources and properties alone
that a survey reads: so the page is made in a moment, and a test makes the state anew and compares.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from tests.survival.worlds import STACK, state

FOLDER = Path(__file__).parents[2] / "survival/example"
KEPT: dict[str, tuple[str, ...]] = {
    STACK: (),
    "pulumi:providers:aws": ("region",),
    "pulumi:providers:gcp": ("project",),
    "aws:dsql/cluster:Cluster": ("arn", "identifier", "kmsEncryptionKey", "multiRegionProperties"),
    "aws:dsql/clusterPeering:ClusterPeering": ("clusters", "identifier", "witnessRegion"),
    "aws:dynamodb/table:Table": ("name", "replicas", "serverSideEncryption"),
    "aws:ebs/volume:Volume": ("availabilityZone", "kmsKeyId"),
    "aws:ec2/subnet:Subnet": ("availabilityZone", "availabilityZoneId"),
    "aws:ec2/volumeAttachment:VolumeAttachment": ("volumeId",),
    "aws:globalaccelerator/accelerator:Accelerator": ("arn", "dnsName"),
    "aws:globalaccelerator/endpointGroup:EndpointGroup": (
        "endpointConfigurations",
        "endpointGroupRegion",
        "listenerArn",
        "trafficDialPercentage",
    ),
    "aws:globalaccelerator/listener:Listener": ("acceleratorArn", "arn"),
    "aws:kms/key:Key": ("arn", "keyId"),
    "aws:lb/loadBalancer:LoadBalancer": ("arn", "dnsName", "internal", "subnets"),
    "aws:rds/cluster:Cluster": (
        "arn",
        "clusterIdentifier",
        "globalClusterIdentifier",
        "kmsKeyId",
        "sourceRegion",
    ),
    "aws:rds/clusterInstance:ClusterInstance": ("availabilityZone", "clusterIdentifier", "instanceClass"),
    "aws:rds/globalCluster:GlobalCluster": ("globalClusterIdentifier",),
    "aws:route53/healthCheck:HealthCheck": ("failureThreshold", "requestInterval"),
    "aws:route53/record:Record": (
        "aliases",
        "failoverRoutingPolicies",
        "healthCheckId",
        "name",
        "records",
        "ttl",
        "type",
    ),
    "aws:s3/bucket:Bucket": ("arn", "bucket"),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": ("bucket", "rules"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        "bucket",
        "rules",
    ),
    "gcp:alloydb/cluster:Cluster": (
        "clusterId",
        "clusterType",
        "encryptionConfig",
        "name",
        "project",
        "secondaryConfig",
    ),
    "gcp:alloydb/instance:Instance": ("availabilityType", "cluster", "instanceType"),
    "gcp:compute/address:Address": ("address",),
    "gcp:compute/backendBucket:BackendBucket": ("bucketName",),
    "gcp:compute/disk:Disk": ("diskEncryptionKey", "name", "zone"),
    "gcp:compute/forwardingRule:ForwardingRule": ("ipAddress", "loadBalancingScheme", "portRange"),
    "gcp:compute/globalAddress:GlobalAddress": ("address",),
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": (
        "ipAddress",
        "loadBalancingScheme",
        "portRange",
        "target",
    ),
    "gcp:compute/instance:Instance": ("attachedDisks", "zone"),
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy": ("urlMap",),
    "gcp:compute/uRLMap:URLMap": ("defaultService",),
    "gcp:kms/cryptoKey:CryptoKey": ("keyRing", "name"),
    "gcp:kms/keyRing:KeyRing": ("location", "name"),
    "gcp:spanner/database:Database": ("encryptionConfig", "instance", "name"),
    "gcp:spanner/instance:Instance": ("config", "name", "project"),
    "gcp:storage/bucket:Bucket": ("encryption", "name"),
    "gcp:storage/transferJob:TransferJob": ("replicationSpec", "status"),
}
COMMON = ("labels", "location", "region", "tags")
OUTPUTS = ("jurisdictions", "everywhere")
OF_A_STORE = ("admin_secrets", "database", "home", "hosts", "readers", "survives", "writer")


def example() -> dict[str, Any]:
    """The state, slim."""
    intent = yaml.safe_load((FOLDER / "intent.yaml").read_text("utf-8"))
    entries = state(intent, "prod")["deployment"]["resources"]
    kept = sorted((_slim(e) for e in entries if e["type"] in KEPT), key=lambda e: str(e["urn"]))
    return {"version": 3, "deployment": {"resources": kept}}


def _slim(entry: dict[str, Any]) -> dict[str, Any]:
    if entry["type"] == STACK:
        return {**entry, "outputs": {name: _promises(entry["outputs"][name]) for name in OUTPUTS}}
    names = {*KEPT[entry["type"]], *COMMON}
    references = {k: v for k, v in entry["propertyDependencies"].items() if k in names}
    props = {k: v for k, v in entry["inputs"].items() if k in names}
    return {
        **{k: v for k, v in entry.items() if k != "parent"},
        "inputs": props,
        "propertyDependencies": references,
    }


def _promises(output: Any) -> Any:
    """Of the outputs, what a survey and a runbook read of the stores."""
    if "stores" in output:
        return {"stores": {n: {k: s[k] for k in OF_A_STORE if k in s} for n, s in output["stores"].items()}}
    return {name: _promises(inner) for name, inner in output.items()}


def text() -> str:
    """As the file has it: one resource a line."""
    lines = ",\n".join(json.dumps(e, sort_keys=True) for e in example()["deployment"]["resources"])
    return f'{{"version": 3, "deployment": {{"resources": [\n{lines}\n]}}}}\n'


if __name__ == "__main__":
    (FOLDER / "state.json").write_text(text(), "utf-8")
