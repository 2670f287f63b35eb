"""One S3 bucket: versioned, encrypted under a key of its place, private, and forgetting on time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent, account
from components.handles import KeyHandle
from components.stores.s3_policy import bucket_policy
from plan import model as planned
from plan import names

ABORT_DAYS = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberHandle:
    """A declared bucket."""

    member: planned.BucketMember
    bucket: aws.s3.Bucket
    ready: Sequence[pulumi.Resource]
    """To depend on before anything is copied into or out of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Making:
    component: AwsComponent
    member: planned.BucketMember
    bucket: aws.s3.Bucket

    @property
    def name(self) -> str:
        return self.member.name

    @property
    def region(self) -> str:
        return names.region(self.member.place)


def declare_bucket(
    component: AwsComponent, store: planned.Bucket, member: planned.BucketMember, key: KeyHandle
) -> MemberHandle:
    """The bucket and its settings, each a resource of its own (the inline forms are deprecated)."""
    bucket = aws.s3.Bucket(
        f"{member.name}-bucket",
        bucket=member.bucket,
        force_destroy=not component.context.identity.protect,
        region=names.region(member.place),
        tags=dict(store.tags),
        opts=component.child(stateful=True),
    )
    making = _Making(component=component, member=member, bucket=bucket)
    versioning = aws.s3.BucketVersioning(
        f"{member.name}-versioning",
        bucket=bucket.id,
        versioning_configuration={"status": "Enabled" if _keeps_versions(store) else "Suspended"},
        region=making.region,
        opts=component.child(),
    )
    encryption = _encryption(making, key)
    private = _private(making)
    policy = aws.s3.BucketPolicy(
        f"{member.name}-policy",
        bucket=bucket.id,
        policy=pulumi.Output.all(bucket.arn, key.id).apply(
            lambda ids: bucket_policy(bucket_arn=ids[0], key_arn=ids[1], account=account(component.context))
        ),
        region=making.region,
        opts=component.child(depends_on=private),
    )
    _lifecycle(making, store, versioning)
    return MemberHandle(member=member, bucket=bucket, ready=(versioning, encryption, policy))


def _encryption(making: _Making, key: KeyHandle) -> aws.s3.BucketServerSideEncryptionConfiguration:
    default = aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
        sse_algorithm="aws:kms", kms_master_key_id=key.id
    )
    return aws.s3.BucketServerSideEncryptionConfiguration(
        f"{making.name}-encryption",
        bucket=making.bucket.id,
        rules=[
            aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                apply_server_side_encryption_by_default=default,
                # With a key that only the caller holds, nobody else could read, erase or copy the object.
                blocked_encryption_types=["SSE-C"],
                bucket_key_enabled=True,
            )
        ],
        region=making.region,
        opts=making.component.child(depends_on=key.ready),
    )


def _private(making: _Making) -> list[pulumi.Resource]:
    """One after another: S3 refuses two changes of one bucket's access at a time."""
    block = aws.s3.BucketPublicAccessBlock(
        f"{making.name}-private",
        bucket=making.bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        region=making.region,
        opts=making.component.child(),
    )
    ownership = aws.s3.BucketOwnershipControls(
        f"{making.name}-ownership",
        bucket=making.bucket.id,
        rule=aws.s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
        region=making.region,
        opts=making.component.child(depends_on=[block]),
    )
    return [block, ownership]


def _lifecycle(making: _Making, store: planned.Bucket, versioning: aws.s3.BucketVersioning) -> None:
    """Replication does not copy what a lifecycle does, so each bucket forgets by itself."""
    rules = [
        aws.s3.BucketLifecycleConfigurationRuleArgs(
            id="abort-uploads",
            status="Enabled",
            filter=_all_objects(),
            abort_incomplete_multipart_upload=(
                aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                    days_after_initiation=ABORT_DAYS
                )
            ),
        ),
        aws.s3.BucketLifecycleConfigurationRuleArgs(
            id="forget-old-versions",
            status="Enabled",
            filter=_all_objects(),
            noncurrent_version_expiration=(
                aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
                    noncurrent_days=store.backup_days or 1
                )
            ),
        ),
        _expire("forget-delete-markers", expired_object_delete_marker=True),
    ]
    if store.expires_days is not None:
        rules.append(_expire("expire", days=store.expires_days, prefix=store.expires_prefix))
    aws.s3.BucketLifecycleConfiguration(
        f"{making.name}-lifecycle",
        bucket=making.bucket.id,
        rules=rules,
        region=making.region,
        opts=making.component.child(depends_on=[versioning]),
    )


def _keeps_versions(store: planned.Bucket) -> bool:
    """What must expire keeps no old versions, unless replication needs them: then for a day."""
    return store.backup_days > 0 or len(store.members) > 1


def _expire(
    name: str, *, days: int | None = None, prefix: str = "", expired_object_delete_marker: bool | None = None
) -> aws.s3.BucketLifecycleConfigurationRuleArgs:
    """Days and delete markers may not be in one rule (S3 API, ``LifecycleExpiration``)."""
    return aws.s3.BucketLifecycleConfigurationRuleArgs(
        id=name,
        status="Enabled",
        filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=prefix),
        expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(
            days=days, expired_object_delete_marker=expired_object_delete_marker
        ),
    )


def _all_objects() -> aws.s3.BucketLifecycleConfigurationRuleFilterArgs:
    return aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix="")
