"""AlloyDB: keys, backups and logs at home, roles that change in place, nothing of people in insights."""

from __future__ import annotations

from typing import Any

import pytest

from components.stores.alloydb import Alloydb, AlloydbHandle
from jurisdictions.problem import ProblemsError
from tests.components.gcp.support import context, declare
from tests.components.recording import Declared, World
from tests.components.stores.google_databases import (
    BERLIN,
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

PAIR = store("alloydb", "de", GERMANY, survives="region", read_nodes=2, backup_days=14)
ALONE = store("alloydb", "uk", {"home": LONDON})


def world(part: Any, *, protect: bool = True) -> World:
    def build() -> AlloydbHandle:
        made = network(part, peering=connection())
        return Alloydb(part, context=context(protect=protect), keys=keys_of(part), networks=made).handle

    return declare(build)[1]


def region(key: str) -> str:
    return key.split("/")[3]


def clusters(made: World) -> dict[str, Declared]:
    return {str(c.inputs["location"]): c for c in made.of("Cluster")}


def test_the_cluster_of_home_is_primary_and_that_of_recovery_follows_it() -> None:
    found = clusters(world(PAIR))
    assert found["europe-west10"].inputs["clusterType"] == "PRIMARY"
    assert "secondaryConfig" not in found["europe-west10"].inputs
    assert found["europe-west3"].inputs["clusterType"] == "SECONDARY"
    assert "primaryClusterName" in found["europe-west3"].inputs["secondaryConfig"]
    assert "de-orders-gcp-europe-west10-instance" in found["europe-west3"].waits_for


def test_roles_change_and_the_names_stay() -> None:
    swapped = store("alloydb", "de", SWAPPED, survives="region", read_nodes=2, backup_days=14)
    before, after = world(PAIR), world(swapped)
    assert {r.name for r in before.resources} == {r.name for r in after.resources}
    old, new = clusters(before), clusters(after)
    for place in old:
        differing = {
            key
            for key in {*old[place].inputs, *new[place].inputs}
            if old[place].inputs.get(key) != new[place].inputs.get(key)
        }
        assert differing <= {"clusterType", "secondaryConfig", "initialUser", "continuousBackupConfig"}
    assert all(c.ignore_changes == ("initialUser",) for c in new.values())
    assert all(i.ignore_changes == ("instanceType",) for i in after.of("Instance"))


@pytest.mark.parametrize("part", [PAIR, ALONE], ids=["pair", "alone"])
def test_each_cluster_its_backups_and_its_secret_are_under_the_key_of_its_own_region(part: Any) -> None:
    made = world(part)
    for place, cluster in clusters(made).items():
        policy, log = cluster.inputs["automatedBackupPolicy"], cluster.inputs["continuousBackupConfig"]
        for config in (cluster.inputs, policy, log):
            assert region(config["encryptionConfig"]["kmsKeyName"]) == place
        assert policy["location"] == place
    for secret in made.of("RegionalSecret"):
        encryption = secret.inputs["customerManagedEncryption"]
        assert region(encryption["kmsKeyName"]) == secret.inputs["location"]


def test_backups_reach_back_as_far_as_planned_and_the_log_is_kept_by_the_primary() -> None:
    found = clusters(world(PAIR))
    for cluster in found.values():
        policy = cluster.inputs["automatedBackupPolicy"]
        assert (policy["enabled"], policy["timeBasedRetention"]) == (
            True,
            {"retentionPeriod": f"{14 * 86400}s"},
        )
        assert len(policy["weeklySchedule"]["daysOfWeeks"]) == 7
    logs = {place: c.inputs["continuousBackupConfig"] for place, c in found.items()}
    assert logs["europe-west10"]["enabled"] is True
    assert logs["europe-west10"]["recoveryWindowDays"] == 14
    assert logs["europe-west3"]["enabled"] is False


def test_every_instance_takes_tls_only_and_tells_nothing_of_people() -> None:
    made = world(PAIR).of("Instance")
    assert sorted(i.inputs["instanceType"] for i in made) == [
        "PRIMARY",
        "READ_POOL",
        "READ_POOL",
        "SECONDARY",
    ]
    for instance in made:
        assert instance.inputs["clientConnectionConfig"]["sslConfig"] == {"sslMode": "ENCRYPTED_ONLY"}
        assert instance.inputs["networkConfig"]["enablePublicIp"] is False
        insights = instance.inputs["queryInsightsConfig"]
        assert (insights["recordClientAddress"], insights["recordApplicationTags"]) == (False, False)
        assert insights["queryPlansPerMinute"] == 0
        flags = instance.inputs["databaseFlags"]
        assert flags["alloydb.iam_authentication"] == "on"
        assert (flags["log_statement"], flags["log_error_verbosity"]) == ("none", "terse")
        pooled = instance.inputs["instanceType"] == "READ_POOL"
        assert instance.inputs.get("availabilityType") == (None if pooled else "REGIONAL")


def test_clusters_are_reached_through_the_range_of_their_own_region_once_the_peering_is_there() -> None:
    for place, cluster in clusters(world(PAIR)).items():
        assert cluster.inputs["networkConfig"]["allocatedIpRange"] == f"range-{place}"
        assert "peering" in cluster.waits_for


def test_logs_stay_in_the_place_and_nowhere_else() -> None:
    made = world(PAIR)
    for place in ("europe-west10", "europe-west3"):
        sink = made.named("ProjectSink", f"de-orders-gcp-{place}-logs-sink")
        exclusion = made.named("ProjectExclusion", f"de-orders-gcp-{place}-logs-exclusion")
        assert f"/locations/{place}/buckets/" in sink.inputs["destination"]
        assert sink.inputs["filter"] == exclusion.inputs["filter"]
        assert f'location="{place}"' in sink.inputs["filter"]
        assert exclusion.name in clusters(made)[place].waits_for


def test_the_secret_says_who_and_not_where() -> None:
    made = world(PAIR)
    versions = made.of("RegionalSecretVersion")
    assert len(versions) == 2
    assert all("password" in str(v.inputs["secretData"]) for v in versions)
    assert not [v for v in versions if "host" in str(v.inputs["secretData"])]


@pytest.mark.parametrize("kind", ["Cluster", "Instance", "RegionalSecret"])
def test_everything_is_protected_outside_dev_and_nothing_in_dev(kind: str) -> None:
    for kept in world(PAIR).of(kind):
        assert (kept.protect, kept.retain_on_delete, kept.inputs["deletionPolicy"]) == (True, True, "PREVENT")
    for loose in world(PAIR, protect=False).of(kind):
        assert (loose.protect, loose.retain_on_delete) == (False, False)
        assert loose.inputs["deletionPolicy"] == ("FORCE" if kind == "Cluster" else "DELETE")
    assert {c.inputs["deletionProtection"] for c in world(PAIR).of("Cluster")} == {True}
    assert {c.inputs["deletionProtection"] for c in world(PAIR, protect=False).of("Cluster")} == {False}


def test_alerts_watch_the_lag_of_each_place_and_carry_nothing_personal() -> None:
    made = world(PAIR)
    names = {a.name for a in made.of("AlertPolicy")}
    assert names == {
        f"de-orders-alert-{what}-{place}"
        for what in ("cpu", "lag")
        for place in ("europe-west10", "europe-west3")
    }
    for alert in made.of("AlertPolicy"):
        assert "notificationChannels" not in alert.inputs
        assert alert.inputs["userLabels"]["store"] == "orders"
    assert {a.name for a in world(ALONE).of("AlertPolicy")} == {"uk-orders-alert-cpu-europe-west2"}


@pytest.mark.parametrize("place", ["gcp/us-east1", FRANKFURT])
def test_a_place_abroad_is_refused(place: str) -> None:
    with pytest.raises(ProblemsError) as refused:
        world(elsewhere(ALONE, place))
    assert {p.code for p in refused.value.problems} == {"DOM-401"}


def test_a_key_of_another_region_is_refused() -> None:
    keys = keys_of(PAIR)
    crossed = dict(zip(keys, reversed(list(keys.values())), strict=True))

    def build() -> None:
        Alloydb(PAIR, context=context(), keys=crossed, networks=network(PAIR))

    with pytest.raises(ProblemsError) as refused:
        declare(build)
    assert {p.value for p in refused.value.problems} == {BERLIN, FRANKFURT}
