"""Types come from the installed SDKs, whatever the resource."""

from __future__ import annotations

import pytest

from sandbox import schema


@pytest.mark.parametrize(
    ("token", "required", "some"),
    [
        # The public name of this type's arguments class belongs to a nested block of another type.
        (
            "aws:s3/bucketVersioning:BucketVersioning",
            {"bucket", "versioningConfiguration"},
            {"mfa", "region"},
        ),
        (
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            {"bucket", "rules"},
            {"region"},
        ),
        (
            "aws:ec2/vpnConnectionRoute:VpnConnectionRoute",
            {"destinationCidrBlock", "vpnConnectionId"},
            {"region"},
        ),
        (
            "aws:rds/cluster:Cluster",
            {"engine"},
            {"kmsKeyId", "globalClusterIdentifier", "serverlessv2ScalingConfiguration"},
        ),
        ("gcp:spanner/instance:Instance", {"config", "displayName"}, {"processingUnits", "labels"}),
        ("gcp:storage/bucket:Bucket", {"location"}, {"encryption", "customPlacementConfig"}),
        ("random:index/randomPassword:RandomPassword", {"length"}, {"special", "overrideSpecial"}),
    ],
)
def test_inputs_have_engine_names_and_say_what_is_required(
    token: str, required: set[str], some: set[str]
) -> None:
    inputs = schema.resource_type(token).inputs
    assert {name for name, declared in inputs.items() if declared.required} == required
    assert some <= inputs.keys()


def test_every_registered_type_of_both_clouds_is_known() -> None:
    assert len(schema.tokens("aws")) > 1_000
    assert len(schema.tokens("gcp")) > 1_000
    assert "aws:dsql/cluster:Cluster" in schema.tokens("aws")


def test_outputs_that_may_be_absent_are_told_from_those_that_always_are_there() -> None:
    outputs = schema.resource_type("aws:s3/bucket:Bucket").outputs
    assert outputs["arn"].required
    assert not outputs["forceDestroy"].required


def test_nested_blocks_have_fields_of_their_own() -> None:
    (replica,) = [
        block
        for hint in [schema.resource_type("aws:dynamodb/table:Table").inputs["replicas"].hint]
        for block in map(schema.strip, hint.__args__)
    ]
    assert schema.is_block(replica)
    assert schema.fields(replica)["regionName"].required
    assert not schema.fields(replica)["kmsKeyArn"].required


def test_documentation_tells_what_cannot_change() -> None:
    assert (
        "snapshotName" in schema.resource_type("aws:elasticache/replicationGroup:ReplicationGroup").immutable
    )
    assert "name" in schema.resource_type("gcp:compute/instance:Instance").immutable
    assert not schema.resource_type("aws:kms/key:Key").immutable


@pytest.mark.parametrize("token", ["aws:rds/cluster:Clusters", "azure:x/y:Z", "gcp:kms/keyRing:keyRing"])
def test_an_unknown_type_is_an_error(token: str) -> None:
    with pytest.raises(schema.UnknownTypeError):
        schema.resource_type(token)


def test_version_is_that_of_the_installed_sdk() -> None:
    assert schema.version("aws").startswith("7.")
    assert schema.version("gcp").startswith("10.")
