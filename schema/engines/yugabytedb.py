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


def render(store: model.Machines) -> tuple[Artefact, ...]:
    """Tablespace and database of each universe; roles, home and templates where it is written to.

    Raises ``ProblemsError`` (DOM-305) for a placement that YugabyteDB would refuse.
    """
    space = tablespace(store)
    found = {cluster.name: placement(cluster) for cluster in store.clusters}
    problems = [
        problem
        for cluster in store.clusters
        for problem in check_placement(found[cluster.name], planned(cluster), cluster.name)
    ]
    if problems:
        raise ProblemsError(problems)
    return (
        *(_database(store, c, space, found[c.name], number) for number, c in enumerate(store.clusters)),
        _roles(store, space),
        *_templates(store, space),
    )


def tablespace(store: model.Machines) -> str:
    """The same name in every universe of a store: its tables are replicated by name."""
    return f"{store.database}_{store.jurisdiction}".replace("-", "_")


def planned(cluster: model.MachineCluster) -> set[Zone]:
    """The zones that have machines."""
    return {_zone(group, machine) for group in cluster.groups for machine in group.machines}


def placement(cluster: model.MachineCluster) -> str:
    """The JSON text: votes of each region, spread over the zones of its machines; leaders at home first."""
    blocks: list[Block] = []
    for rank, group in enumerate(cluster.groups, start=1):
        share, more = divmod(group.votes, len(group.machines))
        for number, machine in enumerate(group.machines):
            replicas = share + (number < more)
            if replicas:
                cloud, region, zone = _zone(group, machine)
                # Not checked here: what is wrong is told with all else (check_placement).
                made = Block.model_construct(
                    cloud=cloud, region=region, zone=zone, min_num_replicas=replicas, leader_preference=rank
                )
                blocks.append(made)
    whole = ReplicaPlacement.model_construct(
        num_replicas=cluster.replication_factor, placement_blocks=tuple(blocks)
    )
    return whole.text


def _zone(group: model.MachineGroup, machine: model.Machine) -> Zone:
    return group.place.partition("/")[0], names.region(group.place), machine.zone


def _database(
    store: model.Machines, cluster: model.MachineCluster, space: str, text: str, number: int
) -> Artefact:
    at = name(store.database)
    return Artefact(
        file="1-database.sql" if number == 0 else f"{cluster.role}/1-database.sql",
        language=LANGUAGE,
        use="apply",
        about="The tablespace with the zones of the plan, and the database that is in it by default. Once, "
        "in "
        "the database yugabyte; the machines must be up, or no table can be created.",
        statements=(
            f"CREATE TABLESPACE {name(space)} WITH (replica_placement = {literal(text)})",
            f"CREATE DATABASE {at}",
            f"ALTER DATABASE {at} SET default_tablespace = {literal(space)}",
        ),
    )


def _roles(store: model.Machines, space: str) -> Artefact:
    home = home_of(store)
    return Artefact(
        file="2-roles.sql",
        language=LANGUAGE,
        use="apply",
        about=f"In the database {store.database}: roles and the schema of the application"
        + (
            f", and the type of the column that says whose a row is: {home}, or it is refused."
            if home
            else "."
        ),
        statements=(
            *postgresql.roles(),
            f"GRANT CREATE ON TABLESPACE {name(space)} TO {MIGRATION}",
            *(postgresql.home_type(home) if home else ()),
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
