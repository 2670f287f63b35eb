"""Keys and log groups on AWS."""

from __future__ import annotations

from components.aws.keys import Key
from components.aws.logs import Logs
from tests.components.aws.support import context, jurisdiction, key_arn, keys
from tests.components.recording import declare


def test_a_key_is_rotated_single_region_and_takes_a_while_to_delete() -> None:
    part = next(k for k in jurisdiction("uk").keys if k.place == "aws/eu-west-2" and "rds" in k.services)
    component, world = declare(lambda: Key(part, context=context()))
    key = world.only("kms/key:Key").inputs
    assert (key["multiRegion"], key["enableKeyRotation"]) == (False, True)
    assert (key["rotationPeriodInDays"], key["deletionWindowInDays"]) == (part.rotation_days, 30)
    assert "rds.eu-west-2.amazonaws.com" in key["policy"]
    alias = world.only("kms/alias:Alias").inputs
    assert alias["name"] == f"alias/{part.physical}"
    assert alias["region"] == "eu-west-2"
    assert (component.handle.name, component.handle.place) == (part.name, "aws/eu-west-2")


def test_logs_are_encrypted_and_end() -> None:
    part = next(p for p in jurisdiction("eu").logs if p.place == "aws/eu-west-1")
    _, world = declare(lambda: Logs(part, context=context(), keys=keys()))
    group = world.only("cloudwatch/logGroup:LogGroup").inputs
    assert group["kmsKeyId"] == key_arn(part.key)
    assert group["retentionInDays"] == part.retention_days > 0
    assert group["name"] == part.physical
    assert group["region"] == "eu-west-1"
