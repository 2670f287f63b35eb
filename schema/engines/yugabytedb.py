"""YugabyteDB: a tablespace with the planned zones, which the database and every partition are in.

A universe serves one jurisdiction, masters included: they hold the catalogue with samples of all columns. A
table without a tablespace would go wherever the universe has machines, so the database has a default one.
Machines are started with ``--placement_cloud=aws --placement_region=eu-west-2 --placement_zone=euw2-az1``.
"""

from __future__ import annotations

from jurisdictions.problem import ProblemsError
from plan import model, names
from schema.artefact import Artefact, Language
from schema.engines import postgresql
from schema.rules.yugabytedb import Block, ReplicaPlacement, Zone, check_placement
from schema.words import APP, MIGRATION, READER, TABLE, home_of, literal, name

STALENESS_MS = 15_000
"""Of follower reads in the template: the default is 30,000, and 1,000 the least for clocks 500 ms apart."""
LANGUAGE: Language = "yugabytedb"
OPERATOR = "admin"
"""Role of operators."""


def render(store: model.Machines) -> tuple[Artefact, ...]:
    """What the machines apply to each universe, and templates.

    Raises ``ProblemsError`` (DOM-305) for a placement that YugabyteDB would refuse.
    """
    space = tablespace(store)
    found = _checked(store)
    return (
        *(_database(store, cluster, space, found[cluster.name]) for cluster in store.clusters),
        _roles(store, space),
        *_templates(store, space),
    )


def on_machines(store: model.Machines, cluster: model.MachineCluster) -> dict[str, str]:
    """What the first machine of a universe runs, by name of the file: ``database.sql`` in the database
    yugabyte, again and again; ``roles.sql`` in the store's own, when it changes. Raises as ``render``."""
    space, found = tablespace(store), _checked(store)
    return {
        "database.sql": _database(store, cluster, space, found[cluster.name]).text,
        "roles.sql": _roles(store, space).text,
    }


def _checked(store: model.Machines) -> dict[str, str]:
    """The placement of each universe."""
    found = {cluster.name: placement(cluster) for cluster in store.clusters}
    problems = [
        problem
        for cluster in store.clusters
        for problem in check_placement(found[cluster.name], planned(cluster), cluster.name)
    ]
    if problems:
        raise ProblemsError(problems)
    return found


def tablespace(store: model.Machines) -> str:
    """The same name in every universe of a store: its tables are replicated by name."""
    return f"{store.database}_{store.jurisdiction}".replace("-", "_")


def planned(cluster: model.MachineCluster) -> set[Zone]:
    """The zones that have machines."""
    return {_zone(group, machine) for group in cluster.groups for machine in group.machines}


def placement(cluster: model.MachineCluster) -> str:
    """The JSON text: votes of each region, spread over the zones of its machines; leaders at home first."""
    return ReplicaPlacement.model_construct(
        num_replicas=cluster.replication_factor, placement_blocks=blocks(cluster)
    ).text


def blocks(cluster: model.MachineCluster) -> tuple[Block, ...]:
    """One a zone that has votes. Not checked here: what is wrong is told with all else (check_placement)."""
    found: dict[Zone, Block] = {}
    for rank, group in enumerate(cluster.groups, start=1):
        share, more = divmod(group.votes, len(group.machines))
        for number, machine in enumerate(group.machines):
            at = _zone(group, machine)
            before = found[at].min_num_replicas if at in found else 0
            cloud, region, zone = at
            found[at] = Block.model_construct(
                cloud=cloud,
                region=region,
                zone=zone,
                min_num_replicas=before + share + (number < more),
                leader_preference=rank,
            )
    return tuple(block for block in found.values() if block.min_num_replicas)


def _zone(group: model.MachineGroup, machine: model.Machine) -> Zone:
    return group.place.partition("/")[0], names.region(group.place), machine.zone


def _database(store: model.Machines, cluster: model.MachineCluster, space: str, text: str) -> Artefact:
    at = name(store.database)
    asked = f"pg_database WHERE datname = {literal(store.database)}"
    by_default = (
        f"pg_db_role_setting JOIN {asked.replace(' WHERE', ' d ON d.oid = setdatabase WHERE', 1)} "
        f"AND setrole = 0 AND {literal(f'default_tablespace={space}')} = ANY (setconfig)"
    )
    return Artefact(
        file="1-database.sql" if cluster.role == "home" else f"{cluster.role}/1-database.sql",
        language=LANGUAGE,
        use="applied",
        about="Who signs in, the tablespace with the zones of the plan, and the database that is in it by "
        "default. In the database yugabyte, by ysqlsh or psql: only they know \\gexec, which runs what the "
        "query before it finds to be missing. Passwords are set beside it.",
        statements=(
            *(
                _missing(f"CREATE ROLE {name(who)} {may}", f"pg_roles WHERE rolname = {literal(who)}")
                for who, may in ((OPERATOR, "LOGIN SUPERUSER"), (store.username, "LOGIN"))
            ),
            _missing(
                f"CREATE TABLESPACE {name(space)} WITH (replica_placement = {literal(text)})",
                f"pg_tablespace WHERE spcname = {literal(space)}",
            ),
            _missing(f"CREATE DATABASE {at}", asked),
            _missing(f"ALTER DATABASE {at} SET default_tablespace = {literal(space)}", by_default),
        ),
    )


def _missing(statement: str, asked: str) -> str:
    """The statement, run where a query finds nothing: YSQL has no ``IF NOT EXISTS`` for these."""
    return f"SELECT {literal(statement)}\n  WHERE NOT EXISTS (SELECT FROM {asked})\\gexec"


def _roles(store: model.Machines, space: str) -> Artefact:
    """The roles and, for a database with a second universe, a table: one without any cannot be replicated."""
    home, user = home_of(store), store.username
    paired = (
        "CREATE SCHEMA IF NOT EXISTS domicile",
        "CREATE TABLE IF NOT EXISTS domicile.paired (id int PRIMARY KEY)",
    )
    return Artefact(
        file="2-roles.sql",
        language=LANGUAGE,
        use="applied",
        about=f"In the database {store.database} of every universe: roles and the schema of the application"
        + (
            f", and the type of the column that says whose a row is: {home}, or it is refused."
            if home
            else "."
        ),
        statements=(
            *postgresql.roles(),
            f"GRANT CREATE ON TABLESPACE {name(space)} TO {MIGRATION}",
            *(f"GRANT {role} TO {name(user)}" for role in (APP, MIGRATION) if role != user),
            *(postgresql.home_type(home) if home else ()),
            *(paired if len(store.clusters) > 1 else ()),
        ),
    )


def _templates(store: model.Machines, space: str) -> tuple[Artefact, ...]:
    home = home_of(store)
    reads = Artefact(
        file="reads.template.sql",
        language=LANGUAGE,
        use="template",
        about="Reads that the nearest replica answers, as old as the session allows. In a read-only "
        "transaction.",
        statements=(
            "SET yb_read_from_followers = true",
            f"SET yb_follower_read_staleness_ms = {STALENESS_MS}",
            "BEGIN TRANSACTION READ ONLY",
            f"SELECT name FROM {postgresql.SCHEMA}.{TABLE} WHERE home = {literal(home)}"
            if home
            else f"SELECT name FROM {postgresql.SCHEMA}.{TABLE}",
            "COMMIT",
        ),
    )
    if home is None:
        return (reads,)
    table = Artefact(
        file="table.template.sql",
        language=LANGUAGE,
        use="template",
        about="A table with one partition, that of this home: a row of another finds none. Every unique key "
        "includes home; indexes of a partition are in its tablespace.",
        statements=partitions(home, space),
    )
    return table, reads


def partitions(home: str, space: str) -> tuple[str, ...]:
    """A table by list of homes, with the partition of this one in its tablespace."""
    parent = f"{postgresql.SCHEMA}.{TABLE}"
    part = f"{parent}_{home}".replace("-", "_")
    return (
        f"""CREATE TABLE {parent} (
  home {postgresql.SCHEMA}.home NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL
) PARTITION BY LIST (home)""",
        f"""CREATE TABLE {part} PARTITION OF {parent} (PRIMARY KEY (id HASH, home ASC))
  FOR VALUES IN ({literal(home)}) TABLESPACE {name(space)}""",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {parent} TO {APP}",
        f"GRANT SELECT ON {parent} TO {READER}",
        *postgresql.row_security(home),
    )
