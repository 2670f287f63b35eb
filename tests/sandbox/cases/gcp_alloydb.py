"""Cases of the rules of AlloyDB."""

from __future__ import annotations

from typing import Any

from tests.sandbox.shapes import NET, OTHER, PEERED, Case, Inputs, There, crypto_key, google, names

CLUSTER = "gcp:alloydb/cluster:Cluster"
INSTANCE = "gcp:alloydb/instance:Instance"
CONNECTION = "gcp:servicenetworking/connection:Connection"
PRIMARY = "projects/acme-prod/locations/europe-west10/clusters/c"


def key(region: str) -> Inputs:
    return {"encryptionConfig": {"kmsKeyName": crypto_key(region)}}


def cluster(region: str, kind: str, **more: Any) -> There:
    return google(CLUSTER, PRIMARY, clusterId="c", location=region, clusterType=kind, **more)


SECONDARY: Inputs = {
    "location": "europe-west3",
    "clusterType": "SECONDARY",
    "secondaryConfig": {"primaryClusterName": PRIMARY},
}
RUNNING = google(INSTANCE, f"{PRIMARY}/instances/i", cluster=PRIMARY, instanceType="PRIMARY")

CASES: dict[str, list[Case]] = {
    "alloydb-cluster-id": names(CLUSTER, "clusterId", "acme-orders", "1a", "a-", "Acme", "a" * 64),
    "alloydb-instance-id": names(INSTANCE, "instanceId", "acme-orders", "1a", "a-", "Acme", "a" * 64),
    "alloydb-cpu": [
        Case(INSTANCE, {"machineConfig": {"cpuCount": 4}}, {"machineConfig": {"cpuCount": 6}}),
    ],
    "alloydb-nodes": [
        Case(INSTANCE, {"readPoolConfig": {"nodeCount": 2}}, {"readPoolConfig": {"nodeCount": 21}}),
    ],
    "alloydb-window": [
        Case(
            CLUSTER,
            {"continuousBackupConfig": {"recoveryWindowDays": 35}},
            {"continuousBackupConfig": {"recoveryWindowDays": 36}},
        ),
    ],
    "alloydb-keys": [
        Case(
            CLUSTER,
            {"location": "europe-west3", **wrap(key("europe-west3"))},
            {"location": "europe-west3", **wrap(key("europe-west10"))},
        )
        for wrap in (
            lambda k: k,
            lambda k: {"automatedBackupPolicy": k},
            lambda k: {"continuousBackupConfig": k},
        )
    ],
    "alloydb-backup-location": [
        Case(
            CLUSTER,
            {"location": "europe-west3", "automatedBackupPolicy": {"location": "europe-west3"}},
            {"location": "europe-west3", "automatedBackupPolicy": {"location": "europe-west10"}},
        ),
    ],
    "alloydb-secondary": [
        Case(CLUSTER, SECONDARY, {"clusterType": "SECONDARY"}),
        Case(CLUSTER, {"clusterType": "PRIMARY"}, SECONDARY | {"clusterType": "PRIMARY"}),
    ],
    "alloydb-pool": [
        Case(
            INSTANCE,
            {"instanceType": "READ_POOL", "readPoolConfig": {"nodeCount": 1}},
            {"instanceType": "READ_POOL"},
        ),
        Case(
            INSTANCE,
            {"instanceType": "PRIMARY", "availabilityType": "REGIONAL"},
            {
                "instanceType": "READ_POOL",
                "readPoolConfig": {"nodeCount": 1},
                "availabilityType": "REGIONAL",
            },
        ),
    ],
    "alloydb-peering": [
        Case(
            CLUSTER,
            {"networkConfig": {"network": NET, "allocatedIpRange": "r"}},
            {"networkConfig": bad},
            there=(PEERED,),
        )
        for bad in ({"network": OTHER}, {"network": NET, "allocatedIpRange": "x"})
    ],
    "alloydb-primary-first": [
        Case(
            CLUSTER,
            SECONDARY,
            SECONDARY | {"location": "europe-west10"},
            there=(cluster("europe-west10", "PRIMARY"), RUNNING),
        ),
        Case(
            CLUSTER,
            {"clusterType": "PRIMARY", "location": "europe-west3"},
            SECONDARY,
            there=(cluster("europe-west10", "PRIMARY"),),
        ),
    ],
    "alloydb-roles": [
        Case(
            CLUSTER,
            {"clusterType": "PRIMARY"},
            {"clusterType": "SECONDARY"},
            there=(cluster("europe-west10", "PRIMARY"),),
            id=PRIMARY,
        ),
    ],
    "alloydb-instance-type": [
        Case(
            INSTANCE,
            {"cluster": PRIMARY, "instanceType": "SECONDARY"},
            {"cluster": PRIMARY, "instanceType": "PRIMARY"},
            there=(cluster("europe-west10", "SECONDARY"),),
        ),
    ],
}
