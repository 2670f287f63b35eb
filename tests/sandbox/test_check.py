"""Inputs that the real providers would refuse are refused, with the path and what is allowed."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.wire import UNKNOWN
from tests.sandbox.engine import CheckError, Engine

BUCKET = "aws:s3/bucket:Bucket"
TABLE = "aws:dynamodb/table:Table"


@pytest.mark.parametrize(
    ("token", "inputs", "path", "words"),
    [
        (BUCKET, {"buckett": "acme-b"}, "buckett", "nearest allowed: bucket"),
        (BUCKET, {"force_destroy": True}, "force_destroy", "forceDestroy"),
        (BUCKET, {"forceDestroy": "yes"}, "forceDestroy", "expected true or false"),
        (BUCKET, {"tags": {"a": 1}}, 'tags["a"]', "expected a string"),
        (BUCKET, {"tags": ["a"]}, "tags", "expected a map"),
        (TABLE, {"replicas": [{"regionNam": "x"}]}, "replicas[0].regionName", "missing required"),
        (TABLE, {"replicas": {"regionName": "x"}}, "replicas", "expected a list"),
        ("gcp:storage/bucket:Bucket", {"name": "acme-b"}, "location", "missing required property 'location'"),
        ("aws:rds/cluster:Cluster", {"engine": "x", "port": 5432.5}, "port", "a whole number"),
        ("aws:rds/cluster:Clusters", {}, "", "unknown resource type"),
    ],
)
def test_names_and_types(cloud: Engine, token: str, inputs: dict[str, Any], path: str, words: str) -> None:
    with pytest.raises(CheckError) as refused:
        cloud.check(token, **inputs)
    assert words in refused.value.failures[path]


@pytest.mark.parametrize(
    ("token", "inputs", "path"),
    [
        (BUCKET, {"region": "eu-west-9"}, "region"),
        (BUCKET, {"region": "europe-west2"}, "region"),
        (
            TABLE,
            {
                "hashKey": "k",
                "attributes": [{"name": "k", "type": "S"}],
                "streamEnabled": True,
                "replicas": [{"regionName": "eu-nowhere-1"}],
            },
            "replicas[0].regionName",
        ),
        (
            "aws:ec2/subnet:Subnet",
            {"vpcId": UNKNOWN, "cidrBlock": "10.0.0.0/20", "availabilityZoneId": "euw2-az9"},
            "availabilityZoneId",
        ),
        ("gcp:storage/bucket:Bucket", {"name": "acme-b", "location": "EUROPE-WEST99"}, "location"),
        ("gcp:kms/keyRing:KeyRing", {"name": "acme", "location": "nowhere"}, "location"),
        (
            "gcp:compute/networkEndpointGroup:NetworkEndpointGroup",
            {"name": "n", "network": "n", "zone": "europe-west2-z"},
            "zone",
        ),
        (
            "gcp:spanner/instance:Instance",
            {"name": "acme-i", "displayName": "acme", "config": "regional-mars1", "processingUnits": 100},
            "config",
        ),
    ],
)
def test_places_that_do_not_exist(cloud: Engine, token: str, inputs: dict[str, Any], path: str) -> None:
    with pytest.raises(CheckError) as refused:
        cloud.check(token, **inputs)
    assert "is not a" in refused.value.failures[path]


def test_the_provider_gives_an_aws_resource_its_region(cloud: Engine) -> None:
    assert cloud.check(BUCKET, bucket="acme-b")["region"] == "eu-west-2"
    assert cloud.check(BUCKET, bucket="acme-b", region="eu-west-1")["region"] == "eu-west-1"
    assert "region" not in cloud.check("aws:route53/zone:Zone", name="acme.example")


def test_no_region_and_no_project_are_refused(cloud: Engine) -> None:
    cloud.configure("aws")
    cloud.configure("gcp")
    with pytest.raises(CheckError) as refused:
        cloud.check(BUCKET, bucket="acme-b")
    assert "missing region" in refused.value.failures["region"]
    with pytest.raises(CheckError) as refused:
        cloud.check("gcp:kms/keyRing:KeyRing", name="acme", location="europe-west2")
    assert "project" in refused.value.failures


def test_a_name_is_given_once_and_kept(cloud: Engine) -> None:
    first = cloud.check(BUCKET, "photos")
    assert first["bucket"].startswith("photos-")
    assert (
        cloud.check(BUCKET, "photos", olds=first | {"bucket": "photos-1234567"})["bucket"] == "photos-1234567"
    )


def test_what_is_not_known_yet_passes_and_stays_unknown(cloud: Engine) -> None:
    checked = cloud.check(BUCKET, bucket=UNKNOWN, tags={"a": UNKNOWN})
    assert checked["bucket"] is UNKNOWN
    assert checked["tags"]["a"] is UNKNOWN


def test_secrets_and_output_values_are_judged_by_what_they_hold() -> None:
    from google.protobuf.struct_pb2 import Struct

    from sandbox.wire import OUTPUT_VALUE, RESOURCE, SECRET, SIGNATURE, decode

    struct = Struct()
    struct.update(
        {
            "secret": {SIGNATURE: SECRET, "value": "word"},
            "known": {SIGNATURE: OUTPUT_VALUE, "value": 3, "secret": True},
            "unknown": {SIGNATURE: OUTPUT_VALUE},
            "resource": {SIGNATURE: RESOURCE, "urn": "urn:x", "id": "vpc-1"},
        }
    )
    assert decode(struct) == {"secret": "word", "known": 3, "unknown": UNKNOWN, "resource": "vpc-1"}
