"""Cases of the rules of AWS keys, logs, buckets, DynamoDB and IAM."""

from __future__ import annotations

from tests.sandbox.shapes import Case, london, names
from tests.sandbox.tokens import BUCKET, KEY, LOGS, TABLE

REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
STRONG = {"consistencyMode": "STRONG"}

CASES: dict[str, list[Case]] = {
    "s3-bucket-name": names(
        BUCKET, "bucket", "acme.prod-b", "ab", "Acme", "acme_b", "192.168.0.1", "xn--acme", "a..b"
    ),
    "dynamodb-table-name": names(TABLE, "name", "acme.t_1-x", "ab", "a b c"),
    "iam-role-name": names("aws:iam/role:Role", "name", "acme_r@x", "a" * 65, "a/b"),
    "kms-alias-name": names("aws:kms/alias:Alias", "name", "alias/acme", "acme", "alias/aws/x"),
    "log-group-name": names(LOGS, "name", "/acme/flow#1", "acme flow", "a" * 513),
    "kms-deletion-window": [Case(KEY, {"deletionWindowInDays": 7}, {"deletionWindowInDays": 6})],
    "kms-rotation-period": [Case(KEY, {"rotationPeriodInDays": 90}, {"rotationPeriodInDays": 30})],
    "log-retention": [Case(LOGS, {"retentionInDays": 30}, {"retentionInDays": 31})],
    "dynamodb-recovery-days": [
        Case(
            TABLE,
            {"pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 35}},
            {"pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 90}},
        )
    ],
    "kms-rotation-enabled": [
        Case(KEY, {"rotationPeriodInDays": 90, "enableKeyRotation": True}, {"rotationPeriodInDays": 90})
    ],
    "dynamodb-key-attributes": [
        Case(
            TABLE,
            {"hashKey": "k", "attributes": [{"name": "k", "type": "S"}]},
            {"hashKey": "k", "attributes": []},
        )
    ],
    "dynamodb-replicas": [
        Case(
            TABLE,
            {"streamEnabled": True, "replicas": [{"regionName": "eu-west-1"}]},
            {"streamEnabled": True, "replicas": [{"regionName": "eu-west-2"}]},
        ),
        Case(TABLE, {"replicas": []}, {"replicas": [{"regionName": "eu-west-1"}]}),
    ],
    "dynamodb-strong": [
        Case(
            TABLE,
            {"replicas": [{"regionName": "eu-west-1", **STRONG}, {"regionName": "eu-west-3", **STRONG}]},
            {"replicas": [{"regionName": "eu-west-1", **STRONG}]},
        ),
        Case(
            TABLE,
            {
                "replicas": [{"regionName": "eu-west-1", **STRONG}],
                "globalTableWitness": {"regionName": "eu-central-1"},
            },
            {
                "replicas": [{"regionName": "eu-west-1", **STRONG}],
                "globalTableWitness": {"regionName": "us-east-1"},
            },
        ),
    ],
    "replication-versioned": [
        Case(
            REPLICATION,
            {"bucket": "a", "rules": [{"destination": {"bucket": "arn:aws:s3:::b"}}]},
            {"bucket": "a", "rules": [{"destination": {"bucket": "arn:aws:s3:::c"}}]},
            there=tuple(
                london(
                    "aws:s3/bucketVersioning:BucketVersioning",
                    name,
                    bucket=name,
                    versioningConfiguration={"status": "Enabled"},
                )
                for name in "ab"
            ),
        )
    ],
}
