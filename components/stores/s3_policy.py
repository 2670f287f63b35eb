"""Policies of S3 buckets: what a bucket refuses, and what replication from one bucket to another may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from components.aws.component import document

OLDEST_TLS = "1.2"


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One end of a replication."""

    region: str
    bucket_arn: str
    key_arn: str


def bucket_policy(*, bucket_arn: str, key_arn: str, account: str) -> str:
    """Refuses plain text on the way, other keys than the bucket's own, and other accounts.

    A put that names no key gets the bucket's own; ``IfExists`` lets it through. (S3 guide, "Setting default
    server-side encryption behavior"; IAM guide, "Data perimeters".)
    """
    everything = [bucket_arn, f"{bucket_arn}/*"]
    objects = f"{bucket_arn}/*"
    return document(
        [
            _deny("RefusePlainHttp", "s3:*", everything, {"Bool": {"aws:SecureTransport": "false"}}),
            _deny("RefuseOldTls", "s3:*", everything, {"NumericLessThan": {"s3:TlsVersion": OLDEST_TLS}}),
            _deny(
                "RefuseOtherEncryption",
                "s3:PutObject",
                objects,
                {"StringNotEqualsIfExists": {"s3:x-amz-server-side-encryption": "aws:kms"}},
            ),
            _deny(
                "RefuseOtherKeys",
                "s3:PutObject",
                objects,
                {"StringNotEqualsIfExists": {"s3:x-amz-server-side-encryption-aws-kms-key-id": key_arn}},
            ),
            _deny(
                "RefuseOtherAccounts",
                "s3:*",
                everything,
                {
                    "StringNotEquals": {"aws:PrincipalAccount": account},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                },
            ),
        ]
    )


def replication_policy(source: Side, target: Side) -> str:
    """Reads one bucket with its key, writes the other with its key, each through S3 of its own region."""
    return document(
        [
            {
                "Sid": "ReadConfiguration",
                "Effect": "Allow",
                "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"],
                "Resource": source.bucket_arn,
            },
            {
                "Sid": "ReadObjects",
                "Effect": "Allow",
                "Action": [
                    "s3:GetObjectVersionAcl",
                    "s3:GetObjectVersionForReplication",
                    "s3:GetObjectVersionTagging",
                ],
                "Resource": f"{source.bucket_arn}/*",
            },
            {
                "Sid": "WriteReplicas",
                "Effect": "Allow",
                "Action": ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"],
                "Resource": f"{target.bucket_arn}/*",
            },
            _through_s3("Decrypt", ["kms:Decrypt"], source),
            _through_s3("Encrypt", ["kms:Encrypt", "kms:GenerateDataKey"], target),
        ]
    )


def _deny(sid: str, action: str, resource: str | list[str], condition: dict[str, Any]) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": resource,
        "Condition": condition,
    }


def _through_s3(sid: str, actions: list[str], side: Side) -> dict[str, Any]:
    """With bucket keys the encryption context is the bucket, else the object (S3 guide, "Bucket Keys")."""
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Action": actions,
        "Resource": side.key_arn,
        "Condition": {
            "StringEquals": {"kms:ViaService": f"s3.{side.region}.amazonaws.com"},
            "StringLike": {"kms:EncryptionContext:aws:s3:arn": [side.bucket_arn, f"{side.bucket_arn}/*"]},
        },
    }
