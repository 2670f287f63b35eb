"""Cases of the rules of Spanner, Cloud Storage, Cloud KMS, Cloud Logging and service accounts."""

from __future__ import annotations

from tests.sandbox.shapes import Case, crypto_key, google, names
from tests.sandbox.tokens import CRYPTO_KEY, DATABASE, GCS, RING, SPANNER

CASES: dict[str, list[Case]] = {
    "spanner-instance-name": names(SPANNER, "name", "acme-i", "acme", "a" * 31, "Acme-instance"),
    "spanner-display-name": names(SPANNER, "displayName", "acme ledger", "abc", "a" * 31),
    "spanner-database-name": names(DATABASE, "name", "ledger", "l", "Ledger", "a" * 31),
    "gcs-bucket-name": names(GCS, "name", "acme_prod.b", "ab", "goog-b", "mygoogle", "Acme"),
    "kms-ring-name": names(RING, "name", "acme-uk", "acme uk", "a" * 64),
    "kms-key-name": names(CRYPTO_KEY, "name", "ledger", "a/b"),
    "service-account-name": names(
        "gcp:serviceaccount/account:Account",
        "accountId",
        "acme-app",
        "acme",
        "Acme-app",
        "1acme-app",
        "acme-",
        "acme_app",
        "a" * 31,
    ),
    "log-bucket-name": names(
        "gcp:logging/projectBucketConfig:ProjectBucketConfig", "bucketId", "acme-uk", "a b"
    ),
    "kms-rotation": [
        Case(CRYPTO_KEY, {"rotationPeriod": "7776000s"}, {"rotationPeriod": wrong})
        for wrong in ("3600s", "90d")
    ],
    "kms-destroy-delay": [
        Case(CRYPTO_KEY, {"destroyScheduledDuration": "2592000s"}, {"destroyScheduledDuration": "3600s"})
    ],
    "spanner-units": [
        Case(SPANNER, {"processingUnits": 300}, {"processingUnits": wrong}) for wrong in (50, 150, 1500)
    ],
    "spanner-capacity": [
        Case(SPANNER, {"processingUnits": 100}, {"processingUnits": 100, "numNodes": 1}),
        Case(SPANNER, {"instanceType": "FREE_INSTANCE"}, {}),
    ],
    "spanner-edition": [
        Case(
            SPANNER,
            {"config": "dual-region-germany1", "edition": "ENTERPRISE_PLUS"},
            {"config": "dual-region-germany1", "edition": "STANDARD"},
        ),
        Case(SPANNER, {"config": "regional-europe-west2"}, {"config": "eur3"}),
    ],
    "spanner-one-encryption": [
        Case(
            DATABASE,
            {"encryptionConfig": {"kmsKeyNames": ["k"]}},
            {"encryptionConfig": {"kmsKeyNames": ["k"], "kmsKeyName": "k"}},
        )
    ],
    "key-ring-location": [Case(RING, {"location": "europe-west2"}, {"location": "eu-west-2"})],
    "kms-rotation-purpose": [
        Case(
            CRYPTO_KEY,
            {"rotationPeriod": "7776000s"},
            {"rotationPeriod": "7776000s", "purpose": "ASYMMETRIC_SIGN"},
        )
    ],
    "gcs-key-location": [
        Case(
            GCS,
            {"location": "EUROPE-WEST2", "encryption": {"defaultKmsKeyName": crypto_key("europe-west2")}},
            {"location": "EUROPE-WEST2", "encryption": {"defaultKmsKeyName": crypto_key("europe-west3")}},
        )
    ],
    "log-key-location": [
        Case(
            "gcp:logging/projectBucketConfig:ProjectBucketConfig",
            {"location": "europe-west2", "cmekSettings": {"kmsKeyName": crypto_key("europe-west2")}},
            {"location": "europe-west2", "cmekSettings": {"kmsKeyName": crypto_key("global")}},
        )
    ],
    "spanner-display-name-once": [
        Case(
            SPANNER,
            {"displayName": "acme other"},
            {"displayName": "acme ledger"},
            there=(google(SPANNER, "acme-prod/i", displayName="acme ledger"),),
        )
    ],
    "spanner-keys": [
        Case(
            DATABASE,
            {"instance": "acme-l", "encryptionConfig": {"kmsKeyNames": [crypto_key(r) for r in regions]}},
            {
                "instance": "acme-l",
                "encryptionConfig": {"kmsKeyNames": [crypto_key(r) for r in regions[:-1]]},
            },
            there=(google(SPANNER, "acme-prod/acme-l", name="acme-l", config=config),),
        )
        for config, regions in (
            ("eur3", ("europe-west1", "europe-west4", "europe-north1")),
            ("dual-region-germany1", ("europe-west10", "europe-west3")),
        )
    ],
}
