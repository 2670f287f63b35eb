"""Aurora: what a writer and a secondary say of themselves, in which order, and under whose key."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from components import base
from components.passwords import LENGTH, SPECIAL
from components.stores.aurora import Aurora, AuroraHandle
from components.stores.aurora_parameters import PARAMETERS
from jurisdictions.model import Aspect
from jurisdictions.problem import Problem, ProblemsError
from plan import model
from tests.components.aws.support import context, key_arn, keys, networks, store
from tests.components.recording import SECRET, Declared, World, declare

GLOBAL: model.Aurora = store("identities", "eu")
REGIONAL: model.Aurora = store("people", "uk")
CLUSTER, INSTANCE = "rds/cluster:Cluster", "rds/clusterInstance:ClusterInstance"


def made(part: model.Aurora, *, protect: bool = True) -> tuple[AuroraHandle, World]:
    component, world = declare(
        lambda: Aurora(part, context=context(protect=protect), keys=keys(), networks=networks())
    )
    return component.handle, world


def members(world: World) -> tuple[Declared, Declared]:
    """The writer and the secondary of ``GLOBAL``."""
    names = [f"{m.name}-cluster" for m in GLOBAL.members]
    return world.named(CLUSTER, names[0]), world.named(CLUSTER, names[1])


def test_a_secondary_has_no_master_and_no_database_of_its_own() -> None:
    writer, secondary = members(made(GLOBAL)[1])
    of_a_writer = {"databaseName", "masterUsername", "masterPassword"}
    assert of_a_writer <= writer.given
    assert not [i for i in secondary.given if i.startswith("master") or i == "databaseName"]
    assert "manageMasterUserPassword" not in writer.given | secondary.given
    assert secondary.inputs["sourceRegion"] == "eu-central-1"


def test_a_secondary_joins_a_writer_that_runs() -> None:
    _, world = made(GLOBAL)
    writer, secondary = members(world)
    first = {i.urn for i in world.of(INSTANCE) if i.inputs["region"] == writer.inputs["region"]}
    assert first
    assert first <= secondary.dependencies
    assert not any("ClusterInstance" in urn for urn in writer.dependencies)


def test_members_of_a_global_database_survive_a_switchover_of_roles() -> None:
    _, world = made(GLOBAL)
    for cluster in members(world):
        assert {"engineVersion", "globalClusterIdentifier", "replicationSourceIdentifier"} <= set(
            cluster.ignore_changes
        )
    assert not any(i.inputs["autoMinorVersionUpgrade"] for i in world.of(INSTANCE))


def test_each_member_is_encrypted_under_the_key_of_its_place() -> None:
    _, world = made(GLOBAL)
    for planned in GLOBAL.members:
        region = planned.place.removeprefix("aws/")
        cluster = world.named(CLUSTER, f"{planned.name}-cluster").inputs
        assert (cluster["kmsKeyId"], cluster["storageEncrypted"]) == (key_arn(planned.key), True)
        assert f":{region}:" in cluster["kmsKeyId"]
        inside = [i.inputs for i in world.of(INSTANCE) if i.inputs["region"] == region]
        assert len(inside) == len(planned.instances)
        assert {i["performanceInsightsKmsKeyId"] for i in inside} == {key_arn(planned.key)}


def test_the_master_secret_is_replicated_to_the_members_places_and_nowhere_else() -> None:
    _, world = made(GLOBAL)
    secret = world.only("secretsmanager/secret:Secret").inputs
    home, recovery = GLOBAL.members
    assert (secret["region"], secret["kmsKeyId"]) == ("eu-central-1", key_arn(home.key))
    assert secret["replicas"] == [{"region": "eu-west-1", "kmsKeyId": key_arn(recovery.key)}]
    hidden = world.only("secretsmanager/secretVersion:SecretVersion").inputs["secretString"]
    assert SECRET in hidden.values()
    value = json.loads(hidden["value"])
    assert (value["username"], value["dbname"]) == (GLOBAL.username, GLOBAL.database)


def test_the_password_is_one_that_rds_takes() -> None:
    given = made(GLOBAL)[1].only("RandomPassword").inputs
    assert given["length"] == LENGTH <= 41
    assert not set(SPECIAL) & set("/\"'@ ")


def test_a_regional_cluster_leaves_its_password_to_rds() -> None:
    handle, world = made(REGIONAL)
    cluster = world.only(CLUSTER)
    assert cluster.inputs["manageMasterUserPassword"] is True
    assert cluster.inputs["masterUserSecretKmsKeyId"] == key_arn(REGIONAL.members[0].key)
    assert "masterPassword" not in cluster.given
    assert world.of("rds/globalCluster:GlobalCluster") == world.of("RandomPassword") == []
    assert cluster.ignore_changes == ()
    assert set(handle.cluster_arns) == {"aws/eu-west-2"}


def test_logs_have_a_group_with_a_key_before_rds_makes_one_without() -> None:
    _, world = made(REGIONAL)
    group = world.only("cloudwatch/logGroup:LogGroup")
    member = REGIONAL.members[0]
    assert group.inputs["name"] == f"/aws/rds/cluster/{member.cluster}/postgresql"
    assert group.inputs["kmsKeyId"] == key_arn(member.key)
    assert group.inputs["retentionInDays"] == 30
    assert group.urn in world.only(CLUSTER).dependencies


@pytest.mark.parametrize("what", ["keys", "networks"])
def test_a_member_takes_nothing_from_another_place_even_of_its_own_jurisdiction(what: str) -> None:
    home, recovery = GLOBAL.members
    swapped = replace(recovery, key=home.key) if what == "keys" else replace(recovery, network=home.network)
    with pytest.raises(ProblemsError) as refused:
        made(replace(GLOBAL, members=(home, swapped)))
    assert [(p.code, p.value, p.allowed) for p in refused.value.problems] == [
        ("DOM-401", home.place, recovery.place)
    ]


def test_the_law_on_logs_holds_for_a_database_that_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[Aspect] = set()

    def nothing_is_foreign(_part: model.Part, aspect: Aspect, _places: object) -> list[Problem]:
        asked.add(aspect)
        return []

    monkeypatch.setattr(base, "foreign", nothing_is_foreign)
    made(REGIONAL)
    assert asked == {Aspect.REST, Aspect.KEYS, Aspect.BACKUPS, Aspect.LOGS}


def test_only_tls_and_no_data_in_logs() -> None:
    _, world = made(GLOBAL)
    groups = [g.inputs for g in world.of("rds/clusterParameterGroup:ClusterParameterGroup")]
    assert len(groups) == 2
    for group in groups:
        assert {p["name"]: p["value"] for p in group["parameters"]} == dict(PARAMETERS)
        assert group["family"] == GLOBAL.family
    assert PARAMETERS["rds.force_ssl"] == "1"
    assert PARAMETERS["log_error_verbosity"] == "terse"
    assert PARAMETERS["log_statement"] == "none"


def test_only_the_private_tier_of_its_own_network_gets_in() -> None:
    _, world = made(GLOBAL)
    rules = [r.inputs for r in world.of("vpc/securityGroupIngressRule:SecurityGroupIngressRule")]
    private = {s.cidr for m in GLOBAL.members for s in networks()[m.network].tier("private")}
    assert {r["cidrIpv4"] for r in rules} == private
    assert {(r["fromPort"], r["toPort"]) for r in rules} == {(5432, 5432)}
    assert world.of("vpc/securityGroupEgressRule:SecurityGroupEgressRule") == []
    for planned in GLOBAL.members:
        subnets = world.named("rds/subnetGroup:SubnetGroup", f"{planned.name}-subnets").inputs["subnetIds"]
        assert subnets == [f"subnet-{s.name}" for s in networks()[planned.network].tier("data")]


def test_instances_spread_over_zones_and_the_first_is_preferred() -> None:
    _, world = made(REGIONAL)
    instances = [i.inputs for i in world.of(INSTANCE)]
    assert len({i["availabilityZone"] for i in instances}) == len(instances) == 2
    tiers = {i["identifier"]: i["promotionTier"] for i in instances}
    first, *others = REGIONAL.members[0].instances
    assert tiers[first] == 0
    assert {tiers[i] for i in others} == {1}
    assert not any(i["publiclyAccessible"] for i in instances)


@pytest.mark.parametrize("protect", [True, False])
def test_the_cloud_protects_what_the_stack_protects(protect: bool) -> None:
    _, world = made(GLOBAL, protect=protect)
    for cluster in world.of(CLUSTER):
        assert cluster.inputs["deletionProtection"] is protect
        assert cluster.inputs["skipFinalSnapshot"] is not protect
        assert ("finalSnapshotIdentifier" in cluster.given) is protect
        assert cluster.inputs["backupRetentionPeriod"] == GLOBAL.backup_days
    assert world.only("GlobalCluster").inputs["deletionProtection"] is protect


@pytest.mark.parametrize("part", [GLOBAL, REGIONAL])
def test_serverless_members_have_a_capacity_and_never_sleep(part: model.Aurora) -> None:
    units = model.Capacity(least=2, most=32)
    _, world = made(replace(part, instance_class="db.serverless", capacity=units))
    for cluster in world.of(CLUSTER):
        assert cluster.inputs["serverlessv2ScalingConfiguration"] == {"minCapacity": 2, "maxCapacity": 32}
    assert "serverlessv2ScalingConfiguration" not in made(part)[1].of(CLUSTER)[0].given


def test_every_member_forwards_writes_and_has_the_same_parameters_where_it_is_wanted() -> None:
    _, world = made(replace(GLOBAL, write_forwarding=True, forwarding_consistency="EVENTUAL"))
    assert [c.inputs["enableGlobalWriteForwarding"] for c in members(world)] == [True, True]
    groups = [g.inputs["parameters"] for g in world.of("rds/clusterParameterGroup:ClusterParameterGroup")]
    assert groups[0] == groups[1]
    assert {"apg_write_forward.consistency_mode": "EVENTUAL"}.items() <= {
        p["name"]: p["value"] for p in groups[0]
    }.items()
    quiet = made(GLOBAL)[1]
    assert [c.inputs["enableGlobalWriteForwarding"] for c in members(quiet)] == [False, False]
    assert "apg_write_forward" not in str([g.inputs for g in quiet.of("ClusterParameterGroup")])


def test_every_member_is_watched_in_its_own_region_for_both_directions() -> None:
    _, world = made(GLOBAL)
    alarms = [a.inputs for a in world.of("cloudwatch/metricAlarm:MetricAlarm")]
    for planned in GLOBAL.members:
        here = [a for a in alarms if a["region"] == planned.place.removeprefix("aws/")]
        assert {a["dimensions"]["DBClusterIdentifier"] for a in here} == {planned.cluster}
        assert {a["metricName"] for a in here} >= {
            "AuroraGlobalDBRPOLag",
            "AuroraGlobalDBReplicationLag",
            "AuroraReplicaLag",
            "CPUUtilization",
            "DatabaseConnections",
            "Deadlocks",
            "FreeableMemory",
        }
    assert all(a["treatMissingData"] for a in alarms)
    assert not any("alarmActions" in a for a in alarms)


def test_the_handle_follows_the_writer() -> None:
    handle, _ = made(GLOBAL)
    assert set(handle.reader_endpoints) == {"aws/eu-central-1", "aws/eu-west-1"}
    assert handle.port == 5432
    assert handle.database == GLOBAL.database
