"""CockroachDB: the regions of the database, what it survives, and zones that pin every range to the country.

A cluster serves one jurisdiction, and all its machines are inside it: ranges of metadata and system tables
hold indexed values whatever a table's locality says. The zones are the second lock, for the day on which
somebody adds a machine elsewhere. The machines apply all of it but the templates. Their localities:
``country=gb,cloud=aws,region=aws-eu-west-2,zone=euw2-az1``, the same keys in the same order on each.
"""

from __future__ import annotations

from collections.abc import Iterator

from jurisdictions.problem import ProblemsError
from plan import model, names
from schema.artefact import Artefact, Language
from schema.rules.cockroachdb import Database, Table, Zone, check_database, check_tables, check_zone
from schema.words import APP, MIGRATION, READER, TABLE, countries_of, home_of, literal, name

RANGES = ("default", "meta", "system", "liveness", "timeseries")
"""Everything that is no table of a database (CockroachDB, "Configure replication zones")."""
GC_SECONDS = 14_400
"""How long an erased row can still be read AS OF SYSTEM TIME: four hours, the default, said here to stay."""
LANGUAGE: Language = "cockroachdb"
REPLICATOR = "replicator"
"""User that a cluster which follows reads the other as."""
USUAL_REPLICAS = 3
FOLDER = "backups"
"""Of the place's bucket (components/machines/bucket.py)."""


def render(store: model.Machines) -> tuple[Artefact, ...]:
    """What the machines apply to each cluster, and templates for the database.

    Raises ``ProblemsError`` (DOM-301 to DOM-304) with everything that CockroachDB would refuse.
    """
    database = _checked(store)
    settings = (_settings(store, cluster) for cluster in store.clusters)
    backups = (_backups(store, cluster) for cluster in store.clusters)
    return (*settings, _database(store, database), *backups, *_templates(store, database))


def on_machines(store: model.Machines, cluster: model.MachineCluster) -> dict[str, str]:
    """What the machine that starts a cluster runs, again and again, by name of the file: ``system.sql`` at
    once, ``database.sql`` where the cluster is written to. Raises as ``render``."""
    database = _checked(store)
    return {
        "system.sql": _settings(store, cluster).text,
        "database.sql": _database(store, database).text + _backups(store, cluster).text,
    }


def _checked(store: model.Machines) -> Database:
    database = database_of(store)
    problems = [
        *check_database(database, store.name, voters=store.clusters[0].replication_factor),
        *check_tables(database, tables_of(store, database), store.name),
        *(p for c in store.clusters for zone in zones(c) for p in check_zone(zone, c.name)),
    ]
    if problems:
        raise ProblemsError(problems)
    return database


def is_virtual(store: model.Machines) -> bool:
    """Whether there are two clusters, and the data is in a virtual one that is replicated as it is."""
    return len(store.clusters) > 1


def region_of(group: model.MachineGroup) -> str:
    """What a region is called in the cluster: names of two clouds do not collide."""
    return names.slug(group.place)


def database_of(store: model.Machines) -> Database:
    """The database of the cluster that is written to. One that another cluster follows has no regions: it is
    replicated as it is, and there are no machines in them over there."""
    regions = () if is_virtual(store) else tuple(region_of(group) for group in store.clusters[0].groups)
    return Database(
        name=store.database,
        primary=regions[0] if regions else "",
        regions=regions,
        survives="region" if regions and store.survives != "zone" else "zone",
    )


def zones(cluster: model.MachineCluster) -> tuple[Zone, ...]:
    """The zone of every range: in the country; where a jurisdiction has several, in the planned regions."""
    countries = countries_of(tuple(group.place for group in cluster.groups))
    one = (f"+country={countries[0]}",) if len(countries) == 1 else ()
    each = {} if one else {f"+region={region_of(group)}": group.votes for group in cluster.groups}
    return tuple(
        Zone(target=f"RANGE {of}", num_replicas=cluster.replication_factor, all=one, each=each)
        for of in RANGES
    )


def tables_of(store: model.Machines, database: Database) -> tuple[Table, ...]:
    """The tables of the templates that say where their rows are."""
    if not database.regions:
        return ()
    if home_of(store) is None:
        return (Table(name=TABLE, level="global"),)
    return (Table(name=TABLE, level="row"), Table(name="audit", level="table", region=database.primary))


def _settings(store: model.Machines, cluster: model.MachineCluster) -> Artefact:
    return Artefact(
        file=_file(cluster, "1-settings.sql"),
        language=LANGUAGE,
        use="applied",
        about="Settings of the cluster. Reports to the vendor are off, which takes a paid licence: others "
        "ignore it. The licence is set beside it: it is a secret.",
        statements=(
            "SET CLUSTER SETTING diagnostics.reporting.enabled = false",
            "SET CLUSTER SETTING server.redact_sensitive_settings.enabled = true",
            *_organisation(store),
            *(_configure(zone) for zone in zones(cluster)),
            *(_replicated() if is_virtual(store) else ()),
        ),
    )


def _file(cluster: model.MachineCluster, name_: str) -> str:
    return name_ if cluster.role == "home" else f"{cluster.role}/{name_}"


def _organisation(store: model.Machines) -> Iterator[str]:
    if store.organisation:
        yield f"SET CLUSTER SETTING cluster.organization = {literal(store.organisation)}"


def _replicated() -> tuple[str, ...]:
    """What another cluster needs to read this one (CockroachDB, "Set up physical cluster replication")."""
    return (
        "SET CLUSTER SETTING kv.rangefeed.enabled = true",
        f"CREATE USER IF NOT EXISTS {REPLICATOR}",
        f"GRANT SYSTEM REPLICATIONSOURCE TO {REPLICATOR}",
    )


def _configure(zone: Zone) -> str:
    if zone.all:
        constraints = f"[{', '.join(zone.all)}]"
    else:
        constraints = "{" + ", ".join(f'"{what}": {count}' for what, count in zone.each.items()) + "}"
    return (
        f"ALTER {zone.target} CONFIGURE ZONE USING num_replicas = {zone.num_replicas}, "
        f"constraints = {literal(constraints)}"
    )


def _database(store: model.Machines, database: Database) -> Artefact:
    at = name(database.name)
    return Artefact(
        file="2-database.sql",
        language=LANGUAGE,
        use="applied",
        about="The database, its regions in the order of the plan (a restore needs the same order), roles, "
        "and the application's user. No super regions: the cluster has no region outside the jurisdiction. "
        "A database that another cluster follows has no regions: those of the two are called differently.",
        statements=(
            *_copies(store),
            f"CREATE DATABASE IF NOT EXISTS {at}{_multi_region(database)}",
            f"ALTER DATABASE {at} CONFIGURE ZONE USING gc.ttlseconds = {GC_SECONDS}",
            *(
                (f"ALTER DATABASE {at} SET override_multi_region_zone_config = 'off'",)
                if database.regions
                else ()
            ),
            f"USE {at}",
            *_roles(store, at),
        ),
    )


def _copies(store: model.Machines) -> Iterator[str]:
    """Of everything in a virtual cluster: zones of the cluster around it do not hold for it."""
    copies = store.clusters[0].replication_factor
    if is_virtual(store) and copies != USUAL_REPLICAS:
        yield f"ALTER RANGE default CONFIGURE ZONE USING num_replicas = {copies}"


def _multi_region(database: Database) -> str:
    if not database.regions:
        return ""
    regions = ", ".join(name(region) for region in database.regions)
    goal = database.survives.upper()
    return f" PRIMARY REGION {name(database.primary)} REGIONS {regions} SURVIVE {goal} FAILURE"


def _roles(store: model.Machines, at: str) -> tuple[str, ...]:
    """Roles, and the user that the machines have a certificate for: it may do what the application may, and
    change the schema."""
    user = store.username
    by_default = f"ALTER DEFAULT PRIVILEGES FOR ROLE {MIGRATION} GRANT"
    return (
        f"CREATE USER IF NOT EXISTS {name(user)}",
        *(f"CREATE ROLE IF NOT EXISTS {role} NOLOGIN" for role in (APP, READER, MIGRATION) if role != user),
        f"GRANT CREATE, CONNECT ON DATABASE {at} TO {MIGRATION}",
        f"GRANT CONNECT ON DATABASE {at} TO {APP}, {READER}",
        f"GRANT CREATE ON SCHEMA public TO {MIGRATION}",
        "REVOKE CREATE ON SCHEMA public FROM public",
        f"{by_default} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}",
        f"{by_default} SELECT ON TABLES TO {READER}",
        *(f"GRANT {role} TO {name(user)}" for role in (APP, MIGRATION) if role != user),
    )


def _backups(store: model.Machines, cluster: model.MachineCluster) -> Artefact:
    later = "" if cluster.role == "home" else " Once this cluster has taken over."
    return Artefact(
        file=_file(cluster, "3-backups.sql"),
        language=LANGUAGE,
        use="applied",
        about="Every hour what is new, every day all of it, written by the machines of a place into its own "
        f"bucket, which keeps {store.backup_days} days: they have no credentials of another. Where a cluster "
        f"is in several regions, those with most of the votes do.{later}",
        statements=tuple(_schedule(group) for group in _backed_up(cluster)),
    )


def _backed_up(cluster: model.MachineCluster) -> tuple[model.MachineGroup, ...]:
    """Those with most votes: a backup in another region would be read from afar."""
    most = max(group.votes for group in cluster.groups)
    return tuple(group for group in cluster.groups if group.votes == most)


def _schedule(group: model.MachineGroup) -> str:
    region = region_of(group)
    return (
        f"CREATE SCHEDULE IF NOT EXISTS {literal(f'backup {region}')} "
        f"FOR BACKUP INTO {literal(_bucket(group))} "
        f"WITH revision_history, EXECUTION LOCALITY = {literal(f'region={region}')} "
        "RECURRING '@hourly' FULL BACKUP '@daily' "
        "WITH SCHEDULE OPTIONS first_run = 'now', ignore_existing_backups"
    )


def _bucket(group: model.MachineGroup) -> str:
    """As the bucket is declared: it forgets what is in this folder, and machines may write there only."""
    if group.place.startswith("aws/"):
        return f"s3://{group.bucket}/{FOLDER}?AUTH=implicit&AWS_REGION={names.region(group.place)}"
    return f"gs://{group.bucket}/{FOLDER}?AUTH=implicit"


def _templates(store: model.Machines, database: Database) -> Iterator[Artefact]:
    home = home_of(store)
    yield Artefact(
        file="table.template.sql",
        language=LANGUAGE,
        use="template",
        about="Tables whose rows are of this home only. Nothing personal in a key or an index: indexed "
        "values "
        "appear in ranges of metadata, and statistics."
        if home
        else "A table that is read fast in every region, and written slowly: for what is not personal.",
        statements=_personal(home, database) if home else _global(database),
    )
    yield Artefact(
        file="reads.template.sql",
        language=LANGUAGE,
        use="template",
        about="Reads that the nearest replica answers: about four seconds old, or as old as the client "
        "allows.",
        statements=(
            f"SELECT name FROM {TABLE} AS OF SYSTEM TIME follower_read_timestamp() WHERE id = $1",
            f"SELECT name FROM {TABLE} AS OF SYSTEM TIME with_max_staleness('10s') WHERE id = $1",
        ),
    )


def _personal(home: str, database: Database) -> tuple[str, ...]:
    column = f"home STRING NOT NULL CONSTRAINT at_home CHECK (home = {literal(home)})"
    return (
        f"""CREATE TABLE {TABLE} (
  id UUID NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
  {column},
  name STRING NOT NULL
){_locality(database, "REGIONAL BY ROW")}""",
        f"""CREATE TABLE audit (
  id UUID NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
  {column},
  what STRING NOT NULL
){_locality(database, f"REGIONAL BY TABLE IN {name(database.primary)}")}""",
    )


def _global(database: Database) -> tuple[str, ...]:
    return (
        f"""CREATE TABLE {TABLE} (
  id UUID NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
  name STRING NOT NULL
){_locality(database, "GLOBAL")}""",
    )


def _locality(database: Database, where: str) -> str:
    return f" LOCALITY {where}" if database.regions else ""
