"""PostgreSQL as Aurora, AlloyDB and Cloud SQL have it: one database a jurisdiction, for its rows only.

A region is the whole database's there, so nothing in it places rows. What is made here refuses the rows that
came to the wrong database: a domain that knows one home, and row level security where somebody left it out.
"""

from __future__ import annotations

from plan.model import Store
from schema.artefact import Artefact
from schema.words import APP, MIGRATION, READER, TABLE, home_of, literal

SCHEMA = "app"


def render(store: Store) -> tuple[Artefact, ...]:
    """Roles and, where rows are personal, the home that every row has. For the database's administrator, who
    needs CREATEROLE and the right to create in the database, and not to be a superuser."""
    home = home_of(store)
    made = [
        Artefact(
            file="1-roles.sql",
            language="postgresql",
            use="apply",
            about="Roles and the schema of the application. Twice does no harm. None of them can read past "
            "row "
            "level security, make roles or databases; nobody can create anything in public.",
            statements=roles(),
        )
    ]
    if home is not None:
        made += [
            Artefact(
                file="2-home.sql",
                language="postgresql",
                use="apply",
                about=f"The type of the column that says whose a row is: {home}, or the row is refused. It "
                f"has no "
                "default on purpose: who writes a row says where it belongs. app.unguarded lists the "
                "tables that "
                "go without; it should be empty.",
                statements=home_type(home),
            ),
            Artefact(
                file="table.template.sql",
                language="postgresql",
                use="template",
                about="A table whose rows are of this home only. Row level security repeats the check, so "
                "that "
                "it holds for a column of another type too.",
                statements=(table(), *row_security(home)),
            ),
        ]
    return tuple(made)


def roles() -> tuple[str, ...]:
    """Three roles that nobody logs in as (give them to those who do), and the schema they share."""
    made = tuple(
        f"""DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {literal(role)}) THEN
    CREATE ROLE {role} NOLOGIN NOCREATEDB NOCREATEROLE;
  END IF;
END
$$"""
        for role in (APP, READER, MIGRATION)
    )
    return (*made, f"GRANT {MIGRATION} TO CURRENT_USER", *grants())


def grants() -> tuple[str, ...]:
    """Who may do what in the application's schema, now and with tables to come."""
    by_default = f"ALTER DEFAULT PRIVILEGES FOR ROLE {MIGRATION} IN SCHEMA {SCHEMA}"
    return (
        f"CREATE SCHEMA IF NOT EXISTS {SCHEMA} AUTHORIZATION {MIGRATION}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"SET ROLE {MIGRATION}",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {APP}, {READER}",
        f"{by_default} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}",
        f"{by_default} GRANT USAGE, SELECT ON SEQUENCES TO {APP}",
        f"{by_default} GRANT SELECT ON TABLES TO {READER}",
        "RESET ROLE",
    )


def home_type(home: str) -> tuple[str, ...]:
    """The domain, and the view that says where it is missing."""
    return (
        f"SET ROLE {MIGRATION}",
        f"""DO $$
BEGIN
  IF to_regtype('{SCHEMA}.home') IS NULL THEN
    CREATE DOMAIN {SCHEMA}.home AS text CONSTRAINT at_home CHECK (VALUE = {literal(home)});
  END IF;
  PERFORM {literal(home)}::{SCHEMA}.home; -- fails in a database that was made for another home
END
$$""",
        f"""CREATE OR REPLACE VIEW {SCHEMA}.unguarded AS
  SELECT c.relname AS "table"
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = '{SCHEMA}' AND c.relkind IN ('r', 'p') AND NOT (
    (c.relispartition OR c.relrowsecurity AND c.relforcerowsecurity) AND EXISTS (
      SELECT FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.atttypid = '{SCHEMA}.home'::regtype AND a.attnotnull))""",
        "RESET ROLE",
    )


def table() -> str:
    """A table whose rows have a home."""
    return f"""CREATE TABLE {SCHEMA}.{TABLE} (
  home {SCHEMA}.home NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (home, id)
)"""


def row_security(home: str) -> tuple[str, ...]:
    """The second lock, which holds for the table's owner too."""
    at = f"home = {literal(home)}"
    return (
        f"ALTER TABLE {SCHEMA}.{TABLE} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {SCHEMA}.{TABLE} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY at_home ON {SCHEMA}.{TABLE} USING ({at}) WITH CHECK ({at})",
    )
