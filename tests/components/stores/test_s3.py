"""S3: private, encrypted under the key of its place, forgetting on time, copied only to recovery."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from components.stores.s3 import S3, S3Handle
from components.stores.s3_policy import Side, bucket_policy, replication_policy
from plan import model
from tests.components.aws.support import context, key_arn, keys, store
from tests.components.recording import World, declare

PAIR: model.Bucket = store("avatars", "eu")
ALONE: model.Bucket = store("avatars", "uk")
HOME, RECOVERY = PAIR.members


def made(part: model.Bucket, *, protect: bool = True) -> tuple[S3Handle, World]:
    component, world = declare(lambda: S3(part, context=context(protect=protect), keys=keys()))
    return component.handle, world


def rules(world: World, member: model.BucketMember) -> dict[str, dict[str, Any]]:
    found = world.named("BucketLifecycleConfiguration", f"{member.name}-lifecycle").inputs["rules"]
    return {r["id"]: r for r in found}


def test_each_bucket_is_versioned_and_encrypted_under_the_key_of_its_place() -> None:
    _, world = made(PAIR)
    for member in PAIR.members:
        region = member.place.removeprefix("aws/")
        bucket = world.named("Bucket", f"{member.name}-bucket").inputs
        assert (bucket["bucket"], bucket["region"]) == (member.bucket, region)
        versioning = world.named("BucketVersioning", f"{member.name}-versioning").inputs
        assert versioning["versioningConfiguration"] == {"status": "Enabled"}
        (rule,) = world.named("BucketServerSideEncryptionConfiguration", f"{member.name}-encryption").inputs[
            "rules"
        ]
        assert rule["applyServerSideEncryptionByDefault"] == {
            "sseAlgorithm": "aws:kms",
            "kmsMasterKeyId": key_arn(member.key),
        }
        assert rule["bucketKeyEnabled"] is True


def test_nothing_is_public_and_no_access_list_counts() -> None:
    _, world = made(PAIR)
    blocks = [b.inputs for b in world.of("BucketPublicAccessBlock")]
    assert len(blocks) == 2
    for block in blocks:
        assert all(
            block[what]
            for what in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
        )
    owners = [o.inputs["rule"]["objectOwnership"] for o in world.of("BucketOwnershipControls")]
    assert owners == ["BucketOwnerEnforced"] * 2


def test_replication_goes_from_home_to_recovery_and_changes_the_key() -> None:
    _, world = made(PAIR)
    replication = world.only("BucketReplicationConfig")
    assert replication.inputs["region"] == HOME.place.removeprefix("aws/")
    (rule,) = replication.inputs["rules"]
    assert rule["destination"]["encryptionConfiguration"]["replicaKmsKeyId"] == key_arn(RECOVERY.key)
    assert rule["sourceSelectionCriteria"]["sseKmsEncryptedObjects"]["status"] == "Enabled"
    assert rule["deleteMarkerReplication"]["status"] == "Enabled"
    assert rule["destination"]["replicationTime"]["time"]["minutes"] == 15
    ready = {r.urn for r in world.of("BucketVersioning")}
    assert ready <= replication.dependencies


def test_the_role_reads_one_side_and_writes_the_other() -> None:
    source = Side(region="eu-central-1", bucket_arn="arn:aws:s3:::home", key_arn="key-home")
    target = Side(region="eu-west-1", bucket_arn="arn:aws:s3:::recovery", key_arn="key-recovery")
    found = json.loads(replication_policy(source, target))["Statement"]
    by_sid = {s["Sid"]: s for s in found}
    assert by_sid["Decrypt"]["Resource"] == "key-home"
    assert by_sid["Decrypt"]["Condition"]["StringEquals"] == {
        "kms:ViaService": "s3.eu-central-1.amazonaws.com"
    }
    assert by_sid["Encrypt"]["Resource"] == "key-recovery"
    assert by_sid["WriteReplicas"]["Resource"] == "arn:aws:s3:::recovery/*"
    writes = {a for s in found for a in s["Action"] if "Replicate" in a or "Put" in a or "Delete" in a}
    assert writes == {"s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"}
    assert not any("*" in action for s in found for action in s["Action"])


def test_one_bucket_copies_nowhere() -> None:
    handle, world = made(ALONE)
    assert world.of("BucketReplicationConfig") == world.of("iam/role:Role") == []
    assert set(handle.buckets) == {"aws/eu-west-2"}


def test_the_bucket_refuses_plain_http_other_keys_and_other_accounts() -> None:
    text = bucket_policy(bucket_arn="arn:aws:s3:::b", key_arn="key", account="123456789012")
    found = {s["Sid"]: s for s in json.loads(text)["Statement"]}
    assert {s["Effect"] for s in found.values()} == {"Deny"}
    assert found["RefusePlainHttp"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    keys_ = found["RefuseOtherKeys"]["Condition"]["StringNotEqualsIfExists"]
    assert keys_ == {"s3:x-amz-server-side-encryption-aws-kms-key-id": "key"}
    encryption = found["RefuseOtherEncryption"]["Condition"]["StringNotEqualsIfExists"]
    assert encryption == {"s3:x-amz-server-side-encryption": "aws:kms"}
    strangers = found["RefuseOtherAccounts"]["Condition"]
    assert strangers["StringNotEquals"] == {"aws:PrincipalAccount": "123456789012"}
    assert strangers["BoolIfExists"] == {"aws:PrincipalIsAWSService": "false"}


def test_old_versions_and_broken_uploads_go_in_both_buckets() -> None:
    _, world = made(PAIR)
    for member in PAIR.members:
        found = rules(world, member)
        assert found["forget-old-versions"]["noncurrentVersionExpiration"] == {
            "noncurrentDays": PAIR.backup_days
        }
        assert "abortIncompleteMultipartUpload" in found["abort-uploads"]
        assert "expire" not in found


def test_what_must_expire_does_in_both_buckets_in_a_rule_of_its_own() -> None:
    _, world = made(replace(PAIR, expires_days=3))
    for member in PAIR.members:
        assert rules(world, member)["expire"]["expiration"] == {"days": 3}


@pytest.mark.parametrize("protect", [True, False])
def test_a_full_bucket_can_be_deleted_in_dev_only(protect: bool) -> None:
    _, world = made(PAIR, protect=protect)
    assert {b.inputs["forceDestroy"] for b in world.of("Bucket")} == {not protect}
