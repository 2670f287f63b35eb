"""The policy of a customer-managed key: who may administer it, which services may use it, and who never may.

Whoever administers cannot decrypt, and whoever decrypts does so through one of the key's services in the
key's own region. Nothing in the account can use the key directly, nor copy it to another region.
Sources: AWS KMS developer guide, "Default key policy" and "Condition keys"; CloudWatch Logs user guide,
"Encrypt log data"; SNS developer guide, "Key management"; DynamoDB developer guide, "Global tables security"
(service-linked role).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.aws.component import document

ADMINISTER = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListAliases",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
"""``PutKeyPolicy`` must be among them, or KMS refuses the policy (lock-out check)."""

USE = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")
LOGS = "logs"
"""CloudWatch Logs comes as its own service principal, not on behalf of a caller."""

EVENTS = "events"
"""EventBridge publishes to an encrypted topic as its own service principal, too."""
DYNAMODB = "dynamodb"
REPLICATION_ROLE = (
    "role/aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication"
)


def key_policy(*, account: str, region: str, partition: str, services: Sequence[str]) -> str:
    """The policy document of a key in ``region`` that ``services`` (AWS prefixes) encrypt with."""
    callers = sorted(set(services) - {LOGS, EVENTS})
    statements: list[dict[str, Any]] = [_administer(account, partition)]
    if callers:
        through = _through(account, region, callers)
        statements += [_use(account, partition, through), _grant(account, partition, through)]
    if DYNAMODB in callers:
        statements.append(_replicate_tables(account, partition, region))
    if LOGS in services:
        statements.append(_write_logs(account, partition, region))
    if EVENTS in services:
        statements.append(_publish_alarms(account, partition, region))
    return document([*statements, _refuse_strangers(account), _refuse_copies()])


def _root(account: str, partition: str) -> dict[str, str]:
    return {"AWS": f"arn:{partition}:iam::{account}:root"}


def _through(account: str, region: str, services: Sequence[str]) -> dict[str, Any]:
    return {
        "kms:CallerAccount": account,
        "kms:ViaService": [f"{service}.{region}.amazonaws.com" for service in services],
    }


def _administer(account: str, partition: str) -> dict[str, Any]:
    return {
        "Sid": "AdministerWithoutDecrypting",
        "Effect": "Allow",
        "Principal": _root(account, partition),
        "Action": list(ADMINISTER),
        "Resource": "*",
    }


def _use(account: str, partition: str, through: dict[str, Any]) -> dict[str, Any]:
    return {
        "Sid": "UseThroughItsServices",
        "Effect": "Allow",
        "Principal": _root(account, partition),
        "Action": list(USE),
        "Resource": "*",
        "Condition": {"StringEquals": through},
    }


def _grant(account: str, partition: str, through: dict[str, Any]) -> dict[str, Any]:
    """Databases keep working on a grant after the request that started them has ended."""
    return {
        "Sid": "GrantToItsServices",
        "Effect": "Allow",
        "Principal": _root(account, partition),
        "Action": ["kms:CreateGrant"],
        "Resource": "*",
        "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}, "StringEquals": through},
    }


def _replicate_tables(account: str, partition: str, region: str) -> dict[str, Any]:
    """The role of global tables has no permissions on keys, and may not exist yet: matched by ARN."""
    return {
        "Sid": "ReplicateTables",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [*USE, "kms:CreateGrant"],
        "Resource": "*",
        "Condition": {
            "ArnEquals": {"aws:PrincipalArn": f"arn:{partition}:iam::{account}:{REPLICATION_ROLE}"},
            "StringEquals": _through(account, region, [DYNAMODB]),
        },
    }


def _write_logs(account: str, partition: str, region: str) -> dict[str, Any]:
    groups = f"arn:{partition}:logs:{region}:{account}:log-group:*"
    return {
        "Sid": "WriteLogsOfThisAccount",
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{region}.amazonaws.com"},
        "Action": list(USE),
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
    }


def _publish_alarms(account: str, partition: str, region: str) -> dict[str, Any]:
    """Only for topics of this account, which SNS names in the encryption context."""
    topics = f"arn:{partition}:sns:{region}:{account}:*"
    return {
        "Sid": "PublishToTopicsOfThisAccount",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": topics}},
    }


def _refuse_strangers(account: str) -> dict[str, Any]:
    """No principal of another account may hand on the use of this key, whatever a later edit allows.

    Only grants: nothing above lets another account encrypt or decrypt, so a Deny of that would add nothing
    but harm. A Deny also overrides grants, and databases and volumes work on grants that AWS's internal
    accounts use. What those hold was granted by a principal of ours, which this lets pass; a service that
    grants for one of ours carries our account too, and one that comes as itself is exempt.
    """
    return {
        "Sid": "RefuseGrantsOfOtherAccounts",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": ["kms:CreateGrant"],
        "Resource": "*",
        "Condition": {
            "Bool": {"aws:PrincipalIsAWSService": "false"},
            "StringNotEquals": {"aws:PrincipalAccount": account},
        },
    }


def _refuse_copies() -> dict[str, Any]:
    return {
        "Sid": "NeverLeaveThisRegion",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": ["kms:ReplicateKey", "kms:UpdatePrimaryRegion"],
        "Resource": "*",
    }
