"""CockroachDB: which regions it is laid out over, who may connect, and what it refuses."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Any

import pytest

from jurisdictions import law, place
from jurisdictions.model import Aspect, DataClass
from plan.engines.machines import FIRST_PRIORITY, LAST_PRIORITY
from plan.model import Machines
from plan.resolve import all_keys, all_stores
from tests.plan.intents import intent, planned, refused

STORE = {"class": "persistent", "engine": "cockroachdb", "licence": "enterprise"}
UK = {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}
DE = {"home": "aws/eu-central-1", "recovery": "gcp/europe-west10"}
US = {"home": "aws/us-east-1", "recovery": "aws/us-west-2"}
EU = {"home": "aws/eu-central-1", "recovery": "aws/eu-west-1"}


def given(jurisdiction: str, places: dict[str, str], **keys: Any) -> dict[str, Any]:
    return intent(jurisdictions={jurisdiction: places}, stores={"identities": STORE | keys})


def store(jurisdiction: str, places: dict[str, str], **keys: Any) -> Machines:
    (found,) = all_stores(planned(given(jurisdiction, places, **keys)))
    assert isinstance(found, Machines)
    return found


LAYOUTS: list[tuple[str, dict[str, str], dict[str, Any], str, list[list[tuple[str, int]]]]] = [
    ("uk", UK, {}, "zones", [[("aws/eu-west-2", 3)]]),
    ("uk", UK, {"replicas": 5}, "zones", [[("aws/eu-west-2", 5)]]),
    ("uk", UK, {"survives": "region"}, "standby", [[("aws/eu-west-2", 3)], [("gcp/europe-west2", 3)]]),
    ("uk", UK, {"survives": "cloud"}, "standby", [[("aws/eu-west-2", 3)], [("gcp/europe-west2", 3)]]),
    ("de", DE, {"survives": "region"}, "standby", [[("aws/eu-central-1", 3)], [("gcp/europe-west10", 3)]]),
    (
        "de",
        DE,
        {"survives": "region", "witness": "gcp/europe-west3"},
        "regions",
        [[("aws/eu-central-1", 2), ("gcp/europe-west10", 2), ("gcp/europe-west3", 1)]],
    ),
    (
        "us",
        US,
        {"survives": "region"},
        "regions",
        [[("aws/us-east-1", 2), ("aws/us-west-2", 2), ("aws/us-east-2", 1)]],
    ),
    (
        "us",
        US,
        {"survives": "region", "replication": "asynchronous"},
        "standby",
        [[("aws/us-east-1", 3)], [("aws/us-west-2", 3)]],
    ),
    (
        "eu",
        EU,
        {"survives": "region"},
        "regions",
        [[("aws/eu-central-1", 2), ("aws/eu-west-1", 2), ("aws/eu-west-3", 1)]],
    ),
]


@pytest.mark.parametrize(("jurisdiction", "places", "keys", "layout", "clusters"), LAYOUTS)
def test_layout_and_votes(
    jurisdiction: str,
    places: dict[str, str],
    keys: dict[str, Any],
    layout: str,
    clusters: list[list[tuple[str, int]]],
) -> None:
    found = store(jurisdiction, places, **keys)
    assert found.layout == layout
    assert [[(g.place, g.votes) for g in c.groups] for c in found.clusters] == clusters
    for cluster in found.clusters:
        assert cluster.replication_factor % 2 == 1
        assert len(cluster.machines) == cluster.replication_factor
        assert all(
            g.votes * 2 < cluster.replication_factor for g in cluster.groups if len(cluster.groups) > 1
        )
    rule = law(jurisdiction)
    for group in found.groups:
        assert rule.allows(DataClass.PERSISTENT, Aspect.REST, place(group.place))
        zones = [m.zone for m in group.machines]
        assert set(zones) <= set(place(group.place).zones)
        assert max(map(zones.count, zones)) * 2 < max(3, group.votes)


def test_every_place_has_a_key_that_disks_buckets_and_secrets_use() -> None:
    plan = planned(given("uk", UK, survives="cloud"))
    keys = {k.name: k for k in all_keys(plan)}
    (found,) = all_stores(plan)
    assert {keys[p.key].place: keys[p.key].services for p in found.placements} == {
        "aws/eu-west-2": ("ec2", "s3", "secretsmanager"),
        "gcp/europe-west2": ("compute", "secretmanager", "storage"),
    }


def test_members_and_clients_come_from_exactly_their_tiers() -> None:
    plan = planned(given("uk", UK, survives="cloud"))
    (network,) = plan.jurisdictions[0].aws_networks
    (region,) = plan.jurisdictions[0].gcp_networks[0].regions
    (found,) = all_stores(plan)
    assert isinstance(found, Machines)
    home, recovery = found.groups
    opened = {o.name: (o.ports, o.sources) for o in home.openings}
    data = next(s.cidr for s in region.subnets if s.tier == "data")
    assert opened["followers"] == ((26257,), (data,))
    assert opened["members"][0] == (26357,)
    for name, tier in (("members", "data"), ("clients", "private")):
        (source,) = opened[name][1]
        inside = {s.tier for s in network.subnets if IPv4Network(s.cidr).subnet_of(IPv4Network(source))}
        assert inside == {tier}
    assert {o.name for o in recovery.openings} == {"members", "followers", "clients"}
    assert found.mesh is not None
    assert (found.mesh.places, found.mesh.ports) == (("aws/eu-west-2", "gcp/europe-west2"), (26257,))


def test_the_mesh_of_a_cluster_over_regions_is_of_its_members_and_of_one_region_is_none() -> None:
    over_regions, alone = store("us", US, survives="region"), store("uk", UK)
    assert over_regions.mesh is not None
    assert over_regions.mesh.ports == (26357,)
    assert set(over_regions.mesh.places) == {g.place for g in over_regions.groups}
    assert alone.mesh is None


def test_two_regions_of_one_city_are_said() -> None:
    (note,) = store("de", DE, survives="region", witness="gcp/europe-west3").notes
    assert "aws/eu-central-1 and gcp/europe-west3 are in one metropolitan area" in note
    assert "3 of 5 votes" in note
    assert store("us", US, survives="region").notes == ()


def test_firewall_priorities_are_before_the_networks_own_and_apart() -> None:
    groups = store("de", DE, survives="region", witness="gcp/europe-west3").groups
    priorities = [g.priority for g in groups if g.place.startswith("gcp/")]
    assert len(set(priorities)) == len(priorities)
    assert all(FIRST_PRIORITY <= p < LAST_PRIORITY for p in priorities)


def test_disks_are_as_fast_as_their_machines() -> None:
    (group,) = store("uk", UK, machine_types={"aws": "m7i.4xlarge"}).groups
    assert (group.disk_iops, group.disk_mib_s) == (8000, 480)
    (small,) = store("uk", UK, machine_types={"aws": "m7i.xlarge"}).groups
    assert (small.disk_iops, small.disk_mib_s) == (3000, 125)


AT = "stores.identities"
REFUSED: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("no licence", given("uk", UK, licence=None), "DOM-280", f"{AT}.licence", "enterprise"),
    ("telemetry", given("uk", UK, licence="free"), "DOM-280", f"{AT}.licence", "enterprise"),
    ("trial", given("uk", UK, licence="trial"), "DOM-280", f"{AT}.licence", "enterprise"),
    ("two zones", given("uk", UK) | {"network": {"zones": 2}}, "DOM-282", "network.zones", "3 zones"),
    ("even", given("uk", UK, replicas=4), "DOM-283", f"{AT}.replicas", "3 or 5"),
    ("one copy", given("uk", UK, replicas=1), "DOM-283", f"{AT}.replicas", "3 or 5"),
    ("three over regions", given("us", US, survives="region", replicas=3), "DOM-283", f"{AT}.replicas", "5"),
    (
        "witness is home",
        given("us", US, survives="region", home="aws/us-east-1", witness="aws/us-east-1"),
        "DOM-284",
        f"{AT}.witness",
        "a region of its own",
    ),
    (
        "burstable",
        given("uk", UK, machine_types={"aws": "t3.xlarge"}),
        "DOM-285",
        f"{AT}.machine_types.aws",
        "m7i",
    ),
    (
        "small",
        given("uk", UK, machine_types={"aws": "m7i.large"}),
        "DOM-285",
        f"{AT}.machine_types.aws",
        "xlarge",
    ),
    (
        "arm",
        given("uk", UK, machine_types={"aws": "m7g.xlarge"}),
        "DOM-285",
        f"{AT}.machine_types.aws",
        "m7i",
    ),
    (
        "shared core",
        given("uk", {"home": "gcp/europe-west2"}, machine_types={"gcp": "e2-standard-4"}),
        "DOM-285",
        f"{AT}.machine_types.gcp",
        "n2",
    ),
    ("innovation release", given("uk", UK, version="v26.1.0"), "DOM-286", f"{AT}.version", "v25.4.10"),
    ("before LTS", given("uk", UK, version="v25.4.9"), "DOM-286", f"{AT}.version", "v26.2.0"),
    (
        "image elsewhere",
        given("uk", UK, images={"gcp/europe-west2": "projects/p/global/images/i"}),
        "DOM-287",
        f"{AT}.images.gcp/europe-west2",
        "aws/eu-west-2",
    ),
    (
        "image of the other cloud",
        given("uk", UK, images={"aws/eu-west-2": "projects/p/global/images/i"}),
        "DOM-287",
        f"{AT}.images.aws/eu-west-2",
        "ami-",
    ),
    (
        "no way to secrets",
        given("uk", UK) | {"network": {"endpoints": ["kms"]}},
        "DOM-288",
        "network.endpoints",
        "secretsmanager",
    ),
    (
        "no three regions",
        given("uk", UK, survives="region", replication="synchronous"),
        "DOM-289",
        f"{AT}.replication",
        "asynchronous",
    ),
    (
        "no majority over clouds",
        given("uk", UK, survives="cloud", replication="synchronous"),
        "DOM-289",
        f"{AT}.replication",
        "asynchronous",
    ),
    (
        "nothing on the other cloud",
        given("uk", {"home": "aws/eu-west-2"}, survives="cloud"),
        "DOM-212",
        f"{AT}.survives",
        "survives: zone",
    ),
    (
        "expires nothing",
        given("uk", UK, **{"class": "transient"}, expires_hours=24),
        "DOM-225",
        f"{AT}.engine",
        "dynamodb",
    ),
    (
        "foreign witness",
        given("us", US, survives="region", witness="aws/eu-west-1"),
        "DOM-213",
        f"{AT}.witness",
        "US",
    ),
    (
        "recovery unused",
        given("uk", UK, recovery="gcp/europe-west2"),
        "DOM-108",
        f"{AT}.recovery",
        "survives",
    ),
    (
        "replication unused",
        given("uk", UK, replication="synchronous"),
        "DOM-108",
        f"{AT}.replication",
        "survives",
    ),
    ("disk too large", given("uk", UK, disk_gib=20_000), "DOM-106", f"{AT}.disk_gib", "10240"),
    ("digest", given("uk", UK, sha256="abc"), "DOM-106", f"{AT}.sha256", ""),
]


@pytest.mark.parametrize(
    ("given", "code", "path", "allowed"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED]
)
def test_refused(given: dict[str, Any], code: str, path: str, allowed: str) -> None:
    problems = refused(given)
    assert path in problems, list(problems)
    assert problems[path].code == code
    assert allowed in problems[path].allowed
    assert problems[path].fix


def test_metadata_may_run_under_a_free_licence() -> None:
    assert store("uk", UK, licence="free", **{"class": "metadata"}).licence == "free"


def test_everything_wrong_is_said_at_once() -> None:
    problems = refused(given("uk", UK, licence="free", replicas=4, version="v26.1.0"))
    assert {p.code for p in problems.values()} == {"DOM-280", "DOM-283", "DOM-286"}
