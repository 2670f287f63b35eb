"""DynamoDB: replicas under keys of their own, streams only where something replicates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from components.stores.dynamodb import Dynamodb, DynamodbHandle
from plan import model
from tests.components.aws.support import context, key_arn, keys, store
from tests.components.recording import World, declare

DIRECTORY: model.Dynamodb = store("directory", "global")
SESSIONS: model.Dynamodb = store("sessions", "global")
CARTS: model.Dynamodb = store("carts", "uk")


def made(part: model.Dynamodb, *, protect: bool = True) -> tuple[DynamodbHandle, World]:
    component, world = declare(lambda: Dynamodb(part, context=context(protect=protect), keys=keys()))
    return component.handle, world


def test_the_table_is_where_it_is_declared_and_every_replica_has_a_key_of_its_place() -> None:
    table = made(DIRECTORY)[1].only("Table").inputs
    home, *others = DIRECTORY.members
    assert others
    assert table["region"] == home.place.removeprefix("aws/")
    assert table["serverSideEncryption"] == {"enabled": True, "kmsKeyArn": key_arn(home.key)}
    assert {r["regionName"]: r["kmsKeyArn"] for r in table["replicas"]} == {
        m.place.removeprefix("aws/"): key_arn(m.key) for m in others
    }
    assert all(r["pointInTimeRecovery"] and r["propagateTags"] for r in table["replicas"])


@pytest.mark.parametrize("witnessed", [True, False])
def test_a_strong_table_has_three_regions_and_says_so_of_each_replica(witnessed: bool) -> None:
    home, *others = DIRECTORY.members[:3]
    assert len(others) == 2
    witness = model.Placement(place=others[1].place, role="witness", key="")
    kept = (home, others[0]) if witnessed else (home, *others)
    part = replace(DIRECTORY, members=kept, strong=True, witness=witness if witnessed else None)
    table = made(part)[1].only("Table")
    assert {r["consistencyMode"] for r in table.inputs["replicas"]} == {"STRONG"}
    assert len(table.inputs["replicas"]) == (1 if witnessed else 2)
    assert ("globalTableWitness" in table.given) is witnessed
    if witnessed:
        assert table.inputs["globalTableWitness"] == {"regionName": witness.place.removeprefix("aws/")}


def test_every_region_of_a_table_is_watched() -> None:
    alarms = [a.inputs for a in made(DIRECTORY)[1].of("cloudwatch/metricAlarm:MetricAlarm")]
    regions = {m.place.removeprefix("aws/") for m in DIRECTORY.members}
    assert {a["region"] for a in alarms} == regions
    lagging = [a for a in alarms if a.get("metricName") == "ReplicationLatency"]
    lags = {(a["region"], a["dimensions"]["ReceivingRegion"]) for a in lagging}
    assert lags == {(a, b) for a in regions for b in regions if a != b}


def test_a_table_of_one_place_has_no_stream_and_no_replica() -> None:
    table = made(CARTS)[1].only("Table")
    assert not {"replicas", "streamEnabled", "streamViewType"} & table.given


def test_replication_has_its_stream() -> None:
    table = made(DIRECTORY)[1].only("Table").inputs
    assert (table["streamEnabled"], table["streamViewType"]) == (True, "NEW_AND_OLD_IMAGES")


@pytest.mark.parametrize("part", [SESSIONS, CARTS])
def test_what_must_expire_does(part: model.Dynamodb) -> None:
    ttl = made(part)[1].only("Table").inputs["ttl"]
    assert ttl == {"attributeName": part.expires_attribute, "enabled": True}


def test_what_need_not_expire_stays() -> None:
    assert "ttl" not in made(DIRECTORY)[1].only("Table").given


@pytest.mark.parametrize("protect", [True, False])
def test_the_cloud_protects_what_the_stack_protects(protect: bool) -> None:
    table = made(DIRECTORY, protect=protect)[1].only("Table").inputs
    assert table["deletionProtectionEnabled"] is protect
    assert {r["deletionProtectionEnabled"] for r in table["replicas"]} == {protect}
    assert table["pointInTimeRecovery"]["recoveryPeriodInDays"] == DIRECTORY.backup_days


def test_the_handle_tells_an_arn_for_each_place() -> None:
    handle, _ = made(DIRECTORY)
    assert set(handle.arns) == {m.place for m in DIRECTORY.members}
