"""Cases of the rules of Cloud SQL for PostgreSQL."""

from __future__ import annotations

from typing import Any

from tests.sandbox.shapes import NET, OTHER, PEERED, Case, Inputs, crypto_key, google, names

SQL = "gcp:sql/databaseInstance:DatabaseInstance"
CONNECTION = "gcp:servicenetworking/connection:Connection"


def settings(**keys: Any) -> Inputs:
    return {"settings": {"tier": "db-custom-2-8192", "edition": "ENTERPRISE", **keys}}


def kept(days: int, backups: int, edition: str = "ENTERPRISE") -> Inputs:
    said = {
        "transactionLogRetentionDays": days,
        "backupRetentionSettings": {"retainedBackups": backups},
    }
    return settings(edition=edition, backupConfiguration=said)


ON = {"enabled": True, "pointInTimeRecoveryEnabled": True}
OFF = {"enabled": False, "pointInTimeRecoveryEnabled": False}
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

CASES: dict[str, list[Case]] = {
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
}
