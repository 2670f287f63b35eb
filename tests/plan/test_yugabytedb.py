"""YugabyteDB: who may connect, and what it refuses that other engines on machines do not."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.plan import machines
from tests.plan.intents import refused
from tests.plan.machines import AT, UK, US, assert_refused

given, store = partial(machines.given, "yugabytedb"), partial(machines.store, "yugabytedb")


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
    ("five over regions", given("us", US, survives="region", replicas=5), "DOM-283", f"{AT}.replicas", "3"),
]


@pytest.mark.parametrize(
    ("given", "code", "path", "allowed"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED]
)
def test_refused(given: dict[str, Any], code: str, path: str, allowed: str) -> None:
    assert_refused(given, code, path, allowed)


def test_everything_wrong_is_said_at_once() -> None:
    problems = refused(given("uk", UK, replicas=4, version="2024.2.8.0-b85", database="postgres"))
    assert {p.code for p in problems.values()} == {"DOM-283", "DOM-310", "DOM-312"}
