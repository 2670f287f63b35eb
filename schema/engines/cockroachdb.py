"""CockroachDB: the regions of the database, what it survives, and zones that pin every range to the country.

A cluster serves one jurisdiction, and all its machines are inside it: ranges of metadata and system tables
hold indexed values whatever a table's locality says. The zones are the second lock, for the day on which
somebody adds a machine elsewhere. Localities of the machines: ``country=gb,cloud=aws,region=aws-eu-west-2,
zone=euw2-az1``, the same keys in the same order on each.
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


def render(store: model.Machines) -> tuple[Artefact, ...]:
    """Settings of each cluster; the database, its backups and templates where it is written to.

    Raises ``ProblemsError`` (DOM-301 to DOM-304) with everything that CockroachDB would refuse.
    """
    database = database_of(store)
    problems = [
        *check_database(database, store.name, voters=store.clusters[0].replication_factor),
        *check_tables(database, tables_of(store, database), store.name),
        *(p for c in store.clusters for zone in zones(c) for p in check_zone(zone, c.name)),
    ]
    if problems:
        raise ProblemsError(problems)
    return (
        *(_settings(cluster, number) for number, cluster in enumerate(store.clusters)),
        _database(database),
        _backups(store),
        *_templates(store, database),
    )


def region_of(group: model.MachineGroup) -> str:
    """What a region is called in the cluster: names of two clouds do not collide."""
    return names.slug(group.place)


def database_of(store: model.Machines) -> Database:
    """The database of the cluster that is written to. A standby gets it by replication."""
    regions = tuple(region_of(group) for group in store.clusters[0].groups)
    spread = store.survives != "zone" and len(store.clusters) == 1
    return Database(
        name=store.database,
        primary=regions[0],
        regions=regions,
        survives="region" if spread else "zone",
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
    """The tables of the templates."""
    if home_of(store) is None:
        return (Table(name=TABLE, level="global"),)
    return (Table(name=TABLE, level="row"), Table(name="audit", level="table", region=database.primary))


def _settings(cluster: model.MachineCluster, number: int) -> Artefact:
    return Artefact(
        file="1-settings.sql" if number == 0 else f"{cluster.role}/1-settings.sql",
        language=LANGUAGE,
        use="apply",
        about="Settings of the cluster, before there is data. Reports to the vendor are off, which takes a "
        "paid "
        "licence: others ignore it. Set the licence yourself: it is a secret.",
        statements=(
            "SET CLUSTER SETTING diagnostics.reporting.enabled = false",
            "SET CLUSTER SETTING server.redact_sensitive_settings.enabled = true",
            *(_configure(zone) for zone in zones(cluster)),
        ),
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


def _database(database: Database) -> Artefact:
    regions = ", ".join(name(region) for region in database.regions)
    at = name(database.name)
    return Artefact(
        file="2-database.sql",
        language=LANGUAGE,
        use="apply",
        about="The database, its regions in the order of the plan (a restore needs the same order), and "
        "roles. "
        "No super regions: the cluster has no region outside the jurisdiction.",
        statements=(
            f"CREATE DATABASE IF NOT EXISTS {at} PRIMARY REGION {name(database.primary)} REGIONS {regions} "
            f"SURVIVE {database.survives.upper()} FAILURE",
            f"ALTER DATABASE {at} CONFIGURE ZONE USING gc.ttlseconds = {GC_SECONDS}",
            f"ALTER DATABASE {at} SET override_multi_region_zone_config = 'off'",
            f"USE {at}",
            *(f"CREATE ROLE IF NOT EXISTS {role} NOLOGIN" for role in (APP, READER, MIGRATION)),
            f"GRANT CREATE, CONNECT ON DATABASE {at} TO {MIGRATION}",
            f"GRANT CONNECT ON DATABASE {at} TO {APP}, {READER}",
            f"GRANT CREATE ON SCHEMA public TO {MIGRATION}",
            "REVOKE CREATE ON SCHEMA public FROM public",
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {MIGRATION} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES "
            f"TO {APP}",
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {MIGRATION} GRANT SELECT ON TABLES TO {READER}",
        ),
    )


def _backups(store: model.Machines) -> Artefact:
    where, uris = _backed_up(store.clusters[0])
    return Artefact(
        file="3-backups.sql",
        language=LANGUAGE,
        use="apply",
        about="A full backup each day, written by machines inside the jurisdiction into planned buckets, "
        f"which keep {store.backup_days} days. In one country on one cloud each region writes into its own "
        "bucket; else the home region writes all of it into its own: a machine has no credentials of "
        "another cloud.",
        statements=(
            f"CREATE SCHEDULE IF NOT EXISTS 'daily' FOR BACKUP DATABASE {name(store.database)} "
            f"INTO ({', '.join(literal(uri) for uri in uris)}) WITH EXECUTION LOCALITY = {literal(where)} "
            "RECURRING '@daily' FULL BACKUP ALWAYS WITH SCHEDULE OPTIONS first_run = 'now'",
        ),
    )


def _backed_up(cluster: model.MachineCluster) -> tuple[str, tuple[str, ...]]:
    """Which machines write backups, and where to. A locality is one country or one region, not a choice."""
    groups = cluster.groups
    countries = countries_of(tuple(group.place for group in groups))
    if len(countries) > 1 or len({_scheme(group) for group in groups}) > 1:
        return f"region={region_of(groups[0])}", (_bucket(groups[0]),)
    if len(groups) == 1:
        return f"country={countries[0]}", (_bucket(groups[0]),)
    tiers = ("default", *(f"region%3D{region_of(group)}" for group in groups[1:]))
    uris = (f"{_bucket(group)}&COCKROACH_LOCALITY={tier}" for group, tier in zip(groups, tiers, strict=True))
    return f"country={countries[0]}", tuple(uris)


def _bucket(group: model.MachineGroup) -> str:
    return f"{_scheme(group)}://{group.bucket}?AUTH=implicit"


def _scheme(group: model.MachineGroup) -> str:
    return "s3" if group.place.startswith("aws/") else "gs"


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
        statements=_personal(home, database) if home else _global(),
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
) LOCALITY REGIONAL BY ROW""",
        f"""CREATE TABLE audit (
  id UUID NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
  {column},
  what STRING NOT NULL
) LOCALITY REGIONAL BY TABLE IN {name(database.primary)}""",
    )


def _global() -> tuple[str, ...]:
    return (
        f"""CREATE TABLE {TABLE} (
  id UUID NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
  name STRING NOT NULL
) LOCALITY GLOBAL""",
    )
