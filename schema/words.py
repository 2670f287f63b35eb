"""Words of SQL, safely: names in quotes, text in quotes, and what the home of a row is called."""

from __future__ import annotations

from jurisdictions import DataClass, place
from plan.draft import GLOBAL
from plan.model import Store

APP, READER, MIGRATION = "app", "readonly", "migration"
"""Roles of every SQL store: the application, whoever only reads, and whoever changes the schema."""
TABLE = "users"
"""The table of the templates."""


def name(text: str) -> str:
    """An identifier in double quotes: PostgreSQL's, CockroachDB's, YugabyteDB's."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in single quotes, with those in it doubled: PostgreSQL's and its kin's, not Google SQL's."""
    return "'" + text.replace("'", "''") + "'"


def home_of(store: Store) -> str | None:
    """What the column ``home`` of every row says: the jurisdiction. None where no row is personal."""
    if store.data_class is DataClass.METADATA or store.jurisdiction == GLOBAL:
        return None
    return store.jurisdiction


def countries_of(places: tuple[str, ...]) -> tuple[str, ...]:
    """ISO 3166-1 codes of the countries that regions are in, in lower case, each once."""
    return tuple(dict.fromkeys(c.lower() for at in places for c in sorted(place(at).countries)))
