"""Cases of the rules of Amazon RDS and Aurora."""

from __future__ import annotations

from tests.sandbox.shapes import ZONES, Case, Inputs, london, names
from tests.sandbox.tokens import CLUSTER, GLOBAL, GROUP, INSTANCE

GLOBAL_THERE = london(
    GLOBAL, "acme", globalClusterIdentifier="acme", engine="aurora-postgresql", engineVersion="17.7"
)
PRIMARY = london(CLUSTER, "acme-1", clusterIdentifier="acme-1", globalClusterIdentifier="acme")
WRITER = london(INSTANCE, "acme-1-1", clusterIdentifier="acme-1")
SECONDARY: Inputs = {
    "region": "eu-west-1",
    "globalClusterIdentifier": "acme",
    "storageEncrypted": True,
    "kmsKeyId": "k",
}
MASTER: Inputs = {"masterUsername": "domicile", "masterPassword": "correct-horse"}

CASES: dict[str, list[Case]] = {
    "rds-cluster-name": names(
        CLUSTER, "clusterIdentifier", "acme-1", "1acme", "acme-", "ac--me", "Acme", "a" * 64
    ),
    "rds-instance-name": names(INSTANCE, "identifier", "acme-1", "acme_1", "-acme"),
    "rds-global-name": names(GLOBAL, "globalClusterIdentifier", "acme-g", "1acme", "a b"),
    "rds-database-name": names(CLUSTER, "databaseName", "app_1", "app-1", "1app"),
    "rds-master-name": names(CLUSTER, "masterUsername", "domicile", "admin", "a" * 17, "a-b"),
    "rds-master-password": names(
        CLUSTER, "masterPassword", "correct-horse", "short", "has/slash12", "x" * 42
    ),
    "subnet-group-name": names(GROUP, "name", "acme-1", "default", "ACME"),
    "rds-backup-days": [Case(CLUSTER, {"backupRetentionPeriod": 35}, {"backupRetentionPeriod": 36})],
    "rds-insights-days": [
        Case(INSTANCE, {"performanceInsightsRetentionPeriod": 31}, {"performanceInsightsRetentionPeriod": 30})
    ],
    "rds-serverless-capacity": [
        Case(
            CLUSTER,
            {"serverlessv2ScalingConfiguration": {"maxCapacity": 8}},
            {"serverlessv2ScalingConfiguration": {"maxCapacity": 512}},
        )
    ],
    "rds-global-no-managed-password": [
        Case(
            CLUSTER,
            {"globalClusterIdentifier": "a"},
            {"globalClusterIdentifier": "a", "manageMasterUserPassword": True},
        )
    ],
    "rds-key-needs-encryption": [
        Case(CLUSTER, {"kmsKeyId": "k", "storageEncrypted": True}, {"kmsKeyId": "k"})
    ],
    "rds-final-snapshot": [
        Case(CLUSTER, {"skipFinalSnapshot": True}, {}),
        Case(CLUSTER, {"finalSnapshotIdentifier": "s"}, {}),
    ],
    "subnet-group-zones": [
        Case(
            GROUP,
            {"subnetIds": ["subnet-0", "subnet-1"]},
            {"subnetIds": ["subnet-0", "subnet-2"]},
            there=ZONES,
        )
    ],
    "rds-secondary": [
        Case(CLUSTER, SECONDARY, wrong, there=(PRIMARY, WRITER), region="eu-west-1")
        for wrong in (
            SECONDARY | MASTER,
            SECONDARY | {"databaseName": "app"},
            {k: v for k, v in SECONDARY.items() if k != "kmsKeyId"},
        )
    ],
    "rds-secondary-order": [
        Case(CLUSTER, {"globalClusterIdentifier": "other"}, SECONDARY, there=(PRIMARY,), region="eu-west-1")
    ],
    "rds-primary-master": [
        Case(CLUSTER, MASTER, {}),
        Case(CLUSTER, {"snapshotIdentifier": "s"}, {"masterUsername": "m"}),
    ],
    "rds-global-version": [
        Case(
            CLUSTER,
            SECONDARY | {"engineVersion": "17.7"},
            SECONDARY | {"engineVersion": "16.8"},
            there=(GLOBAL_THERE,),
        )
    ],
    "rds-global-class": [
        Case(
            INSTANCE,
            {"clusterIdentifier": "acme-1", "instanceClass": "db.r8g.large"},
            {"clusterIdentifier": "acme-1", "instanceClass": "db.t4g.medium"},
            there=(PRIMARY,),
        )
    ],
}
