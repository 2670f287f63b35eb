"""One thing wrong at a time in what AlloyDB and Cloud SQL deploy, and the rule that must say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

ABROAD_KEY = "projects/acme-dev-1/locations/europe-west2/keyRings/acme-dev-uk/cryptoKeys/acme-dev-uk-orders"
GONE = object()
"""The property is taken away."""


@dataclass(frozen=True)
class Leak:
    """A property of one resource, said differently."""

    name: str
    path: str
    value: Any
    rule: str

    def into(self, properties: dict[str, Any]) -> None:
        """Say it differently."""
        *above, last = self.path.split(".")
        for step in above:
            properties = properties[step]
        if self.value is GONE:
            properties.pop(last, None)
        else:
            properties[last] = self.value


CLUSTER = "de-orders-gcp-europe-west3-cluster"
NODE = "de-orders-gcp-europe-west10-instance"
SQL = "de-people-gcp-europe-west10-instance"
BACKUPS, WAYS = "settings.backupConfiguration", "settings.ipConfiguration"
LEAKS = (
    Leak(CLUSTER, "location", "europe-west2", "place-of-home"),
    Leak(CLUSTER, "encryptionConfig.kmsKeyName", ABROAD_KEY, "place-of-key"),
    Leak(CLUSTER, "encryptionConfig", GONE, "key-missing"),
    Leak(CLUSTER, "automatedBackupPolicy.location", "europe-west2", "place-of-backup"),
    Leak(CLUSTER, "automatedBackupPolicy.encryptionConfig.kmsKeyName", ABROAD_KEY, "place-of-key"),
    Leak(CLUSTER, "continuousBackupConfig.encryptionConfig.kmsKeyName", ABROAD_KEY, "place-of-key"),
    Leak("uk-orders-gcp-europe-west2-cluster", "labels", GONE, "tags-missing"),
    Leak(NODE, "networkConfig.enablePublicIp", True, "public-exposure"),
    Leak(
        NODE,
        "clientConnectionConfig.sslConfig.sslMode",
        "ALLOW_UNENCRYPTED_AND_ENCRYPTED",
        "encryption-in-transit",
    ),
    Leak(SQL, "region", "us-east1", "place-of-home"),
    Leak(SQL, "encryptionKeyName", ABROAD_KEY, "place-of-key"),
    Leak(SQL, "encryptionKeyName", GONE, "key-missing"),
    Leak(SQL, f"{BACKUPS}.location", "eu", "multi-country-location"),
    Leak(SQL, f"{BACKUPS}.location", "europe-west2", "place-of-backup"),
    Leak(SQL, f"{BACKUPS}.location", GONE, "multi-country-location"),
    Leak(SQL, f"{WAYS}.ipv4Enabled", True, "public-exposure"),
    Leak(SQL, f"{WAYS}.sslMode", GONE, "encryption-in-transit"),
    Leak("uk-people-gcp-europe-west2-instance", "settings.userLabels", GONE, "tags-missing"),
    Leak("de-orders-gcp-europe-west3-secret", "location", "europe-west2", "place-of-home"),
    Leak(
        "de-people-gcp-europe-west3-logs-sink",
        "destination",
        "logging.googleapis.com/projects/acme-dev-1/locations/us-east1/buckets/b",
        "tags-missing",
    ),
)
