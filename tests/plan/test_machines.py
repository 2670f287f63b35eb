"""Databases on machines, on either engine: regions and votes, keys, disks, firewalls, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from jurisdictions import law, place
from jurisdictions.model import Aspect, DataClass
from plan.engines.machines import FIRST_PRIORITY, LAST_PRIORITY
from plan.resolve import all_keys, all_stores
from tests.plan.intents import planned
from tests.plan.machines import AT, DE, EU, STORES, UK, US, assert_refused, given, store

VOTES = {"cockroachdb": (2, 2, 1), "yugabytedb": (1, 1, 1)}
"""Of a cluster over three regions."""
LAYOUTS: list[tuple[str, dict[str, str], dict[str, Any], str, list[list[str]]]] = [
    ("uk", UK, {}, "zones", [["aws/eu-west-2"]]),
    ("uk", UK, {"replicas": 5}, "zones", [["aws/eu-west-2"]]),
    ("uk", UK, {"survives": "region"}, "standby", [["aws/eu-west-2"], ["gcp/europe-west2"]]),
    ("uk", UK, {"survives": "cloud"}, "standby", [["aws/eu-west-2"], ["gcp/europe-west2"]]),
    ("de", DE, {"survives": "region"}, "standby", [["aws/eu-central-1"], ["gcp/europe-west10"]]),
    (
        "de",
        DE,
        {"survives": "region", "witness": "gcp/europe-west3"},
        "regions",
        [["aws/eu-central-1", "gcp/europe-west10", "gcp/europe-west3"]],
    ),
    (
        "us",
        US,
        {"survives": "region"},
        "regions",
        [["aws/us-east-1", "aws/us-west-2", "aws/us-east-2"]],
    ),
    (
        "us",
        US,
        {"survives": "region", "replication": "asynchronous"},
        "standby",
        [["aws/us-east-1"], ["aws/us-west-2"]],
    ),
    (
        "eu",
        EU,
        {"survives": "region"},
        "regions",
        [["aws/eu-central-1", "aws/eu-west-1", "aws/eu-west-3"]],
    ),
]


@pytest.mark.parametrize("engine", STORES)
@pytest.mark.parametrize(("jurisdiction", "places", "keys", "layout", "clusters"), LAYOUTS)
def test_layout_and_votes(
    *,
    engine: str,
    jurisdiction: str,
    places: dict[str, str],
    keys: dict[str, Any],
    layout: str,
    clusters: list[list[str]],
) -> None:
    found = store(engine, jurisdiction, places, **keys)
    votes = VOTES[engine] if layout == "regions" else (keys.get("replicas", 3),)
    assert found.layout == layout
    assert [[(g.place, g.votes) for g in c.groups] for c in found.clusters] == [
        list(zip(regions, votes, strict=True)) for regions in clusters
    ]
    for cluster in found.clusters:
        assert cluster.replication_factor % 2 == 1
        assert len(cluster.machines) == cluster.replication_factor
        assert all(
            g.votes * 2 < cluster.replication_factor for g in cluster.groups if len(cluster.groups) > 1
        )
        domains = [m.zone for m in cluster.machines]
        assert max(map(domains.count, domains)) * 2 < cluster.replication_factor
    rule = law(jurisdiction)
    for group in found.groups:
        assert rule.allows(DataClass.PERSISTENT, Aspect.REST, place(group.place))
        zones = [m.zone for m in group.machines]
        assert set(zones) <= set(place(group.place).zones)
        assert max(map(zones.count, zones)) * 2 < max(3, group.votes)


@pytest.mark.parametrize("engine", STORES)
def test_every_place_has_a_key_that_disks_buckets_and_secrets_use(engine: str) -> None:
    plan = planned(given(engine, "uk", UK, survives="cloud"))
    keys = {k.name: k for k in all_keys(plan)}
    (found,) = all_stores(plan)
    assert {keys[p.key].place: keys[p.key].services for p in found.placements} == {
        "aws/eu-west-2": ("ec2", "s3", "secretsmanager"),
        "gcp/europe-west2": ("compute", "secretmanager", "storage"),
    }


@pytest.mark.parametrize("engine", STORES)
def test_firewall_priorities_are_before_the_networks_own_and_apart(engine: str) -> None:
    groups = store(engine, "de", DE, survives="region", witness="gcp/europe-west3").groups
    priorities = [g.priority for g in groups if g.place.startswith("gcp/")]
    assert len(set(priorities)) == len(priorities)
    assert all(FIRST_PRIORITY <= p < LAST_PRIORITY for p in priorities)


@pytest.mark.parametrize("engine", STORES)
def test_disks_are_as_fast_as_their_machines(engine: str) -> None:
    (group,) = store(engine, "uk", UK, machine_types={"aws": "m7i.4xlarge"}).groups
    assert (group.disk_iops, group.disk_mib_s) == (8000, 480)
    (small,) = store(engine, "uk", UK, machine_types={"aws": "m7i.xlarge"}).groups
    assert (small.disk_iops, small.disk_mib_s) == (3000, 125)


@pytest.mark.parametrize(("engine", "together"), [("cockroachdb", "3 of 5"), ("yugabytedb", "2 of 3")])
def test_two_regions_of_one_city_are_said(engine: str, together: str) -> None:
    (note,) = store(engine, "de", DE, survives="region", witness="gcp/europe-west3").notes
    assert "aws/eu-central-1 and gcp/europe-west3 are in one metropolitan area" in note
    assert f"{together} votes" in note
    assert store(engine, "us", US, survives="region").notes == ()


IN_UK, IN_US = ("uk", UK), ("us", US)
IMAGE, REGION = "projects/p/global/images/i", {"survives": "region"}
SYNCHRONOUS = {"replication": "synchronous"}
REFUSED: list[tuple[str, tuple[str, dict[str, str]], dict[str, Any], str, str, str]] = [
    ("even", IN_UK, {"replicas": 4}, "DOM-283", "replicas", "3 or 5"),
    ("one copy", IN_UK, {"replicas": 1}, "DOM-283", "replicas", "3 or 5"),
    (
        "witness is the recovery of the jurisdiction",
        IN_US,
        REGION | {"witness": "aws/us-west-2"},
        "DOM-284",
        "witness",
        "a region of its own",
    ),
    (
        "witness is home",
        IN_US,
        REGION | {"home": "aws/us-east-1", "witness": "aws/us-east-1"},
        "DOM-284",
        "witness",
        "a region of its own",
    ),
    ("burstable", IN_UK, {"machine_types": {"aws": "t3.xlarge"}}, "DOM-285", "machine_types.aws", "m7i"),
    ("small", IN_UK, {"machine_types": {"aws": "m7i.large"}}, "DOM-285", "machine_types.aws", "xlarge"),
    ("arm", IN_UK, {"machine_types": {"aws": "m7g.xlarge"}}, "DOM-285", "machine_types.aws", "m7i"),
    (
        "shared core",
        ("uk", {"home": "gcp/europe-west2"}),
        {"machine_types": {"gcp": "e2-standard-4"}},
        "DOM-285",
        "machine_types.gcp",
        "n2",
    ),
    (
        "image elsewhere",
        IN_UK,
        {"images": {"gcp/europe-west2": IMAGE}},
        "DOM-287",
        "images.gcp/europe-west2",
        "aws/eu-west-2",
    ),
    (
        "image of the other cloud",
        IN_UK,
        {"images": {"aws/eu-west-2": IMAGE}},
        "DOM-287",
        "images.aws/eu-west-2",
        "ami-",
    ),
    ("no three regions", IN_UK, REGION | SYNCHRONOUS, "DOM-289", "replication", "asynchronous"),
    (
        "no majority over clouds",
        IN_UK,
        SYNCHRONOUS | {"survives": "cloud"},
        "DOM-289",
        "replication",
        "asynchronous",
    ),
    (
        "nothing on the other cloud",
        ("uk", {"home": "aws/eu-west-2"}),
        {"survives": "cloud"},
        "DOM-212",
        "survives",
        "survives: zone",
    ),
    ("expires nothing", IN_UK, {"class": "transient", "expires_hours": 24}, "DOM-225", "engine", "dynamodb"),
    ("foreign witness", IN_US, REGION | {"witness": "aws/eu-west-1"}, "DOM-213", "witness", "US"),
    ("recovery unused", IN_UK, {"recovery": "gcp/europe-west2"}, "DOM-108", "recovery", "survives"),
    ("replication unused", IN_UK, SYNCHRONOUS, "DOM-108", "replication", "survives"),
    ("disk too large", IN_UK, {"disk_gib": 20_000}, "DOM-106", "disk_gib", "10240"),
    ("digest", IN_UK, {"sha256": "abc"}, "DOM-106", "sha256", ""),
]
NETWORKS: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("two zones", {"zones": 2}, "DOM-282", "network.zones", "3 zones"),
    ("no way to secrets", {"endpoints": ["kms"]}, "DOM-288", "network.endpoints", "secretsmanager"),
]


@pytest.mark.parametrize("engine", STORES)
@pytest.mark.parametrize(
    ("where", "keys", "code", "path", "allowed"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED]
)
def test_refused(
    *,
    engine: str,
    where: tuple[str, dict[str, str]],
    keys: dict[str, Any],
    code: str,
    path: str,
    allowed: str,
) -> None:
    assert_refused(given(engine, *where, **keys), code, f"{AT}.{path}", allowed)


@pytest.mark.parametrize("engine", STORES)
@pytest.mark.parametrize(
    ("network", "code", "path", "allowed"), [c[1:] for c in NETWORKS], ids=[c[0] for c in NETWORKS]
)
def test_networks_refused(engine: str, network: dict[str, Any], code: str, path: str, allowed: str) -> None:
    assert_refused(given(engine, "uk", UK) | {"network": network}, code, path, allowed)
