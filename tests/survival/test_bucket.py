"""Buckets: which is the first, and what counts as a copy."""

from __future__ import annotations

from typing import Any

import pytest

from survival.model import Outcome
from tests.survival.small import DUBLIN, KEEPS, LOST, PARIS, STEP, fate, region, resource, zone


def bucket(at: str, name: str) -> dict[str, Any]:
    return resource("aws:s3/bucket:Bucket", region=at, bucket=name, arn=f"arn:aws:s3:::{name}")


def replication(**rule: Any) -> dict[str, Any]:
    rule = {"status": "Enabled", "destination": {"bucket": "arn:aws:s3:::b"}, **rule}
    kind = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
    return {"type": kind, "props": {"region": "eu-west-3", "bucket": "a", "rules": [rule]}}


BUCKETS = {"a": bucket("eu-west-3", "a"), "b": bucket("eu-west-1", "b")}


@pytest.mark.parametrize(
    ("rule", "outcome", "rpo"),
    [
        ({}, STEP, "not stated, most objects within 15 min"),
        ({"filter": {"prefix": ""}}, STEP, "not stated, most objects within 15 min"),
        ({"filter": {"prefix": "public/"}}, LOST, ""),
        ({"filter": {"tag": {"key": "k", "value": "v"}}}, LOST, ""),
        ({"status": "Disabled"}, LOST, ""),
        ({"destination": {"bucket": "arn:aws:s3:::elsewhere"}}, LOST, ""),
        (
            {"destination": {"bucket": "arn:aws:s3:::b", "replicationTime": {"status": "Enabled"}}},
            STEP,
            "15 min (SLA 99.9 % of objects)",
        ),
    ],
)
def test_a_copy_counts_where_a_rule_copies_every_object(
    rule: dict[str, Any], outcome: Outcome, rpo: str
) -> None:
    hit = fate({**BUCKETS, "r": replication(**rule)}, region(PARIS))
    assert hit.outcome is outcome
    assert hit.rpo == rpo or outcome is LOST


def test_the_replica_is_not_the_first() -> None:
    both = {**BUCKETS, "r": replication()}
    assert fate(both, region(DUBLIN)).outcome is KEEPS
    assert fate(both, zone(PARIS, "euw3-az1")).outcome is KEEPS
    assert fate(both, region(PARIS, DUBLIN)).outcome is LOST


def gcs(location: str) -> dict[str, Any]:
    return {"b": resource("gcp:storage/bucket:Bucket", name="b", location=location)}


def test_a_bucket_in_a_location_of_several_regions_outlives_one() -> None:
    hit = fate(gcs("EUR4"), region("gcp/europe-north1"))
    assert (hit.outcome, hit.left) == (KEEPS, "1 of 2 regions left")
    assert fate(gcs("EUR4"), region("gcp/europe-north1", "gcp/europe-west4")).outcome is LOST
    assert fate(gcs("EUROPE-WEST4"), region("gcp/europe-west4")).outcome is LOST
