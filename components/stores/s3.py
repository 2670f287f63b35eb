"""Object storage on S3: one bucket, or two of one jurisdiction with replication from home to recovery.

Replication copies objects and delete markers within 15 minutes. It does not copy the deletion of a version:
whoever erases a person's object erases its versions in both buckets, or waits for both to forget them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent, account, document, role_name
from components.base import Context
from components.handles import KeyHandle, keys_beside
from components.stores.s3_bucket import MemberHandle, declare_bucket
from components.stores.s3_policy import Side, replication_policy
from plan import model as planned
from plan import names

MINUTES = 15
"""The only value there is (S3 API, ``ReplicationTimeValue``)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class S3Handle:
    """Declared buckets."""

    name: str
    buckets: Mapping[str, pulumi.Output[str]]
    """Name by place; home first."""
    arns: Mapping[str, pulumi.Output[str]]
    """By place."""


class S3(AwsComponent):
    """Declares the buckets, each under the key of its own place, and the replication between them."""

    handle: S3Handle

    def __init__(
        self,
        part: planned.Bucket,
        *,
        context: Context,
        keys: Mapping[str, KeyHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("domicile:store:S3", part, context, opts, beside=keys_beside(part.members, keys))
        members = [declare_bucket(self, part, m, keys[m.key]) for m in part.members]
        for target in members[1:]:
            self._replicate(part, members[0], target, keys)
        self.handle = S3Handle(
            name=part.name,
            buckets={m.member.place: m.bucket.bucket for m in members},
            arns={m.member.place: m.bucket.arn for m in members},
        )
        self.register_outputs({"buckets": dict(self.handle.buckets)})

    def _replicate(
        self,
        part: planned.Bucket,
        source: MemberHandle,
        target: MemberHandle,
        keys: Mapping[str, KeyHandle],
    ) -> None:
        role, policy = self._role(part, source, target, keys)
        aws.s3.BucketReplicationConfig(
            f"{target.member.name}-replication",
            bucket=source.bucket.id,
            role=role.arn,
            rules=[_rule(target, keys[target.member.key])],
            region=names.region(source.member.place),
            opts=self.child(depends_on=[*source.ready, *target.ready, policy]),
        )

    def _role(
        self,
        part: planned.Bucket,
        source: MemberHandle,
        target: MemberHandle,
        keys: Mapping[str, KeyHandle],
    ) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        role = aws.iam.Role(
            f"{part.name}-replication-role",
            name=role_name(source.member.bucket, "replication"),
            description=f"Copies {source.member.bucket} to {target.member.bucket}",
            assume_role_policy=source.bucket.arn.apply(lambda bucket: _trust(account(self.context), bucket)),
            tags=self.tags,
            opts=self.child(),
        )
        policy = aws.iam.RolePolicy(
            f"{part.name}-replication-policy",
            name="replicate",
            role=role.name,
            policy=pulumi.Output.all(
                source.bucket.arn, keys[source.member.key].id, target.bucket.arn, keys[target.member.key].id
            ).apply(
                lambda ids: replication_policy(
                    _side(source.member, ids[0], ids[1]), _side(target.member, ids[2], ids[3])
                )
            ),
            opts=self.child(),
        )
        return role, policy


def _side(member: planned.BucketMember, bucket_arn: str, key_arn: str) -> Side:
    return Side(region=names.region(member.place), bucket_arn=bucket_arn, key_arn=key_arn)


def _trust(account_id: str, bucket_arn: str) -> str:
    """S3 takes the role for this bucket of this account only."""
    return document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Service": "s3.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "ArnLike": {"aws:SourceArn": bucket_arn},
                    "StringEquals": {"aws:SourceAccount": account_id},
                },
            }
        ]
    )


def _rule(target: MemberHandle, key: KeyHandle) -> aws.s3.BucketReplicationConfigRuleArgs:
    encrypted = aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaSseKmsEncryptedObjectsArgs(
        status="Enabled"
    )
    destination = aws.s3.BucketReplicationConfigRuleDestinationArgs(
        bucket=target.bucket.arn,
        encryption_configuration=aws.s3.BucketReplicationConfigRuleDestinationEncryptionConfigurationArgs(
            replica_kms_key_id=key.id
        ),
        replication_time=aws.s3.BucketReplicationConfigRuleDestinationReplicationTimeArgs(
            status="Enabled",
            time=aws.s3.BucketReplicationConfigRuleDestinationReplicationTimeTimeArgs(minutes=MINUTES),
        ),
        metrics=aws.s3.BucketReplicationConfigRuleDestinationMetricsArgs(
            status="Enabled",
            event_threshold=aws.s3.BucketReplicationConfigRuleDestinationMetricsEventThresholdArgs(
                minutes=MINUTES
            ),
        ),
    )
    return aws.s3.BucketReplicationConfigRuleArgs(
        id=names.slug(target.member.place),
        status="Enabled",
        priority=1,
        filter=aws.s3.BucketReplicationConfigRuleFilterArgs(prefix=""),
        delete_marker_replication=aws.s3.BucketReplicationConfigRuleDeleteMarkerReplicationArgs(
            status="Enabled"
        ),
        source_selection_criteria=aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaArgs(
            sse_kms_encrypted_objects=encrypted
        ),
        destination=destination,
    )
