"""What is made for PostgreSQL, run by PostgreSQL: rows of home go in, all others stay out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from jurisdictions import DataClass
from plan.model import Store
from schema import artefacts
from schema.engines import postgresql
from tests.schema.postgres import RefusedError, Server
from tests.schema.stores import store_on

NUMBERS = count()
ROW = "INSERT INTO app.users (home, id, name) VALUES ('{home}', gen_random_uuid(), 'a')"


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """A new database of an administrator who is no superuser, with the roles gone afterwards."""
    name = f"db{next(NUMBERS)}"
    server.new_database(name)
    yield name
    server.run(f'DROP DATABASE "{name}"')
    server.run("DROP ROLE IF EXISTS app; DROP ROLE IF EXISTS readonly; DROP ROLE IF EXISTS migration")


def bootstrap(server: Server, database: str, store: Store, *, leave_out: str = "") -> None:
    """Apply all files as the administrator, twice those that say that twice does no harm."""
    for made in artefacts(store):
        if made.use == "apply":
            server.run(made.text, database=database, user="master")
            server.run(made.text, database=database, user="master")
        elif leave_out != made.file:
            server.run(f"SET ROLE migration;\n{made.text}", database=database, user="master")


@pytest.mark.parametrize("engine", ["aurora-postgresql", "alloydb", "cloud-sql"])
@pytest.mark.parametrize("home", ["uk", "de"])
def test_a_row_of_home_goes_in_and_a_row_of_another_is_refused(
    server: Server, database: str, engine: str, home: str
) -> None:
    bootstrap(server, database, store_on(engine, home))
    server.run(f"SET ROLE app; {ROW.format(home=home)}", database=database)
    with pytest.raises(RefusedError, match="at_home"):
        server.run(f"SET ROLE app; {ROW.format(home='fr')}", database=database)
    with pytest.raises(RefusedError, match="row-level security"):
        server.run(
            "SET ROLE app; INSERT INTO app.users (id, name) VALUES (gen_random_uuid(), 'a')",
            database=database,
        )
    with pytest.raises(RefusedError, match="at_home"):
        server.run("SET ROLE app; UPDATE app.users SET home = 'fr'", database=database)
    assert server.run("SET ROLE readonly; SELECT DISTINCT home FROM app.users", database=database) == [home]
    assert server.run("SELECT * FROM app.unguarded", database=database) == []


def test_row_level_security_refuses_where_the_type_does_not(server: Server, database: str) -> None:
    bootstrap(server, database, store_on("aurora-postgresql", "uk"), leave_out="table.template.sql")
    plain = postgresql.table().replace("home app.home NOT NULL", "home text NOT NULL")
    server.run(f"SET ROLE migration; {plain}", database=database)
    server.run(f"SET ROLE app; {ROW.format(home='fr')}", database=database)
    assert server.run("SELECT * FROM app.unguarded", database=database) == ["users"]
    secured = ";\n".join(postgresql.row_security("uk"))
    server.run(f"SET ROLE migration; {secured}", database=database)
    for role in ("app", "migration"):
        with pytest.raises(RefusedError, match="row-level security"):
            server.run(f"SET ROLE {role}; {ROW.format(home='fr')}", database=database)
    assert server.run("SET ROLE app; SELECT count(*) FROM app.users", database=database) == ["0"]
    assert server.run("SELECT * FROM app.unguarded", database=database) == ["users"]


def test_a_database_that_was_made_for_another_home_is_refused(server: Server, database: str) -> None:
    bootstrap(server, database, store_on("aurora-postgresql", "de"))
    _, home, _ = artefacts(store_on("aurora-postgresql", "uk"))
    with pytest.raises(RefusedError, match="at_home"):
        server.run(home.text, database=database, user="master")


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("readonly", ROW.format(home="uk")),
        ("readonly", "DELETE FROM app.users"),
        ("app", "CREATE TABLE app.more (id int)"),
        ("app", "CREATE TABLE public.more (id int)"),
        ("app", "DROP TABLE app.users"),
        ("app", "ALTER TABLE app.users DISABLE ROW LEVEL SECURITY"),
        ("app", "ALTER DOMAIN app.home DROP CONSTRAINT at_home"),
        ("migration", "CREATE ROLE more"),
        ("migration", "CREATE DATABASE more"),
    ],
)
def test_a_role_does_what_it_is_for_and_no_more(
    server: Server, database: str, role: str, statement: str
) -> None:
    bootstrap(server, database, store_on("aurora-postgresql", "uk"))
    with pytest.raises(RefusedError, match=r"permission denied|must be owner"):
        server.run(f"SET ROLE {role}; {statement}", database=database)


def test_no_role_is_a_superuser_or_passes_row_level_security(server: Server, database: str) -> None:
    bootstrap(server, database, store_on("cloud-sql", "uk"))
    found = server.run(
        "SELECT rolname FROM pg_roles WHERE rolname IN ('app', 'readonly', 'migration') "
        "AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication) ORDER BY 1"
    )
    assert found == ["app", "migration", "readonly"]


def test_what_is_not_personal_has_roles_and_no_home(server: Server, database: str) -> None:
    store = replace(store_on("aurora-postgresql", "uk"), data_class=DataClass.METADATA)
    assert [made.file for made in artefacts(store)] == ["1-roles.sql"]
    bootstrap(server, database, store)
    server.run("SET ROLE migration; CREATE TABLE app.rates (currency text)", database=database)
    server.run("SET ROLE app; INSERT INTO app.rates VALUES ('EUR')", database=database)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("CREATE DOMAIN", "CREATE DOMAINS"),
        ("CHECK (VALUE = 'uk')", "CHECK (VALUE = 'uk'"),
        ("a.atttypid = 'app.home'::regtype", "a.atttypid = 'app.house'::regtype"),
    ],
)
def test_a_statement_that_went_wrong_is_refused(
    server: Server, database: str, right: str, wrong: str
) -> None:
    roles, home, _ = artefacts(store_on("aurora-postgresql", "uk"))
    server.run(roles.text, database=database, user="master")
    assert right in home.text
    with pytest.raises(RefusedError):
        server.run(home.text.replace(right, wrong), database=database, user="master")


def test_dsql_has_nothing_that_it_lacks_and_refuses_a_row_of_another_home(
    server: Server, database: str
) -> None:
    made = artefacts(store_on("aurora-dsql", "uk"))
    lacking = (
        "REFERENCES",
        "TRIGGER",
        "DO $$",
        "PARTITION",
        "TABLESPACE",
        "ROW LEVEL",
        "SEQUENCE",
        "TRUNCATE",
    )
    for statement in (s for one in made for s in one.statements):
        assert not [word for word in lacking if word in statement.upper()], statement
        assert "CREATE INDEX ASYNC" in statement or "INDEX" not in statement
        # PostgreSQL builds an index at once, and knows no ASYNC; CREATEROLE does what DSQL's admin may.
        server.run(statement.replace("INDEX ASYNC", "INDEX"), database=database, user="master")
    server.run(f"SET ROLE app; {ROW.format(home='uk')}", database=database)
    with pytest.raises(RefusedError, match="at_home"):
        server.run(f"SET ROLE app; {ROW.format(home='fr')}", database=database)
