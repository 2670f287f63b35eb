"""Spanner: the leader at home, how far back its history reaches, and tables that take rows of one home.

The instance configuration places the replicas, and geo-partitioning is not used: it promises no residency. No
change streams either: they would carry rows to whoever reads them.
"""

from __future__ import annotations

from plan import model
from schema.artefact import Artefact, Language
from schema.words import APP, READER, TABLE, home_of, literal

LONGEST_HISTORY_DAYS = 7
"""Longest ``version_retention_period`` (Spanner, "Point-in-time recovery")."""
REGIONAL = "regional-"


def render(store: model.Spanner) -> tuple[Artefact, ...]:
    """Options of the database, and a table with a home, in the database's dialect."""
    google = store.dialect == "GOOGLE_STANDARD_SQL"
    language: Language = "spanner" if google else "spanner-postgresql"
    made = [
        Artefact(
            file="1-database.sql",
            language=language,
            use="apply",
            about="Options of the database. It was created with them: this brings them back after a "
            "failover or a "
            "restore. Spanner accepts it as often as it is run.",
            statements=(*leader(store), history(store)),
        )
    ]
    made.append(
        Artefact(
            file="2-roles.sql",
            language=language,
            use="apply",
            about="Roles of the database, once. Whoever administers the instance grants them to principals.",
            statements=(f"CREATE ROLE {APP}", f"CREATE ROLE {READER}"),
        )
    )
    home = home_of(store)
    if home is not None:
        made.append(
            Artefact(
                file="table.template.sql",
                language=language,
                use="template",
                about="A table whose rows are of this home only, and who may use it. Rows with an "
                "expiry are "
                "deleted by Spanner, usually within 72 hours after it; leave it out where rows stay.",
                statements=google_table(home) if google else postgresql_table(home),
            )
        )
    return (*made, _reads(language))


def is_regional(store: model.Spanner) -> bool:
    """Whether the configuration is one region: it has one key then, and one possible leader."""
    return store.config.startswith(REGIONAL)


def leader(store: model.Spanner) -> tuple[str, ...]:
    """Statements that put the leader at home. A regional database has no leader to choose."""
    return () if is_regional(store) else (_option(store, "default_leader", store.leader),)


def history_days(store: model.Spanner) -> int:
    """How far back a read or a restore to a point in time can reach."""
    return min(store.backup_days, LONGEST_HISTORY_DAYS)


def history(store: model.Spanner) -> str:
    """The statement that keeps versions for so long, and with them what was erased."""
    return _option(store, "version_retention_period", f"{history_days(store)}d")


def _option(store: model.Spanner, option: str, value: str) -> str:
    if store.dialect == "POSTGRESQL":
        return f'ALTER DATABASE "{store.database}" SET spanner.{option} = {literal(value)}'
    return f"ALTER DATABASE `{store.database}` SET OPTIONS ({option} = {literal(value)})"


def google_table(home: str) -> tuple[str, ...]:
    """A table in Google SQL."""
    return (
        f"""CREATE TABLE {TABLE} (
  home STRING(16) NOT NULL,
  id STRING(36) NOT NULL,
  name STRING(MAX) NOT NULL,
  expires_at TIMESTAMP,
  CONSTRAINT at_home CHECK (home = {literal(home)})
) PRIMARY KEY (id), ROW DELETION POLICY (OLDER_THAN(expires_at, INTERVAL 0 DAY))""",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE {TABLE} TO ROLE {APP}",
        f"GRANT SELECT ON TABLE {TABLE} TO ROLE {READER}",
    )


def postgresql_table(home: str) -> tuple[str, ...]:
    """The same table in the PostgreSQL dialect."""
    return (
        f"""CREATE TABLE {TABLE} (
  home varchar(16) NOT NULL,
  id varchar(36) NOT NULL,
  name varchar NOT NULL,
  expires_at timestamptz,
  CONSTRAINT at_home CHECK (home = {literal(home)}),
  PRIMARY KEY (id)
) TTL INTERVAL '0 days' ON expires_at""",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE {TABLE} TO {APP}",
        f"GRANT SELECT ON TABLE {TABLE} TO {READER}",
    )


def _reads(language: Language) -> Artefact:
    return Artefact(
        file="reads.txt",
        language="text",
        use="hint",
        about="How to read from the nearest replica.",
        statements=(
            "client libraries: a single-use read with max_staleness, or a read-only transaction with "
            "exact_staleness",
            "Python: database.snapshot(exact_staleness=timedelta(seconds=15))",
            "drivers (JDBC, PGAdapter): SET "
            + ("READ_ONLY_STALENESS" if language == "spanner" else "spanner.read_only_staleness")
            + " = 'MAX_STALENESS 15s'",
        ),
    )
