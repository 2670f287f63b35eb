"""Rules of Cloud SQL for PostgreSQL.

Sources: ``tf`` is hashicorp/terraform-provider-google at e03b7622 (August 2026); ``gcp docs`` are pages of
docs.cloud.google.com.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sandbox.constraints.gcp_names import key_beside
from sandbox.constraints.gcp_services import peered
from sandbox.constraints.rule import Rule, Subject, pattern
from sandbox.typecheck import Failure

INSTANCE: Final = "gcp:sql/databaseInstance:DatabaseInstance"
BACKUPS: Final = "settings.backupConfiguration"
PLUS: Final = "ENTERPRISE_PLUS"
PLUS_MACHINES: Final = ("db-perf-optimized-", "db-c4a-highmem-", "db-n4-")
PROJECT_AND_NAME: Final = 98


def is_replica(subject: Subject) -> bool:
    """Whether it follows another instance."""
    return bool(subject.get("masterInstanceName"))


def _length(subject: Subject) -> Iterator[Failure]:
    whole = f"{subject.place.project}:{subject.get('name')}"
    if len(whole) > PROJECT_AND_NAME:
        yield Failure("name", f"{whole} is longer than {PROJECT_AND_NAME} characters")


def _tier(subject: Subject) -> Iterator[Failure]:
    edition, tier = subject.get("settings.edition"), str(subject.get("settings.tier"))
    if edition is not None and (edition == PLUS) != tier.startswith(PLUS_MACHINES):
        yield Failure("settings.tier", f"invalid tier ({tier}) for ({edition}) edition")


def _standby(subject: Subject) -> Iterator[Failure]:
    """A standby in another zone is restored from backups and the log."""
    if subject.get("settings.availabilityType") != "REGIONAL" or is_replica(subject):
        return
    for name in ("enabled", "pointInTimeRecoveryEnabled"):
        if subject.get(f"{BACKUPS}.{name}") is not True:
            yield Failure(f"{BACKUPS}.{name}", "must be true where availabilityType is REGIONAL")


def _replica_backups(subject: Subject) -> Iterator[Failure]:
    if is_replica(subject):
        for name in ("enabled", "pointInTimeRecoveryEnabled"):
            if subject.get(f"{BACKUPS}.{name}") is True:
                yield Failure(f"{BACKUPS}.{name}", "a read replica has no backups of its own")


def _log_days(subject: Subject) -> Iterator[Failure]:
    days = subject.get(f"{BACKUPS}.transactionLogRetentionDays")
    most = 35 if subject.get("settings.edition") == PLUS else 7
    kept = subject.get(f"{BACKUPS}.backupRetentionSettings.retainedBackups")
    path = f"{BACKUPS}.transactionLogRetentionDays"
    if days is not None and not 1 <= days <= most:
        yield Failure(path, f"{days} is not within 1 to {most}")
    if days is not None and kept is not None and days > kept:
        yield Failure(path, f"{days} is more than the {kept} backups that are kept")


def _disaster_recovery(subject: Subject) -> Iterator[Failure]:
    named = subject.get("replicationCluster.failoverDrReplicaName")
    if named and subject.get("settings.edition") != PLUS:
        yield Failure("settings.edition", f"a disaster recovery replica needs {PLUS}")
    if named and is_replica(subject):
        yield Failure("replicationCluster.failoverDrReplicaName", "only a primary names one")


def _apart(subject: Subject) -> Iterator[Failure]:
    """A replica has the version of its primary; one for disaster recovery is in another region."""
    for primary in subject.named(INSTANCE, subject.get("masterInstanceName")):
        if primary.get("databaseVersion") != subject.get("databaseVersion"):
            yield Failure("databaseVersion", f"{primary.id} is {primary.get('databaseVersion')}")
        cluster = primary.inputs.get("replicationCluster") or {}
        if cluster.get("failoverDrReplicaName") and primary.inputs.get("region") == subject.place.region:
            yield Failure("region", f"{primary.id} is in {subject.place.region} too")


RULES: Final = (
    Rule(
        id="sql-name",
        types=(INSTANCE,),
        check=pattern(
            "name",
            r"[a-z]([-a-z0-9]*[a-z0-9])?",
            "lower-case letters, digits and hyphens, a letter first, no hyphen last",
        ),
        source="gcp docs: sql rest instances.insert",
    ),
    Rule(
        id="sql-name-length", types=(INSTANCE,), check=_length, source="gcp docs: sql rest instances.insert"
    ),
    Rule(
        id="sql-key",
        types=(INSTANCE,),
        check=key_beside("instance", "encryptionKeyName"),
        source="gcp docs: sql configure-cmek",
    ),
    Rule(id="sql-tier", types=(INSTANCE,), check=_tier, source="gcp docs: sql editions-intro"),
    Rule(id="sql-standby", types=(INSTANCE,), check=_standby, source="tf: sql database instance"),
    Rule(
        id="sql-replica-backups",
        types=(INSTANCE,),
        check=_replica_backups,
        source="gcp docs: sql replication",
    ),
    Rule(id="sql-log-days", types=(INSTANCE,), check=_log_days, source="tf: sql database instance"),
    Rule(
        id="sql-disaster-recovery",
        types=(INSTANCE,),
        check=_disaster_recovery,
        source="gcp docs: sql use-advanced-disaster-recovery",
    ),
    Rule(
        id="sql-peering",
        types=(INSTANCE,),
        check=peered("settings.ipConfiguration.privateNetwork", "settings.ipConfiguration.allocatedIpRange"),
        source="tf: sql database instance",
        needs_state=True,
    ),
    Rule(
        id="sql-replica-apart",
        types=(INSTANCE,),
        check=_apart,
        source="gcp docs: sql use-advanced-disaster-recovery",
        needs_state=True,
    ),
)
