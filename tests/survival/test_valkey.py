"""Valkey on both clouds, from the smallest state that shows what decides."""

from __future__ import annotations

from typing import Any

import pytest

from survival.model import Outcome
from tests.survival.small import DUBLIN, KEEPS, LOST, PARIS, STEP, TELL, fate, region, resource, subnet, zone

BERLIN, FRANKFURT = "gcp/europe-west10", "gcp/europe-west3"
GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
DATASTORE = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"
INSTANCE = "gcp:memorystore/instance:Instance"


def group(at: str, name: str, **props: Any) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "replicasPerNodeGroup": 1,
        "multiAzEnabled": True,
        "subnetGroupName": f"{name}-subnets",
    }
    return resource(GROUP, region=at, replicationGroupId=name, **(shape | props))


def subnets(name: str, at: str, *zones: str) -> dict[str, Any]:
    props = {"region": at, "name": f"{name}-subnets", "subnetIds": [f"{name}-{z}" for z in zones]}
    found: dict[str, Any] = {
        f"{name}-group": {"type": "aws:elasticache/subnetGroup:SubnetGroup", "props": props}
    }
    for z in zones:
        found[f"{name}-{z}"] = subnet(at, f"{at}a", z)
        found[f"{name}-{z}"]["props"]["id"] = f"{name}-{z}"
    return found


ONE = {"c": group("eu-west-3", "c"), **subnets("c", "eu-west-3", "euw3-az1", "euw3-az2")}
TOGETHER = {
    "type": DATASTORE,
    "props": {
        "region": "eu-west-3",
        "globalReplicationGroupIdSuffix": "g",
        "globalReplicationGroupId": "fpkhr-g",
        "primaryReplicationGroupId": "c",
    },
}
TWO = {**ONE, "g": TOGETHER, "d": group("eu-west-1", "d", globalReplicationGroupId="fpkhr-g")}


def test_a_replica_in_another_zone_takes_over_and_misses_what_was_written_last() -> None:
    hit = fate(ONE, zone(PARIS, "euw3-az1"))
    assert (hit.outcome, hit.left) == (KEEPS, "1 of 2 copies of each shard left in aws/eu-west-3")
    assert hit.rpo.startswith("what had not reached a replica")
    assert fate(ONE, zone(PARIS, "euw3-az3")).left.startswith("2 of 2 copies")
    assert fate(ONE, zone(PARIS, "euw3-az1", "euw3-az2")).outcome is LOST


@pytest.mark.parametrize(
    "alone", [{"replicasPerNodeGroup": 0}, {"multiAzEnabled": False}, {"multiAzEnabled": "<unknown>"}]
)
def test_nodes_that_may_share_a_zone_fall_with_it(alone: dict[str, Any]) -> None:
    hit = fate({**ONE, "c": group("eu-west-3", "c", **alone)}, zone(PARIS, "euw3-az1"))
    assert (hit.outcome, hit.rpo) == (LOST, "all")
    assert hit.notes == ("it is empty when it is back: nothing of it outlives memory",)


def test_the_follower_of_a_global_datastore_writes_after_a_command() -> None:
    hit = fate(TWO, region(PARIS))
    assert hit.outcome is STEP
    assert hit.steps == (
        "aws elasticache failover-global-replication-group --region eu-west-1 --global-replication-group-id "
        "fpkhr-g --primary-region eu-west-1 --primary-replication-group-id d",
        "set applications to d (output endpoints.aws/eu-west-1)",
    )
    assert hit.answered_by == (DUBLIN,)
    assert fate(TWO, region(DUBLIN)).notes == ("no copy in aws/eu-west-1 until it is back",)
    assert fate(TWO, region(PARIS, DUBLIN)).outcome is LOST
    assert fate(ONE, region(PARIS)).outcome is LOST


def test_the_writer_is_the_member_that_the_datastore_names() -> None:
    moved = {**TOGETHER, "outputs": {"primaryReplicationGroupId": "d"}}
    first = group("eu-west-3", "c", globalReplicationGroupId="fpkhr-g")
    after = {**TWO, "g": moved, "c": first}
    assert fate(after, region(PARIS)).outcome is KEEPS
    assert fate(after, region(DUBLIN)).outcome is STEP


def test_what_is_under_a_key_elsewhere_is_gone_with_the_key() -> None:
    key = "arn:aws:kms:eu-west-1:1:key/k"
    hit = fate({**ONE, "c": group("eu-west-3", "c", kmsKeyId=key)}, region(DUBLIN))
    assert (hit.outcome, hit.touched) == (LOST, True)


def test_the_apps_user_is_no_store_of_its_own() -> None:
    user = resource("aws:elasticache/user:User", region="eu-west-3", userId="app")
    assert fate({**ONE, "u": user}, zone(PARIS, "euw3-az1")).outcome is KEEPS


def instance(at: str, name: str, **props: Any) -> dict[str, Any]:
    place = f"projects/p/locations/{at}/instances/{name}"
    said: dict[str, Any] = {
        "location": at,
        "instanceId": name,
        "project": "p",
        "name": place,
        "replicaCount": 1,
    }
    return resource(INSTANCE, **(said | props))


def followed(name: str) -> dict[str, Any]:
    path = f"projects/p/locations/europe-west10/instances/{name}"
    return {
        "crossInstanceReplicationConfig": {"instanceRole": "SECONDARY", "primaryInstance": {"instance": path}}
    }


PAIR = {"b": instance("europe-west10", "b"), "f": instance("europe-west3", "f", **followed("b"))}


def test_the_follower_of_an_instance_writes_once_it_is_detached() -> None:
    hit = fate(PAIR, region(BERLIN))
    assert hit.outcome is STEP
    assert hit.steps[0] == (
        "gcloud memorystore instances update f --location=europe-west3 --project=p "
        "--cross-instance-replication-config-role=none"
    )
    assert fate(PAIR, region(FRANKFURT)).outcome is KEEPS
    assert fate(PAIR, region(BERLIN, FRANKFURT)).outcome is LOST


def test_two_instances_that_nothing_binds_are_both_needed() -> None:
    apart = {"b": instance("europe-west10", "b"), "f": instance("europe-west3", "f")}
    assert fate(apart, region(FRANKFURT)).outcome is LOST


@pytest.mark.parametrize(
    ("props", "gone", "outcome"),
    [
        ({}, "a", KEEPS),
        ({"replicaCount": 0}, "a", LOST),
        ({"zoneDistributionConfig": {"mode": "MULTI_ZONE"}}, "a", KEEPS),
        ({"zoneDistributionConfig": {"mode": "SINGLE_ZONE", "zone": "europe-west10-a"}}, "a", LOST),
        ({"zoneDistributionConfig": {"mode": "SINGLE_ZONE", "zone": "europe-west10-a"}}, "b", KEEPS),
    ],
)
def test_an_instance_outlives_a_zone_by_its_replicas(
    props: dict[str, Any], gone: str, outcome: Outcome
) -> None:
    hit = fate({"b": instance("europe-west10", "b", **props)}, zone(BERLIN, f"europe-west10-{gone}"))
    assert hit.outcome is outcome


def test_what_says_no_place_cannot_be_told() -> None:
    assert fate({"c": group("<unknown>", "c")}, region(PARIS)).outcome is TELL
