"""One engine at a time, from the smallest state that shows what decides."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from survival.figures import figures, seconds
from survival.ground import Ground
from survival.model import Loss, Outcome, StoreFate
from survival.stores import stores
from tests.policies.states import graph

KEEPS, STEP, LOST, TELL = Outcome.KEEPS_WRITING, Outcome.STEP, Outcome.LOST, Outcome.CANNOT_TELL
TAGS = {"data-class": "persistent", "jurisdiction": "eu", "store": "s"}
PARIS, DUBLIN = "aws/eu-west-3", "aws/eu-west-1"
Resources = Mapping[str, Mapping[str, Any]]


def fate(resources: Resources, loss: Loss) -> StoreFate:
    """What becomes of the one store that they are."""
    (store,) = stores(Ground(graph(resources)))
    assert (store.name, store.jurisdiction) == ("s", "eu")
    return store.fate(loss)


def region(*places: str) -> Loss:
    return Loss(regions=frozenset(places))


def zone(place: str, *zones: str) -> Loss:
    return Loss(zones=frozenset((place, z) for z in zones))


def resource(kind: str, refs: Mapping[str, list[str]] | None = None, **props: Any) -> dict[str, Any]:
    tags = {"labels": TAGS} if kind.startswith("gcp:") else {"tags": TAGS}
    return {"type": kind, "props": {**tags, **props}, "refs": refs or {}, "bare": True}


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


def subnet(at: str, name: str, zone_id: str) -> dict[str, Any]:
    props = {"region": at, "availabilityZone": name, "availabilityZoneId": zone_id}
    return {"type": "aws:ec2/subnet:Subnet", "props": props}


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


def table(*replicas: dict[str, Any], **props: Any) -> dict[str, Any]:
    made = resource(
        "aws:dynamodb/table:Table", region="eu-west-3", name="t", replicas=list(replicas), **props
    )
    return {"t": made}


def test_strong_replicas_need_two_of_three_regions() -> None:
    strong = table(
        {"regionName": "eu-west-1", "consistencyMode": "STRONG"},
        globalTableWitness={"regionName": "eu-central-1"},
    )
    hit = fate(strong, region(PARIS))
    assert (hit.outcome, hit.left, hit.rpo) == (KEEPS, "2 of 3 regions left, 2 are a majority", "0")
    assert fate(strong, region(PARIS, "aws/eu-central-1")).outcome is LOST


def test_eventual_replicas_write_on_alone() -> None:
    hit = fate(table({"regionName": "eu-west-1", "consistencyMode": "EVENTUAL"}), region(PARIS))
    assert (hit.outcome, hit.answered_by) == (KEEPS, (DUBLIN,))
    assert fate(table(), region(PARIS)).outcome is LOST
    assert fate(table(), zone(PARIS, "euw3-az1")).left == "2 of 3 zones left: majority holds"


DSQL, PEERING = "aws:dsql/cluster:Cluster", "aws:dsql/clusterPeering:ClusterPeering"


def peers(*, joined: bool = True) -> dict[str, Any]:
    """Peers in Paris and Dublin, with the witness in Frankfurt."""
    witness: dict[str, Any] = {"multiRegionProperties": {"witnessRegion": "eu-central-1"}}
    made = {
        name: resource(DSQL, region=at, arn=f"arn:aws:dsql:{at}:1:cluster/{name}", identifier=name, **witness)
        for name, at in (("c", "eu-west-3"), ("d", "eu-west-1"))
    }
    peering = resource(
        PEERING,
        {"identifier": ["c"], "clusters": ["d"]},
        region="eu-west-3",
        identifier="c",
        clusters=["arn:aws:dsql:eu-west-1:1:cluster/d"],
        witnessRegion="eu-central-1",
    )
    return made | ({"p": peering} if joined else {})


@pytest.mark.parametrize(
    ("gone", "outcome", "left", "answered"),
    [
        ((PARIS,), KEEPS, "2 of 3 regions left, 2 are a majority", (DUBLIN,)),
        (("aws/eu-central-1",), KEEPS, "2 of 3 regions left, 2 are a majority", (PARIS, DUBLIN)),
        ((PARIS, "aws/eu-central-1"), LOST, "1 of 3 regions left", ()),
        ((PARIS, DUBLIN), LOST, "1 of 3 regions left", ()),
    ],
)
def test_peers_write_on_with_two_of_three_the_witness_counted(
    gone: tuple[str, ...], outcome: Outcome, left: str, answered: tuple[str, ...]
) -> None:
    hit = fate(peers(), region(*gone))
    assert (hit.outcome, sorted(hit.answered_by)) == (outcome, sorted(answered))
    assert hit.left.startswith(left)


def test_a_zone_of_a_peer_costs_nothing_and_two_cost_the_peer() -> None:
    assert fate(peers(), zone(PARIS, "euw3-az1")).left == "3 of 3 regions left, 2 are a majority"
    assert fate(peers(), zone(PARIS, "euw3-az1", "euw3-az2")).answered_by == (DUBLIN,)


def test_peers_that_nothing_joins_are_not_said_to_survive() -> None:
    assert fate(peers(joined=False), region(PARIS)).outcome is TELL


def test_a_cluster_alone_stands_with_two_of_its_three_zones() -> None:
    alone = {"c": resource(DSQL, region="eu-west-3", identifier="c")}
    assert fate(alone, zone(PARIS, "euw3-az1")).outcome is KEEPS
    assert fate(alone, zone(PARIS, "euw3-az1", "euw3-az2")).outcome is LOST
    assert fate(alone, region(PARIS)).left == "0 of 3 zones left, 2 are a majority"


def test_a_peer_falls_with_the_place_of_its_key() -> None:
    abroad = peers()
    abroad["d"]["props"]["kmsEncryptionKey"] = "arn:aws:kms:eu-west-3:1:key/k"
    assert fate(abroad, region(PARIS)).outcome is LOST


def test_three_strong_replicas_need_two_of_them() -> None:
    strong = table(
        {"regionName": "eu-west-1", "consistencyMode": "STRONG"},
        {"regionName": "eu-central-1", "consistencyMode": "STRONG"},
    )
    hit = fate(strong, region(PARIS))
    assert (hit.outcome, hit.left) == (KEEPS, "2 of 3 regions left, 2 are a majority")
    assert fate(strong, region(PARIS, DUBLIN)).outcome is LOST


def spanner(config: str) -> dict[str, Any]:
    return {"i": resource("gcp:spanner/instance:Instance", name="i", config=config)}


@pytest.mark.parametrize(
    ("config", "gone", "outcome", "left"),
    [
        ("regional-europe-west3", "gcp/europe-west3", LOST, "0 of 3"),
        ("dual-region-germany1", "gcp/europe-west3", STEP, "3 of 6"),
        ("projects/p/instanceConfigs/dual-region-germany1", "gcp/europe-west10", STEP, "3 of 6"),
        ("eur3", "gcp/europe-west1", KEEPS, "3 of 5"),
        ("eur3", "gcp/europe-north1", KEEPS, "4 of 5"),
        ("eur3", "gcp/us-central1", KEEPS, ""),
        ("custom-eur3-more", "gcp/europe-west1", TELL, ""),
    ],
)
def test_spanner_counts_votes(config: str, gone: str, outcome: Outcome, left: str) -> None:
    hit = fate(spanner(config), region(gone))
    assert hit.outcome is outcome
    assert hit.left.startswith(left)


def test_an_engine_that_nobody_knows_is_never_said_to_survive() -> None:
    cache = {"r": resource("aws:memorydb/cluster:Cluster", region="eu-west-3")}
    assert fate(cache, region(PARIS)).outcome is TELL
    assert fate(cache, zone(PARIS, "euw3-az1")).outcome is TELL
    assert fate(cache, region(DUBLIN)).touched is False
    assert fate({**cache, **BUCKETS}, zone(PARIS, "euw3-az1")).outcome is TELL


def test_a_type_that_nobody_classified_is_a_store_by_its_tag() -> None:
    assert (
        fate({"x": resource("aws:newservice/thing:Thing", region="eu-west-3")}, region(PARIS)).outcome is TELL
    )


def test_what_says_no_place_cannot_be_told() -> None:
    nowhere = {"t": resource("aws:dynamodb/table:Table", name="t", region="<unknown>")}
    assert fate(nowhere, region(PARIS)).outcome is TELL


def test_every_figure_is_used_and_has_a_source() -> None:
    code = "".join(p.read_text("utf-8") for p in Path(__file__).parents[2].glob("survival/**/*.py"))
    for key, figure in figures().items():
        assert f'"{key}"' in code or f"-{key.partition('-')[2]}" in code, key
        assert figure.rto
        assert figure.source
    assert (seconds("accelerator"), seconds("alias-ttl")) == (30, 60)
    with pytest.raises(LookupError):
        seconds("lost")
