"""Rules of Amazon RDS and Aurora.

Sources: ``botocore`` are the service models of botocore 1.44.5 (service, shape); ``aws docs`` are pages of
docs.aws.amazon.com; ``provider`` is the documentation inside pulumi-aws 7.51.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sandbox.constraints.aws_network import zones_of
from sandbox.constraints.rule import Rule, Subject, between, needs, not_with, one_of, pattern
from sandbox.state import Record
from sandbox.typecheck import Failure
from sandbox.values import at

CLUSTER: Final = "aws:rds/cluster:Cluster"
INSTANCE: Final = "aws:rds/clusterInstance:ClusterInstance"
GLOBAL_CLUSTER: Final = "aws:rds/globalCluster:GlobalCluster"
SUBNET_GROUP: Final = "aws:rds/subnetGroup:SubnetGroup"
INSIGHTS_DAYS: Final = frozenset({7, 731, *(31 * months for months in range(1, 24))})
RDS_NAME: Final = r"(?!.*--)[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
RDS_WORDS: Final = (
    "1 to 63 lower-case letters, digits and hyphens, a letter first, no hyphen last or twice in a row"
)


def _two_zones(subject: Subject) -> Iterator[Failure]:
    zones = zones_of(subject, (id_ for _, id_ in at(subject.inputs, "subnetIds[]")))
    if zones and len(set(zones)) < 2:
        yield Failure(
            "subnetIds", "DBSubnetGroupDoesNotCoverEnoughAZs: subnets in at least 2 zones are needed"
        )


def _primaries(subject: Subject) -> bool:
    """Whether the global cluster of this cluster has a writer already."""
    name = subject.get("globalClusterIdentifier")
    return bool(name) and any(
        r.id != subject.id or r.inputs.get("region") != subject.place.region
        for r in subject.there(CLUSTER)
        if r.get("globalClusterIdentifier") == name
    )


def _secondary(subject: Subject) -> Iterator[Failure]:
    if not _primaries(subject):
        return
    before = _before(subject)
    if before is not None and _writes(subject, before):
        return
    for name in ("masterUsername", "masterPassword", "masterPasswordWo", "databaseName"):
        # Of a change, the provider sends what differs: a writer that was has its old ones still.
        if subject.has(name) and (before is None or before.inputs.get(name) != subject.get(name)):
            yield Failure(
                name,
                "InvalidParameterCombination: a secondary of a global database takes it from the primary",
            )
    if subject.get("storageEncrypted") and not subject.has("kmsKeyId"):
        yield Failure("kmsKeyId", "an encrypted secondary needs a key in its own region")


def _before(subject: Subject) -> Record | None:
    """The cluster as it is, where it is there already."""
    found = [r for r in subject.there(CLUSTER) if subject.id and r.id == subject.id]
    return next((r for r in found if r.inputs.get("region") == subject.place.region), None)


def _writes(subject: Subject, cluster: Record) -> bool:
    """Whether it is the writer: as the global cluster lists it since a switchover, else as it was made."""
    for whole in subject.there(GLOBAL_CLUSTER):
        for member in whole.get("globalClusterMembers") or ():
            if member["dbClusterArn"] == cluster.get("arn"):
                return bool(member["isWriter"])
    return not cluster.inputs.get("sourceRegion")


def _secondary_after_primary(subject: Subject) -> Iterator[Failure]:
    """A secondary can join once the primary has an instance."""
    if not _primaries(subject) or subject.id:
        return
    name = subject.get("globalClusterIdentifier")
    members = [r for r in subject.there(CLUSTER) if r.get("globalClusterIdentifier") == name]
    instances = {(r.scope, r.get("clusterIdentifier")) for r in subject.there(INSTANCE)}
    if not any((r.scope, r.id) in instances for r in members):
        yield Failure(
            "globalClusterIdentifier",
            f"InvalidGlobalClusterStateFault: the primary of {name} has no instance yet",
        )


def _primary_has_master(subject: Subject) -> Iterator[Failure]:
    sources = (
        "snapshotIdentifier",
        "restoreToPointInTime",
        "replicationSourceIdentifier",
        "s3Import",
        "manageMasterUserPassword",
    )
    if subject.id or _primaries(subject) or any(subject.has(s) for s in sources):
        return
    if not subject.has("masterUsername") or not (
        subject.has("masterPassword") or subject.has("masterPasswordWo")
    ):
        yield Failure(
            "masterUsername", "InvalidParameterValue: a new cluster needs a master user name and password"
        )


def _global_engine(subject: Subject) -> Iterator[Failure]:
    """Members have the version of their global cluster, and a class that can be in one."""
    for whole in subject.named(GLOBAL_CLUSTER, subject.get("globalClusterIdentifier")):
        for name in ("engine", "engineVersion"):
            if subject.get(name) and whole.get(name) and subject.get(name) != whole.get(name):
                yield Failure(
                    name, f"{subject.get(name)} differs from {whole.get(name)} of the global cluster"
                )


def _global_class(subject: Subject) -> Iterator[Failure]:
    if not str(subject.get("instanceClass")).startswith(("db.t3", "db.t4g")):
        return
    for cluster in subject.named(CLUSTER, subject.get("clusterIdentifier")):
        if cluster.get("globalClusterIdentifier"):
            yield Failure("instanceClass", "burstable classes cannot be in a global database")


RULES: Final = (
    Rule(
        id="rds-cluster-name",
        types=(CLUSTER,),
        check=pattern("clusterIdentifier", RDS_NAME, RDS_WORDS),
        source="aws docs: RDS CreateDBCluster",
    ),
    Rule(
        id="rds-instance-name",
        types=(INSTANCE,),
        check=pattern("identifier", RDS_NAME, RDS_WORDS),
        source="aws docs: RDS CreateDBInstance",
    ),
    Rule(
        id="rds-global-name",
        types=(GLOBAL_CLUSTER,),
        check=pattern(
            "globalClusterIdentifier",
            r"[A-Za-z][0-9A-Za-z:._-]{0,254}",
            "a letter first, then letters, digits and -:._",
        ),
        source="botocore: rds GlobalClusterIdentifier",
    ),
    Rule(
        id="rds-database-name",
        types=(CLUSTER,),
        check=pattern(
            "databaseName",
            r"[A-Za-z][A-Za-z0-9_]{0,62}",
            "1 to 63 letters, digits and underscores, a letter first",
        ),
        source="aws docs: RDS CreateDBCluster",
    ),
    Rule(
        id="rds-master-name",
        types=(CLUSTER,),
        check=pattern(
            "masterUsername",
            r"(?!admin$|rdsadmin$)[A-Za-z][A-Za-z0-9_]{0,15}",
            "1 to 16 letters and digits, a letter first, no reserved word",
        ),
        source="aws docs: RDS CreateDBCluster",
    ),
    Rule(
        id="rds-master-password",
        types=(CLUSTER,),
        check=pattern(
            "masterPassword", r'[^/"@ ]{8,41}', 'must be 8 to 41 characters without / " @ and blanks'
        ),
        source="botocore: rds MasterUserPassword",
    ),
    Rule(
        id="subnet-group-name",
        types=(SUBNET_GROUP,),
        check=pattern(
            "name", r"(?!default$)[a-z0-9._ -]{1,255}", "at most 255 lower-case letters, digits and ._ -"
        ),
        source="aws docs: RDS CreateDBSubnetGroup",
    ),
    Rule(
        id="rds-backup-days",
        types=(CLUSTER,),
        check=between("backupRetentionPeriod", 1, 35),
        source="aws docs: RDS CreateDBCluster",
    ),
    Rule(
        id="rds-insights-days",
        types=(CLUSTER, INSTANCE),
        check=one_of("performanceInsightsRetentionPeriod", INSIGHTS_DAYS),
        source="provider: rds.ClusterInstance",
    ),
    Rule(
        id="rds-serverless-capacity",
        types=(CLUSTER,),
        check=between("serverlessv2ScalingConfiguration.maxCapacity", 1, 256),
        source="provider: rds.Cluster",
    ),
    Rule(
        id="rds-global-no-managed-password",
        types=(CLUSTER,),
        check=not_with("globalClusterIdentifier", "manageMasterUserPassword"),
        source="aws docs: AuroraUserGuide rds-secrets-manager, limitations",
    ),
    Rule(
        id="rds-key-needs-encryption",
        types=(CLUSTER,),
        check=needs("kmsKeyId", with_="storageEncrypted"),
        source="provider: rds.Cluster",
    ),
    Rule(
        id="rds-final-snapshot",
        types=(CLUSTER,),
        check=lambda s: (
            []
            if s.get("skipFinalSnapshot") or s.has("finalSnapshotIdentifier")
            else [
                Failure(
                    "finalSnapshotIdentifier",
                    "must be set unless skipFinalSnapshot is true (a deletion would fail)",
                )
            ]
        ),
        source="provider: rds.Cluster",
    ),
    Rule(
        id="subnet-group-zones",
        types=(SUBNET_GROUP,),
        check=_two_zones,
        source="botocore: rds CreateDBSubnetGroup",
        needs_state=True,
    ),
    Rule(
        id="rds-secondary",
        types=(CLUSTER,),
        check=_secondary,
        source="aws docs: aurora-global-database",
        needs_state=True,
    ),
    Rule(
        id="rds-secondary-order",
        types=(CLUSTER,),
        check=_secondary_after_primary,
        source="aws docs: aurora-global-database-attaching",
        needs_state=True,
    ),
    Rule(
        id="rds-primary-master",
        types=(CLUSTER,),
        check=_primary_has_master,
        source="aws docs: RDS CreateDBCluster",
        needs_state=True,
    ),
    Rule(
        id="rds-global-version",
        types=(CLUSTER,),
        check=_global_engine,
        source="aws docs: aurora-global-database",
        needs_state=True,
    ),
    Rule(
        id="rds-global-class",
        types=(INSTANCE,),
        check=_global_class,
        source="aws docs: aurora-global-database",
        needs_state=True,
    ),
)
