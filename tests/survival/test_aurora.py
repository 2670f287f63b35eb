"""Aurora: copies of the storage, instances, and which member writes."""

from __future__ import annotations

from typing import Any

from tests.survival.small import DUBLIN, KEEPS, LOST, PARIS, STEP, fate, region, resource, subnet, zone


def cluster(at: str, together: str = "", **props: Any) -> dict[str, Any]:
    refs = {"globalClusterIdentifier": [together]} if together else {}
    props = {"region": at, "clusterIdentifier": "c", "arn": f"arn:aws:rds:{at}:1:cluster:c", **props}
    if together:
        props["globalClusterIdentifier"] = "g"
    return resource("aws:rds/cluster:Cluster", refs, **props)


def instance(of: str, at: str, zone_name: str | None = None) -> dict[str, Any]:
    where = {} if zone_name is None else {"availabilityZone": zone_name}
    refs = {"clusterIdentifier": [of]}
    kind = "aws:rds/clusterInstance:ClusterInstance"
    return resource(kind, refs, region=at, clusterIdentifier="c", **where)


TOGETHER = resource("aws:rds/globalCluster:GlobalCluster", region="eu-west-3", globalClusterIdentifier="g")
ONE = {
    "subnet": subnet("eu-west-3", "eu-west-3a", "euw3-az2"),
    "c": cluster("eu-west-3"),
    "i": instance("c", "eu-west-3", "eu-west-3a"),
}
"""In this account the zone called a is az2: names of zones differ between accounts."""


def test_an_instance_falls_with_its_zone_by_the_accounts_own_names() -> None:
    hit = fate(ONE, zone(PARIS, "euw3-az2"))
    assert (hit.outcome, hit.rto) == (STEP, "about 10 min for a new instance")
    assert hit.steps[0].startswith("aws rds create-db-instance --region eu-west-3 --db-cluster-identifier c ")
    assert "0 of 1 instances" in hit.left
    assert fate(ONE, zone(PARIS, "euw3-az1")).outcome is KEEPS


def test_instances_whose_zone_is_not_known_may_all_be_in_the_one_that_is_lost() -> None:
    unknown = {
        "c": cluster("eu-west-3"),
        "i": instance("c", "eu-west-3"),
        "k": instance("c", "eu-west-3", "?"),
    }
    hit = fate(unknown, zone(PARIS, "euw3-az1"))
    assert hit.outcome is STEP
    assert "0 of 2 instances left" in hit.left


def test_two_zones_leave_two_of_six_copies() -> None:
    assert fate(ONE, zone(PARIS, "euw3-az1", "euw3-az3")).outcome is LOST


def test_a_secondary_without_an_instance_needs_one_first() -> None:
    two = {
        "g": TOGETHER,
        **ONE,
        "c": cluster("eu-west-3", "g"),
        "d": cluster("eu-west-1", "g", sourceRegion="x"),
    }
    hit = fate(two, region(PARIS))
    assert [s.split()[2] for s in hit.steps] == ["create-db-instance", "failover-global-cluster"]
    ready = fate({**two, "j": instance("d", "eu-west-1")}, region(PARIS))
    assert [s.split()[2] for s in ready.steps] == ["failover-global-cluster"]
    assert fate(two, region(PARIS, DUBLIN)).outcome is LOST


def test_the_writer_is_the_member_that_the_global_database_lists() -> None:
    moved = [
        {"dbClusterArn": "arn:aws:rds:eu-west-1:1:cluster:c", "isWriter": True},
        {"dbClusterArn": "arn:aws:rds:eu-west-3:1:cluster:c", "isWriter": False},
    ]
    together = {**TOGETHER, "outputs": {"globalClusterMembers": moved}}
    two = {
        "g": together,
        "c": cluster("eu-west-3", "g"),
        "d": cluster("eu-west-1", "g", sourceRegion="eu-west-3"),
        "i": instance("c", "eu-west-3"),
        "j": instance("d", "eu-west-1"),
    }
    assert fate(two, region(PARIS)).outcome is KEEPS
    assert fate(two, region(DUBLIN)).outcome is STEP


def test_clusters_that_nothing_binds_are_both_needed() -> None:
    two = {**ONE, "d": cluster("eu-west-1", clusterIdentifier="d"), "j": instance("d", "eu-west-1")}
    assert fate(two, region(DUBLIN)).outcome is LOST


def test_what_is_under_a_key_elsewhere_is_gone_with_the_key() -> None:
    key = "arn:aws:kms:eu-west-1:1:key/k"
    hit = fate({**ONE, "c": cluster("eu-west-3", kmsKeyId=key)}, region(DUBLIN))
    assert (hit.outcome, hit.touched) == (LOST, True)
