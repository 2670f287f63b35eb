"""What is made for Spanner, read by memefish; the PostgreSQL dialect is run by PostgreSQL."""

from __future__ import annotations

import re

import pytest

from schema import artefacts
from tests.schema.parsed import UnparsableError, parse
from tests.schema.postgres import RefusedError, Server
from tests.schema.stores import spanner

DUAL = {"config": "dual-region-germany1", "leader": "europe-west10", "layout": "dual-region"}


def test_the_leader_is_at_home_and_history_is_as_long_as_the_plan_says() -> None:
    database, *_ = artefacts(spanner("de", **DUAL))
    leader, history = parse("spanner", database.text)
    assert (leader["tag"], leader["name"]) == ("AlterDatabase", "app")
    assert leader["options"] == {"default_leader": "europe-west10"}
    assert history["options"] == {"version_retention_period": "7d"}


def test_a_regional_database_has_no_leader_to_choose() -> None:
    database, *_ = artefacts(spanner(backup_days=3))
    (history,) = parse("spanner", database.text)
    assert history["options"] == {"version_retention_period": "3d"}


def test_the_table_takes_rows_of_home_and_lets_them_expire() -> None:
    _, roles, template, _ = artefacts(spanner("de", **DUAL))
    assert [s["tag"] for s in parse("spanner", roles.text)] == ["CreateRole", "CreateRole"]
    found = parse("spanner", template.text)
    table = found[0]
    assert 'CHECK (home = "de")' in table["sql"] or "CHECK (home = 'de')" in table["sql"]
    assert "expires_at" in table["expires"]
    assert [s["tag"] for s in found] == ["CreateTable", "Grant", "Grant"]


@pytest.mark.parametrize("dialect", ["GOOGLE_STANDARD_SQL", "POSTGRESQL"])
def test_there_are_no_change_streams_and_no_placements(dialect: str) -> None:
    made = artefacts(spanner("de", **DUAL, dialect=dialect))
    text = "\n".join(one.text for one in made).upper()
    assert "CHANGE STREAM" not in text
    assert "PLACEMENT" not in text


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("SET OPTIONS (", "SET OPTION ("),
        ("ROW DELETION POLICY (OLDER_THAN(", "ROW DELETION (OLDER_THAN("),
        ("STRING(16)", "STRING"),
        ("CHECK (home", "CHECK home"),
    ],
)
def test_a_statement_that_went_wrong_is_refused(right: str, wrong: str) -> None:
    text = "\n".join(one.text for one in artefacts(spanner("de", **DUAL)) if one.language == "spanner")
    assert right in text
    parse("spanner", text)
    with pytest.raises(UnparsableError):
        parse("spanner", text.replace(right, wrong))


def test_the_postgresql_dialect_is_postgresql_but_for_its_expiry(server: Server) -> None:
    server.new_database("app")
    try:
        for one in artefacts(spanner("de", **DUAL, dialect="POSTGRESQL")):
            if one.language == "spanner-postgresql":
                # PostgreSQL has options with a prefix, and no TTL clause.
                plain, expiries = re.subn(r"\) TTL INTERVAL '\d+ days' ON expires_at", ")", one.text)
                assert expiries == (one.use == "template")
                server.run(plain, database="app")
        asked = "SELECT unnest(setconfig) FROM pg_db_role_setting ORDER BY 1"
        assert server.run(asked) == [
            "spanner.default_leader=europe-west10",
            "spanner.version_retention_period=7d",
        ]
        row = "SET ROLE app; INSERT INTO users (home, id, name) VALUES ('{}', '1', 'a')"
        server.run(row.format("de"), database="app")
        with pytest.raises(RefusedError, match="at_home"):
            server.run(row.format("uk"), database="app")
    finally:
        server.run("DROP DATABASE app")
        server.run("DROP ROLE IF EXISTS app; DROP ROLE IF EXISTS readonly")
