"""Valkey on ElastiCache: nothing leaves memory, only the app gets in, and a failover replaces nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from components.stores.elasticache import CHANGED_BY_FAILOVER, Elasticache, ElasticacheHandle
from jurisdictions.problem import ProblemsError
from plan import model
from tests.components.aws.support import context, key_arn, keys, networks, store
from tests.components.recording import Declared, World, declare

GLOBAL: model.Valkey = store("baskets", "eu")
REGIONAL: model.Valkey = store("baskets", "uk")
GROUP = "elasticache/replicationGroup:ReplicationGroup"


def made(part: model.Valkey, *, protect: bool = True) -> tuple[ElasticacheHandle, World]:
    component, world = declare(
        lambda: Elasticache(part, context=context(protect=protect), keys=keys(), networks=networks())
    )
    return component.handle, world


def members(world: World) -> tuple[Declared, Declared]:
    """The first and the follower of ``GLOBAL``."""
    first, second = (world.named(GROUP, f"{m.name}-group") for m in GLOBAL.members)
    return first, second


def test_nothing_of_it_leaves_memory() -> None:
    for part in (GLOBAL, REGIONAL):
        for group in made(part)[1].of(GROUP):
            assert group.inputs["snapshotRetentionLimit"] == 0
            assert not group.given & {
                "finalSnapshotIdentifier",
                "snapshotWindow",
                "snapshotName",
                "durability",
            }
            assert "dataTieringEnabled" not in group.given


def test_a_full_node_evicts_any_item_and_no_log_quotes_one() -> None:
    _, world = made(GLOBAL)
    groups = world.of("elasticache/parameterGroup:ParameterGroup")
    assert len(groups) == 2
    for group in groups:
        said = {p["name"]: p["value"] for p in group.inputs["parameters"]}
        assert said == {
            "cluster-enabled": "yes",
            "maxmemory-policy": "allkeys-lru",
            "slowlog-log-slower-than": "-1",
        }
        assert group.inputs["family"] == "valkey8"
    for group in world.of(GROUP):
        assert [d["logType"] for d in group.inputs["logDeliveryConfigurations"]] == ["engine-log"]


def test_logs_go_to_a_group_of_the_same_place_under_its_key() -> None:
    _, world = made(GLOBAL)
    for member in GLOBAL.members:
        logs = world.named("cloudwatch/logGroup:LogGroup", f"{member.name}-logs").inputs
        assert logs["kmsKeyId"] == key_arn(member.key)
        assert logs["region"] == member.place.removeprefix("aws/")
        (sent,) = world.named(GROUP, f"{member.name}-group").inputs["logDeliveryConfigurations"]
        assert (sent["destination"], sent["destinationType"]) == (logs["name"], "cloudwatch-logs")


def test_each_member_is_encrypted_under_the_key_of_its_place_and_takes_no_plain_text() -> None:
    first, second = members(made(GLOBAL)[1])
    assert [g.inputs["kmsKeyId"] for g in (first, second)] == [key_arn(m.key) for m in GLOBAL.members]
    assert (first.inputs["transitEncryptionMode"], first.inputs["atRestEncryptionEnabled"]) == (
        "required",
        True,
    )
    assert first.inputs["transitEncryptionEnabled"] is True


def test_a_follower_says_nothing_that_the_global_datastore_says() -> None:
    _, world = made(GLOBAL)
    first, second = members(world)
    together = world.only("elasticache/globalReplicationGroup:GlobalReplicationGroup")
    refused = {"engine", "engineVersion", "nodeType", "numNodeGroups", "parameterGroupName"}
    refused |= {"transitEncryptionEnabled", "transitEncryptionMode", "atRestEncryptionEnabled"}
    assert refused <= first.given
    assert not refused & second.given
    assert "globalReplicationGroupId" in second.given - first.given
    assert together.urn in second.dependencies
    assert first.urn in together.dependencies
    shape = ("engine", "engineVersion", "cacheNodeType", "numNodeGroups")
    assert [together.inputs[n] for n in shape] == ["valkey", "8.0", "cache.m7g.large", 1]
    assert not [g for g in (first, second) if g.inputs["autoMinorVersionUpgrade"]]


def test_a_failover_and_the_same_swap_in_the_settings_replace_nothing() -> None:
    home, recovery = GLOBAL.members
    swapped = replace(GLOBAL, members=(replace(recovery, role="home"), replace(home, role="recovery")))
    before, after = made(GLOBAL)[1], made(swapped)[1]
    assert {(r.type, r.name) for r in before.resources} == {(r.type, r.name) for r in after.resources}
    for name in {r.name for r in before.of(GROUP)}:
        old, new = before.named(GROUP, name), after.named(GROUP, name)
        said = {n for n in old.given ^ new.given if old.inputs.get(n) != new.inputs.get(n)}
        assert said <= set(old.ignore_changes)
        assert old.inputs["replicationGroupId"] == new.inputs["replicationGroupId"]
    kind = "elasticache/globalReplicationGroup:GlobalReplicationGroup"
    one, other = before.only(kind), after.only(kind)
    changed = {n for n in one.given if one.inputs[n] != other.inputs[n]}
    assert changed == set(CHANGED_BY_FAILOVER) == set(one.ignore_changes)


def test_a_regional_cluster_has_no_global_datastore_and_ignores_nothing() -> None:
    handle, world = made(REGIONAL)
    group = world.only(GROUP)
    assert world.of("elasticache/globalReplicationGroup:GlobalReplicationGroup") == []
    assert (group.ignore_changes, group.inputs["autoMinorVersionUpgrade"]) == ((), True)
    assert set(handle.endpoints) == {"aws/eu-west-2"}


def test_a_shard_has_a_replica_in_another_zone_that_takes_over_by_itself() -> None:
    for group in made(GLOBAL)[1].of(GROUP):
        assert group.inputs["replicasPerNodeGroup"] == 1
        assert group.inputs["multiAzEnabled"] is group.inputs["automaticFailoverEnabled"] is True
    three = made(replace(REGIONAL, shards=3, replicas=2))[1].only(GROUP).inputs
    assert (three["numNodeGroups"], three["replicasPerNodeGroup"], three["clusterMode"]) == (3, 2, "enabled")


def test_the_app_signs_in_with_iam_and_takes_no_time_to_live_away() -> None:
    _, world = made(REGIONAL)
    user = world.only("elasticache/user:User").inputs
    assert (user["authenticationMode"], user["userId"]) == ({"type": "iam"}, user["userName"])
    assert {"-persist", "-getex", "-dump", "-@dangerous", "-@admin"} <= set(user["accessString"].split())
    users = world.only("elasticache/userGroup:UserGroup").inputs
    assert users["userIds"] == [user["userId"]]
    assert world.only(GROUP).inputs["userGroupIds"] == [users["userGroupId"]]
    assert "authToken" not in world.only(GROUP).given
    assert len(users["userGroupId"]) <= 40


def test_only_the_private_tier_of_its_own_network_gets_in() -> None:
    _, world = made(GLOBAL)
    rules = [r.inputs for r in world.of("vpc/securityGroupIngressRule:SecurityGroupIngressRule")]
    private = {s.cidr for m in GLOBAL.members for s in networks()[m.network].tier("private")}
    assert {r["cidrIpv4"] for r in rules} == private
    assert {(r["fromPort"], r["toPort"]) for r in rules} == {(6379, 6379)}
    assert world.of("vpc/securityGroupEgressRule:SecurityGroupEgressRule") == []
    for planned in GLOBAL.members:
        subnets = world.named("elasticache/subnetGroup:SubnetGroup", f"{planned.name}-subnets").inputs
        assert subnets["subnetIds"] == [f"subnet-{s.name}" for s in networks()[planned.network].tier("data")]


@pytest.mark.parametrize("what", ["keys", "networks"])
def test_a_member_takes_nothing_from_another_place_even_of_its_own_jurisdiction(what: str) -> None:
    home, recovery = GLOBAL.members
    swapped = replace(recovery, key=home.key) if what == "keys" else replace(recovery, network=home.network)
    with pytest.raises(ProblemsError) as refused:
        made(replace(GLOBAL, members=(home, swapped)))
    assert [(p.code, p.value, p.allowed) for p in refused.value.problems] == [
        ("DOM-401", home.place, recovery.place)
    ]


def test_every_node_is_watched_in_its_own_region_and_the_lag_of_each_member() -> None:
    _, world = made(GLOBAL)
    alarms = world.of("cloudwatch/metricAlarm:MetricAlarm")
    for member in GLOBAL.members:
        here = [a for a in alarms if a.inputs["region"] == member.place.removeprefix("aws/")]
        watched = {(a.inputs["metricName"], *a.inputs["dimensions"].items()) for a in here}
        metrics = ("CPUUtilization", "DatabaseMemoryUsagePercentage", "Evictions", "ReplicationLag")
        nodes = [f"{member.cluster}-0001-{node}" for node in ("001", "002")]
        lag = ("GlobalDatastoreReplicationLag", ("ReplicationGroupId", member.cluster))
        assert watched == {(m, ("CacheClusterId", node)) for m in metrics for node in nodes} | {lag}
        for alarm in here:
            assert alarm.inputs["namespace"] == "AWS/ElastiCache"
            assert f"{member.name}-group" in alarm.waits_for
            assert alarm.inputs["tags"]["store"] == "baskets"
            assert "alarmActions" not in alarm.given
