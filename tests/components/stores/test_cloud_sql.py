"""Cloud SQL: keys, backups and logs at home, roles that change in place, nothing of people in insights."""

from __future__ import annotations

from typing import Any

import pytest

from components.stores.cloud_sql import CloudSql, CloudSqlHandle
from jurisdictions.problem import ProblemsError
from tests.components.gcp.support import context, declare
from tests.components.recording import Declared, World
from tests.components.stores.google_databases import (
    FRANKFURT,
    GERMANY,
    LONDON,
    SWAPPED,
    connection,
    elsewhere,
    keys_of,
    network,
    store,
)

PAIR = store("cloud-sql", "de", GERMANY, survives="region", backup_days=14)
ALONE = store("cloud-sql", "uk", {"home": LONDON}, backup_days=14)


def world(part: Any, *, protect: bool = True) -> World:
    def build() -> CloudSqlHandle:
        made = network(part, peering=connection())
        return CloudSql(part, context=context(protect=protect), keys=keys_of(part), networks=made).handle

    return declare(build)[1]


def instances(made: World) -> dict[str, Declared]:
    return {str(i.inputs["region"]): i for i in made.of("DatabaseInstance")}


def test_the_instance_of_home_is_primary_and_that_of_recovery_its_disaster_recovery_replica() -> None:
    found = instances(world(PAIR))
    home, recovery = found["europe-west10"], found["europe-west3"]
    copy = "acme-test-de-orders-europe-west3"
    assert home.inputs["instanceType"] == "CLOUD_SQL_INSTANCE"
    assert home.inputs["replicaNames"] == [copy]
    assert home.inputs["replicationCluster"] == {"failoverDrReplicaName": copy}
    assert "masterInstanceName" not in home.inputs
    assert recovery.inputs["instanceType"] == "READ_REPLICA_INSTANCE"
    assert recovery.inputs["masterInstanceName"] == "acme-test-de-orders-europe-west10"
    assert recovery.inputs["replicaNames"] == []
    assert recovery.inputs["replicationCluster"] == {"failoverDrReplicaName": ""}
    assert home.name in recovery.waits_for
    assert recovery.name not in home.waits_for


def test_roles_change_and_the_names_stay() -> None:
    swapped = store("cloud-sql", "de", SWAPPED, survives="region", backup_days=14)
    before, after = world(PAIR), world(swapped)
    assert {r.name for r in before.resources} == {r.name for r in after.resources}
    old, new = instances(before), instances(after)
    assert new["europe-west3"].inputs["instanceType"] == "CLOUD_SQL_INSTANCE"
    for place in old:
        differing = {
            key
            for key in {*old[place].inputs, *new[place].inputs}
            if old[place].inputs.get(key) != new[place].inputs.get(key)
        }
        roles = {"instanceType", "masterInstanceName", "replicaNames", "replicationCluster", "settings"}
        assert differing - {"rootPassword"} == roles
        inner = {
            key
            for key in {*old[place].inputs["settings"], *new[place].inputs["settings"]}
            if old[place].inputs["settings"].get(key) != new[place].inputs["settings"].get(key)
        }
        assert inner == {"backupConfiguration", "maintenanceWindow"}
        assert new[place].ignore_changes == ("rootPassword",)
    assert after.only("Database").ignore_changes == ("instance",)
    assert after.only("Database").inputs["deletionPolicy"] == "ABANDON"


@pytest.mark.parametrize("part", [PAIR, ALONE], ids=["pair", "alone"])
def test_key_and_backups_are_in_the_region_of_the_instance(part: Any) -> None:
    for place, instance in instances(world(part)).items():
        assert instance.inputs["encryptionKeyName"].split("/")[3] == place
        assert instance.inputs["settings"]["backupConfiguration"]["location"] == place


def test_the_primary_is_backed_up_and_a_replica_cannot_be() -> None:
    found = instances(world(PAIR))
    backups = {place: i.inputs["settings"]["backupConfiguration"] for place, i in found.items()}
    assert (backups["europe-west10"]["enabled"], backups["europe-west3"]["enabled"]) == (True, False)
    assert backups["europe-west10"]["pointInTimeRecoveryEnabled"] is True
    assert backups["europe-west3"]["pointInTimeRecoveryEnabled"] is False
    assert backups["europe-west10"]["backupRetentionSettings"]["retainedBackups"] == 14
    assert backups["europe-west10"]["transactionLogRetentionDays"] == 14
    alone = instances(world(ALONE))["europe-west2"].inputs["settings"]["backupConfiguration"]
    assert alone["transactionLogRetentionDays"] == 7


@pytest.mark.parametrize("part", [PAIR, ALONE], ids=["pair", "alone"])
def test_private_encrypted_over_two_zones_and_nothing_of_people(part: Any) -> None:
    for place, instance in instances(world(part)).items():
        settings = instance.inputs["settings"]
        assert settings["availabilityType"] == "REGIONAL"
        ways = settings["ipConfiguration"]
        assert (ways["ipv4Enabled"], ways["sslMode"]) == (False, "ENCRYPTED_ONLY")
        assert ways["allocatedIpRange"] == f"range-{place}"
        assert "peering" in instance.waits_for
        insights = settings["insightsConfig"]
        assert (insights["recordClientAddress"], insights["queryPlansPerMinute"]) == (False, 0)
        flags = {f["name"]: f["value"] for f in settings["databaseFlags"]}
        assert flags["cloudsql.iam_authentication"] == "on"
        assert flags["log_statement"] == "none"
        assert settings["userLabels"]["data-class"] == "persistent"


def test_logs_stay_in_the_place_and_nowhere_else() -> None:
    made = world(PAIR)
    for place in ("europe-west10", "europe-west3"):
        sink = made.named("ProjectSink", f"de-orders-gcp-{place}-logs-sink")
        assert f"/locations/{place}/buckets/" in sink.inputs["destination"]
        assert f"acme-test-1:acme-test-de-orders-{place}" in sink.inputs["filter"]
        exclusion = made.named("ProjectExclusion", f"de-orders-gcp-{place}-logs-exclusion")
        assert exclusion.inputs["filter"] == sink.inputs["filter"]
        assert exclusion.name in instances(made)[place].waits_for


def test_everything_is_protected_outside_dev_and_nothing_in_dev() -> None:
    for kept in instances(world(PAIR)).values():
        settings = kept.inputs["settings"]
        assert (kept.protect, kept.retain_on_delete, kept.inputs["deletionPolicy"]) == (True, True, "PREVENT")
        assert kept.inputs["deletionProtection"] is True
        assert (settings["deletionProtectionEnabled"], settings["retainBackupsOnDelete"]) == (True, True)
    for loose in instances(world(PAIR, protect=False)).values():
        assert (loose.protect, loose.inputs["deletionProtection"]) == (False, False)
        assert loose.inputs["settings"]["deletionProtectionEnabled"] is False


def test_alerts_watch_lag_disk_and_cpu_of_each_place() -> None:
    made = world(PAIR)
    assert {a.name for a in made.of("AlertPolicy")} == {
        f"de-orders-alert-{what}-{place}"
        for what in ("cpu", "disk", "lag")
        for place in ("europe-west10", "europe-west3")
    }
    condition = made.named("AlertPolicy", "de-orders-alert-lag-europe-west3").inputs["conditions"][0]
    threshold = condition["conditionThreshold"]
    assert threshold["thresholdValue"] == 30
    assert 'database_id = "acme-test-1:acme-test-de-orders-europe-west3"' in threshold["filter"]
    assert not [a for a in world(ALONE).of("AlertPolicy") if "lag" in a.name]


@pytest.mark.parametrize("place", ["gcp/us-east1", FRANKFURT])
def test_a_place_abroad_is_refused(place: str) -> None:
    with pytest.raises(ProblemsError) as refused:
        world(elsewhere(ALONE, place))
    assert {p.code for p in refused.value.problems} == {"DOM-401"}
