"""Aurora DSQL: PostgreSQL without what it lacks, in the one database that a cluster has.

No PL/pgSQL, foreign keys, triggers, partitions, tablespaces or row level security; one statement of DDL a
transaction; indexes are built behind one's back (``ASYNC``). Source: Aurora DSQL User Guide, "Unsupported
PostgreSQL features" and "Supported SQL".
"""

from __future__ import annotations

from plan.model import Store
from schema.artefact import Artefact
from schema.words import APP, MIGRATION, READER, TABLE, home_of, literal

SCHEMA = "app"


def render(store: Store) -> tuple[Artefact, ...]:
    """Roles and, where rows are personal, a table that takes those of one home."""
    home = home_of(store)
    made = [
        Artefact(
            file="1-roles.sql",
            language="dsql",
            use="apply",
            about="Once: roles and schema of the application, each statement in a transaction of its own. "
            "Clients become a role through IAM: AWS IAM GRANT app TO 'arn:aws:iam::<account>:role/<role>'.",
            statements=(
                f"CREATE ROLE {APP} WITH LOGIN",
                f"CREATE ROLE {READER} WITH LOGIN",
                f"CREATE ROLE {MIGRATION} WITH LOGIN",
                f"CREATE SCHEMA {SCHEMA}",
                f"GRANT USAGE, CREATE ON SCHEMA {SCHEMA} TO {MIGRATION}",
                f"GRANT USAGE ON SCHEMA {SCHEMA} TO {APP}",
                f"GRANT USAGE ON SCHEMA {SCHEMA} TO {READER}",
            ),
        )
    ]
    if home is not None:
        made.append(
            Artefact(
                file="table.template.sql",
                language="dsql",
                use="template",
                about="A table whose rows are of this home only, each statement in a transaction of its "
                "own. There "
                "is no row level security here: the check is the only lock, so write it into every table.",
                statements=table(home),
            )
        )
    return tuple(made)


def table(home: str) -> tuple[str, ...]:
    """A table whose rows have a home, an index, and who may use it."""
    return (
        f"""CREATE TABLE {SCHEMA}.{TABLE} (
  home text NOT NULL CONSTRAINT at_home CHECK (home = {literal(home)}),
  id uuid NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (id)
)""",
        f"CREATE INDEX ASYNC {TABLE}_name ON {SCHEMA}.{TABLE} (name)",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {SCHEMA}.{TABLE} TO {APP}",
        f"GRANT SELECT ON {SCHEMA}.{TABLE} TO {READER}",
    )
