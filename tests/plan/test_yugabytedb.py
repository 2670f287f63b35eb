"""YugabyteDB: which regions it is laid out over, who may connect, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from jurisdictions import law, place
from jurisdictions.model import Aspect, DataClass
from plan.model import Machines
from plan.resolve import all_stores
from tests.plan.intents import intent, planned, refused

STORE = {"class": "persistent", "engine": "yugabytedb"}
UK = {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}
DE = {"home": "aws/eu-central-1", "recovery": "gcp/europe-west10"}
US = {"home": "aws/us-east-1", "recovery": "aws/us-west-2"}
EU = {"home": "aws/eu-central-1", "recovery": "aws/eu-west-1"}


def given(jurisdiction: str, places: dict[str, str], **keys: Any) -> dict[str, Any]:
    return intent(jurisdictions={jurisdiction: places}, stores={"orders": STORE | keys})


def store(jurisdiction: str, places: dict[str, str], **keys: Any) -> Machines:
    (found,) = all_stores(planned(given(jurisdiction, places, **keys)))
    assert isinstance(found, Machines)
    return found


LAYOUTS: list[tuple[str, dict[str, str], dict[str, Any], str, list[list[tuple[str, int]]]]] = [
    ("uk", UK, {}, "zones", [[("aws/eu-west-2", 3)]]),
    ("uk", UK, {"replicas": 5}, "zones", [[("aws/eu-west-2", 5)]]),
    ("uk", UK, {"survives": "region"}, "standby", [[("aws/eu-west-2", 3)], [("gcp/europe-west2", 3)]]),
    ("uk", UK, {"survives": "cloud"}, "standby", [[("aws/eu-west-2", 3)], [("gcp/europe-west2", 3)]]),
    (
        "de",
        DE,
        {"survives": "region", "witness": "gcp/europe-west3"},
        "regions",
        [[("aws/eu-central-1", 1), ("gcp/europe-west10", 1), ("gcp/europe-west3", 1)]],
    ),
    (
        "us",
        US,
        {"survives": "region"},
        "regions",
        [[("aws/us-east-1", 1), ("aws/us-west-2", 1), ("aws/us-east-2", 1)]],
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
        [[("aws/eu-central-1", 1), ("aws/eu-west-1", 1), ("aws/eu-west-3", 1)]],
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
        domains = [m.zone for m in cluster.machines]
        assert max(map(domains.count, domains)) * 2 < cluster.replication_factor
    rule = law(jurisdiction)
    for group in found.groups:
        assert rule.allows(DataClass.PERSISTENT, Aspect.REST, place(group.place))


def test_masters_and_tablet_servers_of_two_universes_reach_each_other_and_clients_reach_sql_only() -> None:
    found = store("uk", UK, survives="cloud")
    for group in found.groups:
        opened = {o.name: o.ports for o in group.openings}
        assert opened == {"members": (7100, 9100), "followers": (7100, 9100), "clients": (5433,)}
    assert found.mesh is not None
    assert found.mesh.ports == (7100, 9100)
    assert store("uk", UK).mesh is None


def test_the_archive_is_of_the_version() -> None:
    found = store("uk", UK, version="2025.2.3.0-b149")
    assert found.software.archive == "yugabyte-2025.2.3.0-b149-linux-x86_64.tar.gz"
    assert found.licence == "open"


def test_a_version_that_cannot_follow_is_fine_where_nothing_follows() -> None:
    assert store("uk", UK, version="2025.2.0.1-b1").layout == "zones"
    assert store("us", US, version="2025.2.0.1-b1", survives="region").layout == "regions"


AT = "stores.orders"
REFUSED: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("older line", given("uk", UK, version="2024.2.8.0-b85"), "DOM-310", f"{AT}.version", "2025.2"),
    ("later line", given("uk", UK, version="2026.1.0.0-b1"), "DOM-310", f"{AT}.version", "2025.2"),
    (
        "no second universe yet",
        given("uk", UK, survives="cloud", version="2025.2.0.1-b1"),
        "DOM-311",
        f"{AT}.version",
        "2025.2.1.0",
    ),
    ("no build", given("uk", UK, version="2025.2.1.0"), "DOM-106", f"{AT}.version", ""),
    ("superuser", given("uk", UK, username="yugabyte"), "DOM-312", f"{AT}.username", "any name but"),
    ("operator", given("uk", UK, username="admin"), "DOM-312", f"{AT}.username", "any name but"),
    ("its own database", given("uk", UK, database="yugabyte"), "DOM-312", f"{AT}.database", "template0"),
    ("a licence", given("uk", UK, licence="enterprise"), "DOM-102", f"{AT}.licence", "version"),
    ("two zones", given("uk", UK) | {"network": {"zones": 2}}, "DOM-282", "network.zones", "3 zones"),
    ("even", given("uk", UK, replicas=4), "DOM-283", f"{AT}.replicas", "3 or 5"),
    ("five over regions", given("us", US, survives="region", replicas=5), "DOM-283", f"{AT}.replicas", "3"),
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


def test_everything_wrong_is_said_at_once() -> None:
    problems = refused(given("uk", UK, replicas=4, version="2024.2.8.0-b85", database="postgres"))
    assert {p.code for p in problems.values()} == {"DOM-283", "DOM-310", "DOM-312"}
