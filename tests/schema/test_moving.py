"""A user moves home from the United Kingdom to Australia, as docs/moving.md says: two databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.schema.postgres import RefusedError, Server
from tests.schema.stores import store_on
from tests.schema.test_postgresql import bootstrap

USER = "00000000-0000-0000-0000-00000000002a"
OTHER = "00000000-0000-0000-0000-00000000002b"
HOMES = ("uk", "au")
EXPORT = f"SELECT id, name FROM app.users WHERE home = 'uk' AND id = '{USER}'"
DIGEST = (
    "SELECT count(*), md5(string_agg(concat_ws('|', id, name), ',' ORDER BY id)) "
    f"FROM app.users WHERE id = '{USER}'"
)
ERASE = f"DELETE FROM app.users WHERE id = '{USER}'"


@pytest.fixture
def homes(server: Server) -> Iterator[Server]:
    """A database in each home, on one server, with two users in the United Kingdom."""
    for home in HOMES:
        server.new_database(f"home_{home}")
        bootstrap(server, f"home_{home}", store_on("aurora-postgresql", home))
    for user in (USER, OTHER):
        ask(server, "uk", f"INSERT INTO app.users (home, id, name) VALUES ('uk', '{user}', 'Ada')")
    yield server
    for home in HOMES:
        server.run(f'DROP DATABASE "home_{home}"')
    server.run("DROP ROLE app; DROP ROLE readonly; DROP ROLE migration")


def ask(server: Server, home: str, sql: str) -> list[str]:
    """What the application sees there."""
    return server.run(f"SET ROLE app; {sql}", database=f"home_{home}")


def arrive(server: Server, rows: list[str], home: str) -> None:
    """Rows that were handed over; the same again changes nothing."""
    for row in rows:
        user, name = row.split("|")
        ask(
            server,
            "au",
            f"INSERT INTO app.users (home, id, name) VALUES ('{home}', '{user}', '{name}') "
            "ON CONFLICT (home, id) DO UPDATE SET name = excluded.name",
        )


def test_a_user_moves_and_the_old_home_has_nothing_of_them(homes: Server) -> None:
    rows = ask(homes, "uk", EXPORT)
    assert rows == [f"{USER}|Ada"]
    for _ in range(2):
        arrive(homes, rows, "au")
    assert ask(homes, "au", DIGEST) == ask(homes, "uk", DIGEST)
    ask(homes, "uk", ERASE)
    assert ask(homes, "uk", "SELECT home, id FROM app.users") == [f"uk|{OTHER}"]
    assert ask(homes, "au", "SELECT home, id, name FROM app.users") == [f"au|{USER}|Ada"]


def test_rows_that_still_say_the_old_home_are_refused_in_the_new_one(homes: Server) -> None:
    with pytest.raises(RefusedError, match="at_home"):
        arrive(homes, ask(homes, "uk", EXPORT), "uk")
    assert ask(homes, "au", "SELECT count(*) FROM app.users") == ["0"]


def test_a_copy_that_differs_is_seen_and_removed_and_nothing_has_happened(homes: Server) -> None:
    arrive(homes, [f"{USER}|Eda"], "au")
    assert ask(homes, "au", DIGEST) != ask(homes, "uk", DIGEST)
    ask(homes, "au", ERASE)
    assert ask(homes, "au", "SELECT count(*) FROM app.users") == ["0"]
    assert ask(homes, "uk", EXPORT) == [f"{USER}|Ada"]
