"""Inputs that keep and that break each rule of Google's databases and what they stand on, by rule id."""

from __future__ import annotations

from typing import Any, TypeAlias

from tests.sandbox.shapes import Case, There, crypto_key, google, names

CLUSTER = "gcp:alloydb/cluster:Cluster"
INSTANCE = "gcp:alloydb/instance:Instance"
SQL = "gcp:sql/databaseInstance:DatabaseInstance"
ADDRESS = "gcp:compute/globalAddress:GlobalAddress"
CONNECTION = "gcp:servicenetworking/connection:Connection"
SECRETS = "gcp:secretmanager/regionalSecret:RegionalSecret"
SPANNER = "gcp:spanner/instance:Instance"
SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"
NET = "projects/acme-prod/global/networks/n"
OTHER = "projects/acme-prod/global/networks/other"
PRIMARY = "projects/acme-prod/locations/europe-west10/clusters/c"
Inputs: TypeAlias = dict[str, Any]


def key(region: str) -> Inputs:
    return {"encryptionConfig": {"kmsKeyName": crypto_key(region)}}


def cluster(region: str, kind: str, **more: Any) -> There:
    return google(CLUSTER, PRIMARY, clusterId="c", location=region, clusterType=kind, **more)


def settings(**keys: Any) -> Inputs:
    return {"settings": {"tier": "db-custom-2-8192", "edition": "ENTERPRISE", **keys}}


def kept(days: int, backups: int, edition: str = "ENTERPRISE") -> Inputs:
    said = {
        "transactionLogRetentionDays": days,
        "backupRetentionSettings": {"retainedBackups": backups},
    }
    return settings(edition=edition, backupConfiguration=said)


def scaled(edition: str, low: int, high: int) -> Inputs:
    limits = {"minProcessingUnits": low, "maxProcessingUnits": high}
    return {"edition": edition, "autoscalingConfig": {"autoscalingLimits": limits}}


ON = {"enabled": True, "pointInTimeRecoveryEnabled": True}
OFF = {"enabled": False, "pointInTimeRecoveryEnabled": False}
RANGE = google(
    ADDRESS, f"{NET}-r", name="r", network=NET, purpose="VPC_PEERING", address="10.1.0.0", prefixLength=21
)
PEERED = google(CONNECTION, f"{NET}:s", network=NET, reservedPeeringRanges=["r"])
SECONDARY: Inputs = {
    "location": "europe-west3",
    "clusterType": "SECONDARY",
    "secondaryConfig": {"primaryClusterName": PRIMARY},
}
RUNNING = google(INSTANCE, f"{PRIMARY}/instances/i", cluster=PRIMARY, instanceType="PRIMARY")
MAIN = google(
    SQL,
    "main",
    name="main",
    region="europe-west10",
    databaseVersion="POSTGRES_17",
    replicationCluster={"failoverDrReplicaName": "copy"},
)
COPY: Inputs = {
    "name": "copy",
    "masterInstanceName": "main",
    "region": "europe-west3",
    "databaseVersion": "POSTGRES_17",
}
FREE: Inputs = {"purpose": "VPC_PEERING", "network": NET, "address": "10.1.0.0", "prefixLength": 21}

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
    "sql-name": names(SQL, "name", "acme-people", "1a", "a-", "Acme"),
    "sql-name-length": names(SQL, "name", "a" * 88, "a" * 89),
    "sql-key": [
        Case(
            SQL,
            {"region": "europe-west2", "encryptionKeyName": crypto_key("europe-west2")},
            {"region": "europe-west2", "encryptionKeyName": crypto_key("europe-west3")},
        ),
    ],
    "sql-tier": [
        Case(SQL, settings(), settings(edition="ENTERPRISE_PLUS")),
        Case(
            SQL,
            settings(edition="ENTERPRISE_PLUS", tier="db-perf-optimized-N-2"),
            settings(tier="db-perf-optimized-N-2"),
        ),
    ],
    "sql-standby": [
        Case(
            SQL,
            settings(availabilityType="REGIONAL", backupConfiguration=ON),
            settings(availabilityType="REGIONAL", backupConfiguration=OFF),
        ),
    ],
    "sql-replica-backups": [
        Case(
            SQL,
            COPY | settings(backupConfiguration=OFF),
            COPY | settings(backupConfiguration=ON),
        ),
    ],
    "sql-log-days": [
        Case(SQL, kept(7, 7), kept(8, 8)),
        Case(SQL, kept(35, 35, "ENTERPRISE_PLUS"), kept(36, 40, "ENTERPRISE_PLUS")),
        Case(SQL, kept(7, 7), kept(7, 3)),
    ],
    "sql-disaster-recovery": [
        Case(
            SQL,
            {"replicationCluster": {"failoverDrReplicaName": "copy"}}
            | settings(edition="ENTERPRISE_PLUS", tier="db-perf-optimized-N-2"),
            {"replicationCluster": {"failoverDrReplicaName": "copy"}} | settings(),
        ),
        Case(
            SQL,
            COPY | {"replicationCluster": {"failoverDrReplicaName": ""}},
            COPY
            | {"replicationCluster": {"failoverDrReplicaName": "main"}}
            | settings(edition="ENTERPRISE_PLUS", tier="db-perf-optimized-N-2"),
        ),
    ],
    "sql-peering": [
        Case(
            SQL,
            settings(ipConfiguration={"privateNetwork": NET, "allocatedIpRange": "r"}),
            settings(ipConfiguration={"privateNetwork": OTHER}),
            there=(PEERED,),
        ),
    ],
    "sql-replica-apart": [
        Case(SQL, COPY, COPY | {"databaseVersion": "POSTGRES_16"}, there=(MAIN,)),
        Case(
            SQL,
            {"name": "main", "region": "europe-west2", "databaseVersion": "POSTGRES_17"},
            COPY | {"region": "europe-west2"},
            there=(
                google(
                    SQL,
                    "main",
                    name="main",
                    region="europe-west2",
                    databaseVersion="POSTGRES_17",
                    replicationCluster={"failoverDrReplicaName": "copy"},
                ),
            ),
        ),
    ],
    "peering-range": [
        Case(ADDRESS, FREE, FREE | {"prefixLength": 25}),
        Case(ADDRESS, {"addressType": "EXTERNAL"}, {"purpose": "VPC_PEERING", "prefixLength": 21}),
    ],
    "peering-range-overlap": [
        Case(
            ADDRESS,
            FREE,
            FREE | {"address": "10.2.0.0"},
            there=(google(SUBNETWORK, "s", network=NET, ipCidrRange="10.2.1.0/24"),),
        ),
    ],
    "peering-ranges": [
        Case(
            CONNECTION,
            {"network": NET, "reservedPeeringRanges": ["r"]},
            {"network": OTHER, "reservedPeeringRanges": ["r"]},
            there=(RANGE,),
        ),
    ],
    "regional-secret-name": names(SECRETS, "secretId", "acme_people-1", "a.b", "a" * 256),
    "regional-secret-key": [
        Case(
            SECRETS,
            {
                "location": "europe-west2",
                "customerManagedEncryption": {"kmsKeyName": crypto_key("europe-west2")},
            },
            {
                "location": "europe-west2",
                "customerManagedEncryption": {"kmsKeyName": crypto_key("europe-west3")},
            },
        ),
    ],
    "spanner-autoscaling": [
        Case(SPANNER, scaled("ENTERPRISE", 1000, 2000), bad)
        for bad in (
            scaled("STANDARD", 1000, 2000),
            scaled("ENTERPRISE", 1500, 3000),
            scaled("ENTERPRISE", 1000, 11_000),
        )
    ],
}
