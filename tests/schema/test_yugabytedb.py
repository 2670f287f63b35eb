"""What is made for YugabyteDB: placements by their own schema, and all else run by PostgreSQL."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from jurisdictions.problem import ProblemsError
from schema import artefacts
from schema.engines import yugabytedb
from schema.rules.yugabytedb import check_placement
from tests.schema.postgres import RefusedError, Server
from tests.schema.stores import cluster, germany, group, london, machines, union

LONDON, UNION, GERMANY = london("yugabytedb"), union("yugabytedb", 1, 1, 1), germany("yugabytedb")
A, B = ({"cloud": "aws", "region": "r", "zone": zone, "min_num_replicas": 1} for zone in "ab")
PLANNED = {("aws", "r", "a"), ("aws", "r", "b")}
PLACEMENTS: dict[str, tuple[object, str | None]] = {
    "two zones": ({"num_replicas": 3, "placement_blocks": [A, B]}, None),
    "leaders at home": (
        {"num_replicas": 2, "placement_blocks": [A | {"leader_preference": 1}, B | {"leader_preference": 2}]},
        None,
    ),
    "as many leaders as wanted": (
        {"num_replicas": 2, "placement_blocks": [A | {"leader_preference": 1}, B]},
        None,
    ),
    "more than there are": ({"num_replicas": 1, "placement_blocks": [A, B]}, "want 2 replicas of 1"),
    "a gap between leaders": (
        {"num_replicas": 2, "placement_blocks": [A | {"leader_preference": 1}, B | {"leader_preference": 3}]},
        "without a gap",
    ),
    "leaders that do not begin": (
        {"num_replicas": 2, "placement_blocks": [A | {"leader_preference": 2}, B]},
        "without a gap",
    ),
    "a zone twice": ({"num_replicas": 2, "placement_blocks": [A, A]}, "two blocks"),
    "a zone without machines": (
        {"num_replicas": 1, "placement_blocks": [A | {"zone": "c"}]},
        "no machine is planned there",
    ),
    "no zone at all": ({"num_replicas": 1, "placement_blocks": []}, "at least 1 item"),
    "an unknown key": ({"num_replicas": 1, "placement_blocks": [A | {"rack": "1"}]}, "not permitted"),
    "a number in quotes": ({"num_replicas": "1", "placement_blocks": [A]}, "valid integer"),
    "no replica": ({"num_replicas": 1, "placement_blocks": [A | {"min_num_replicas": 0}]}, "greater than"),
    "no JSON": ("{", "Invalid JSON"),
}


def for_postgresql(text: str) -> str:
    """A file without what only YugabyteDB has.

    Tablespaces are folders in PostgreSQL; keys are not hashed; sessions have no options of YugabyteDB.
    """
    text = re.sub(r"WITH \(replica_placement = ''[^']*''\)", "LOCATION ''''", text)
    return re.sub(r"^SET yb_\w+ = \w+;$", "", text, flags=re.MULTILINE).replace(
        "(id HASH, home ASC)", "(id, home)"
    )


@pytest.mark.parametrize("case", PLACEMENTS)
def test_rules_of_placements(case: str) -> None:
    given, why = PLACEMENTS[case]
    text = given if isinstance(given, str) else json.dumps(given)
    found = check_placement(text, PLANNED, "p")
    if why is None:
        assert found == []
    else:
        assert {problem.code for problem in found} == {"DOM-305"}
        assert any(why in problem.what for problem in found)


@pytest.mark.parametrize(
    ("given", "blocks"),
    [
        (LONDON.clusters[0], [("euw2-az1", 1, 1), ("euw2-az2", 1, 1), ("euw2-az3", 1, 1)]),
        (UNION.clusters[0], [("euc1-az1", 1, 1), ("europe-west3-a", 1, 2), ("euw1-az1", 1, 3)]),
        (
            cluster(group("aws/eu-west-2", votes=3, machines=2), group("gcp/europe-west2", votes=2)),
            [("euw2-az1", 2, 1), ("euw2-az2", 1, 1), ("europe-west2-a", 1, 2), ("europe-west2-b", 1, 2)],
        ),
    ],
)
def test_votes_are_spread_over_zones_with_leaders_at_home(
    given: Any, blocks: list[tuple[str, int, int]]
) -> None:
    found = json.loads(yugabytedb.placement(given))
    assert found["num_replicas"] == given.replication_factor
    assert [
        (block["zone"], block["min_num_replicas"], block["leader_preference"])
        for block in found["placement_blocks"]
    ] == blocks


def test_a_standby_has_the_same_tablespace_in_its_own_zones() -> None:
    made = {one.file: one.text for one in artefacts(GERMANY)}
    assert "europe-west10-a" in made["1-database.sql"]
    assert "europe-west3-a" not in made["1-database.sql"]
    assert "europe-west3-a" in made["recovery/1-database.sql"]
    assert all('CREATE TABLESPACE "app_de"' in made[f] for f in ("1-database.sql", "recovery/1-database.sql"))


def test_a_plan_that_does_not_fit_is_refused() -> None:
    wrong = machines(
        "yugabytedb",
        "uk",
        cluster(group("aws/eu-west-2", votes=3)),
        cluster(group("aws/eu-west-2", votes=10)),
    )
    with pytest.raises(ProblemsError) as caught:
        artefacts(wrong)
    assert {problem.code for problem in caught.value.problems} == {"DOM-305"}


def test_postgresql_runs_it_and_refuses_a_row_of_another_home(server: Server) -> None:
    try:
        for made in artefacts(UNION):
            given = for_postgresql(made.text)
            for _ in range(2 if made.use == "applied" else 1):  # machines run it again and again
                if made.file == "1-database.sql":
                    server.run(f"SET allow_in_place_tablespaces = on;\n{given}")
                else:
                    server.run(given, database="app")
        row = "SET ROLE app; INSERT INTO app.users VALUES ('{}', gen_random_uuid(), 'a')"
        server.run(row.format("eu"), database="app")
        assert server.run("SELECT tableoid::regclass, home FROM app.users", database="app") == [
            "app.users_eu|eu"
        ]
        asked = "SELECT tablespace FROM pg_tables WHERE tablename = 'users_eu'"
        assert server.run(asked, database="app") == ["app_eu"]
        assert server.run("SELECT * FROM app.unguarded", database="app") == []
        with pytest.raises(RefusedError, match=r"no partition|at_home"):
            server.run(row.format("uk"), database="app")
    finally:
        server.run("DROP DATABASE IF EXISTS app")
        server.run("DROP TABLESPACE IF EXISTS app_eu")
        for role in ("app", "readonly", "migration", "admin"):
            server.run(f"DROP ROLE IF EXISTS {role}")
