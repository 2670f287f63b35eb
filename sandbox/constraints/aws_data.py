"""Rules of AWS keys, logs, buckets, DynamoDB and IAM.

Sources: ``botocore`` are the service models of botocore 1.44.5 (service, shape); ``aws docs`` are pages of
docs.aws.amazon.com; ``provider`` is the documentation inside pulumi-aws 7.51.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jurisdictions import region_sets
from sandbox.constraints.rule import Rule, Subject, between, needs, one_of, pattern
from sandbox.typecheck import Failure
from sandbox.values import at

BUCKET: Final = "aws:s3/bucket:Bucket"
KEY: Final = "aws:kms/key:Key"
TABLE: Final = "aws:dynamodb/table:Table"
LOGS: Final = "aws:cloudwatch/logGroup:LogGroup"
REPLICATION: Final = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
LOG_DAYS: Final = frozenset(
    {
        0,
        1,
        3,
        5,
        7,
        14,
        30,
        60,
        90,
        120,
        150,
        180,
        365,
        400,
        545,
        731,
        1096,
        1827,
        2192,
        2557,
        2922,
        3288,
        3653,
    }
)
BUCKET_NAME: Final = (
    r"(?!xn--|sthree-|amzn-s3-demo-)(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
)


def _replica_regions(subject: Subject) -> Iterator[Failure]:
    replicas = at(subject.inputs, "replicas[].regionName")
    for where, region in replicas:
        if region == subject.place.region:
            yield Failure(where, f"ValidationException: the table itself is in {region}")
    if replicas and not subject.get("streamEnabled"):
        yield Failure("streamEnabled", "a table with replicas needs a stream of new and old images")


def _strong_replicas(subject: Subject) -> Iterator[Failure]:
    modes = [mode for _, mode in at(subject.inputs, "replicas[].consistencyMode")]
    if "STRONG" not in modes:
        return
    regions = {subject.place.region, *(str(r) for _, r in at(subject.inputs, "replicas[].regionName"))}
    regions |= {str(r) for _, r in at(subject.inputs, "globalTableWitness.regionName")}
    if len(regions) != 3:
        yield Failure(
            "replicas", f"strong consistency takes exactly 3 regions, witness included, not {len(regions)}"
        )
    if not any({f"aws/{r}" for r in regions} <= whole for whole in region_sets("dynamodb").values()):
        yield Failure(
            "replicas", f"{', '.join(sorted(regions))} are not in one set of strongly consistent regions"
        )


def _attribute_defined(subject: Subject) -> Iterator[Failure]:
    defined = {name for _, name in at(subject.inputs, "attributes[].name")}
    for path in ("hashKey", "rangeKey"):
        for where, key in at(subject.inputs, path):
            if key not in defined:
                yield Failure(
                    where, f"{key!r} is not among the attributes ({', '.join(map(str, sorted(defined)))})"
                )


def _versioned(subject: Subject) -> Iterator[Failure]:
    """Replication needs versioning on both buckets."""
    versioning = subject.there("aws:s3/bucketVersioning:BucketVersioning")
    enabled = {
        r.get("bucket")
        for r in versioning
        if r.inputs.get("versioningConfiguration", {}).get("status") == "Enabled"
    }
    buckets = [("bucket", subject.get("bucket"))]
    buckets += [
        (w, str(arn).rpartition(":")[2]) for w, arn in at(subject.inputs, "rules[].destination.bucket")
    ]
    for where, bucket in buckets:
        if bucket not in enabled:
            yield Failure(where, f"InvalidRequest: versioning must be Enabled on {bucket} before replication")


RULES: Final = (
    Rule(
        id="s3-bucket-name",
        types=(BUCKET,),
        check=pattern("bucket", BUCKET_NAME, "3 to 63 lower-case letters, digits, dots and hyphens"),
        source="aws docs: S3 bucket naming rules",
    ),
    Rule(
        id="dynamodb-table-name",
        types=(TABLE,),
        check=pattern("name", r"[a-zA-Z0-9_.-]{3,255}", "3 to 255 letters, digits and _.-"),
        source="botocore: dynamodb TableName",
    ),
    Rule(
        id="iam-role-name",
        types=("aws:iam/role:Role",),
        check=pattern("name", r"[\w+=,.@-]{1,64}", "1 to 64 letters, digits and _+=,.@-"),
        source="botocore: iam roleNameType",
    ),
    Rule(
        id="kms-alias-name",
        types=("aws:kms/alias:Alias",),
        check=pattern("name", r"alias/(?!aws/)[a-zA-Z0-9/_-]{1,250}", "must begin alias/ and not alias/aws/"),
        source="botocore: kms AliasNameType",
    ),
    Rule(
        id="log-group-name",
        types=(LOGS,),
        check=pattern("name", r"[.\-_/#A-Za-z0-9]{1,512}", "1 to 512 letters, digits and .-_/#"),
        source="botocore: logs LogGroupName",
    ),
    Rule(
        id="kms-deletion-window",
        types=(KEY, "aws:kms/replicaKey:ReplicaKey"),
        check=between("deletionWindowInDays", 7, 30),
        source="botocore: kms PendingWindowInDaysType",
    ),
    Rule(
        id="kms-rotation-period",
        types=(KEY,),
        check=between("rotationPeriodInDays", 90, 2560),
        source="botocore: kms RotationPeriodInDaysType",
    ),
    Rule(
        id="log-retention",
        types=(LOGS,),
        check=one_of("retentionInDays", LOG_DAYS),
        source="aws docs: logs PutRetentionPolicy",
    ),
    Rule(
        id="dynamodb-recovery-days",
        types=(TABLE,),
        check=between("pointInTimeRecovery.recoveryPeriodInDays", 1, 35),
        source="botocore: dynamodb RecoveryPeriodInDays",
    ),
    Rule(
        id="kms-rotation-enabled",
        types=(KEY,),
        check=needs("rotationPeriodInDays", with_="enableKeyRotation"),
        source="provider: kms.Key",
    ),
    Rule(
        id="dynamodb-key-attributes",
        types=(TABLE,),
        check=_attribute_defined,
        source="aws docs: dynamodb CreateTable",
    ),
    Rule(id="dynamodb-replicas", types=(TABLE,), check=_replica_regions, source="provider: dynamodb.Table"),
    Rule(
        id="dynamodb-strong",
        types=(TABLE,),
        check=_strong_replicas,
        source="aws docs: V2globaltables_HowItWorks",
    ),
    Rule(
        id="replication-versioned",
        types=(REPLICATION,),
        check=_versioned,
        source="aws docs: S3 replication requirements",
        needs_state=True,
    ),
)
