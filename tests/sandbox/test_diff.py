"""A change is an update in place or a new resource, as on the real clouds."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.runtime.proto.provider_pb2 import DiffResponse, PropertyDiff

from sandbox import schema
from sandbox.diff import diff, fixed_inputs
from tests.sandbox.tokens import (
    BUCKET,
    CLUSTER,
    CRYPTO_KEY,
    DATABASE,
    GCS,
    KEY,
    RING,
    SPANNER,
    SUBNET,
    SUBNETWORK,
    TABLE,
    VPC,
)


def changed(token: str, old: dict[str, Any], new: dict[str, Any]) -> DiffResponse:
    return diff(schema.resource_type(token), old, new)


@pytest.mark.parametrize(
    ("token", "replaced", "kept"),
    [
        (
            CLUSTER,
            {
                "clusterIdentifier",
                "kmsKeyId",
                "storageEncrypted",
                "masterUsername",
                "databaseName",
                "engine",
                "region",
            },
            {"engineVersion", "backupRetentionPeriod", "deletionProtection", "tags"},
        ),
        (KEY, {"multiRegion", "customerMasterKeySpec", "region"}, {"policy", "deletionWindowInDays", "tags"}),
        (BUCKET, {"bucket", "region"}, {"tags", "forceDestroy"}),
        (TABLE, {"name", "hashKey", "region"}, {"replicas", "ttl", "billingMode"}),
        (VPC, {"cidrBlock", "region"}, {"tags", "enableDnsHostnames"}),
        (SUBNET, {"cidrBlock", "vpcId", "availabilityZoneId", "region"}, {"tags", "mapPublicIpOnLaunch"}),
        (GCS, {"name", "location", "project"}, {"labels", "encryption", "lifecycleRules"}),
        (SPANNER, {"name", "config", "project"}, {"processingUnits", "displayName", "edition"}),
        (
            DATABASE,
            {"name", "instance", "databaseDialect", "encryptionConfig"},
            {"ddls", "deletionProtection"},
        ),
        (RING, {"name", "location"}, set()),
        (CRYPTO_KEY, {"name", "keyRing", "purpose"}, {"rotationPeriod", "labels"}),
        (SUBNETWORK, {"name", "network", "region"}, {"ipCidrRange", "privateIpGoogleAccess"}),
        ("random:index/randomPassword:RandomPassword", {"length", "keepers"}, set()),
        ("aws:sqs/queue:Queue", {"name", "region"}, {"tags"}),
    ],
)
def test_what_cannot_change_in_place(token: str, replaced: set[str], kept: set[str]) -> None:
    fixed = fixed_inputs(schema.resource_type(token))
    assert replaced <= fixed
    assert not kept & fixed


def test_no_change() -> None:
    same = {"bucket": "b", "tags": {"a": "1"}}
    answer = changed(BUCKET, same, dict(same))
    assert answer.changes == DiffResponse.DIFF_NONE
    assert not answer.replaces


def test_every_difference_is_named_to_its_depth() -> None:
    old = {"tags": {"a": "1", "b.c": "2"}, "replicas": [{"regionName": "eu-west-1"}]}
    new = {"tags": {"a": "1", "b.c": "3", "d": "4"}, "replicas": []}
    answer = changed(TABLE, old, new)
    kinds = {path: found.kind for path, found in answer.detailedDiff.items()}
    assert kinds == {
        'tags["b.c"]': PropertyDiff.UPDATE,
        "tags.d": PropertyDiff.ADD,
        "replicas[0]": PropertyDiff.DELETE,
    }
    assert not answer.replaces


@pytest.mark.parametrize(
    ("token", "old", "new", "first_deletes"),
    [
        (
            CLUSTER,
            {"clusterIdentifier": "a", "kmsKeyId": "1"},
            {"clusterIdentifier": "a", "kmsKeyId": "2"},
            True,
        ),
        (CLUSTER, {"clusterIdentifier": "a"}, {"clusterIdentifier": "b"}, False),
        (
            CLUSTER,
            {"clusterIdentifier": "a", "region": "eu-west-1"},
            {"clusterIdentifier": "a", "region": "eu-west-2"},
            False,
        ),
        (BUCKET, {"bucket": "a", "region": "eu-west-1"}, {"bucket": "a", "region": "eu-west-2"}, True),
        (GCS, {"name": "a", "location": "EU"}, {"name": "a", "location": "US"}, True),
        (KEY, {"multiRegion": True}, {}, False),
        ("aws:lb/targetGroup:TargetGroup", {"name": "a", "port": 80}, {"name": "a", "port": 81}, True),
        (SUBNET, {"cidrBlock": "10.0.0.0/20"}, {"cidrBlock": "10.0.16.0/20"}, False),
    ],
)
def test_the_old_one_goes_first_where_both_would_have_one_name(
    token: str, old: dict[str, Any], new: dict[str, Any], first_deletes: bool
) -> None:
    answer = changed(token, old, new)
    assert answer.replaces
    assert answer.deleteBeforeReplace is first_deletes
