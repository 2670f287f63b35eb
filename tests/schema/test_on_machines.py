"""The SQL that lands on machines, as they are declared: read or run by the databases' own programs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pulumi
import pytest

from components.machines.script import HOME
from infra.build import declare as declare_plan
from plan.model import MachineCluster, Machines, Plan
from plan.resolve import all_stores
from schema import artefacts
from schema.review import review_cockroachdb
from tests.components.machines import told
from tests.components.recording import World, declare
from tests.plan.intents import intent, planned
from tests.schema.parsed import UnparsableError, parse
from tests.schema.postgres import Server
from tests.schema.test_yugabytedb import for_postgresql

STORE = {"class": "persistent"}
STORES: dict[str, Any] = {
    "journal": STORE | {"engine": "cockroachdb", "licence": "enterprise", "organisation": "Acme"},
    "events": STORE | {"engine": "yugabytedb"},
}
MORE: dict[str, dict[str, Any]] = {
    "zones": {},
    "standby": {"survives": "cloud"},
    "regions": {"survives": "region", "witness": "gcp/europe-west3"},
}
HOMES: dict[str, dict[str, Any]] = {
    "zones": {"uk": {"home": "aws/eu-west-2"}},
    "standby": {"uk": {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}},
    "regions": {"de": {"home": "aws/eu-central-1", "recovery": "gcp/europe-west10"}},
}


@cache
def plan_of(layout: str) -> Plan:
    stores = {name: store | MORE[layout] for name, store in STORES.items()}
    return planned(intent(jurisdictions=HOMES[layout], stores=stores))


@cache
def world_of(layout: str) -> World:
    pulumi.runtime.set_all_config({"domicile:cockroachdb-licence": "crl-0-key"})
    try:
        return declare(lambda: declare_plan(plan_of(layout)))[1]
    finally:
        pulumi.runtime.set_all_config({})


def landed(engine: str) -> Iterator[Any]:
    """Layout, store and cluster of everything that is planned."""
    for layout in HOMES:
        for store in all_stores(plan_of(layout)):
            if isinstance(store, Machines) and store.engine == engine:
                for cluster in store.clusters:
                    yield pytest.param(layout, store, cluster, id=f"{layout}-{cluster.role}")


def sql_of(layout: str, cluster: MachineCluster) -> dict[str, str]:
    """The SQL files on the machine that starts a cluster, by name; no other machine has any."""
    world, found = world_of(layout), dict[str, dict[str, str]]()
    machines = [*world.of("ec2/instance:Instance"), *world.of("compute/instance:Instance")]
    for machine in machines:
        if machine.name in {m.name for m in cluster.machines}:
            files = told.files(told.script(world, machine))
            assert all(path.startswith(HOME) for path in files if path.endswith(".sql"))
            sql = {path.rpartition("/")[2]: text for path, text in files.items() if path.endswith(".sql")}
            found |= {machine.name: sql} if sql else {}
    assert list(found) == [cluster.starter.name]
    return found[cluster.starter.name]


@pytest.mark.parametrize(("layout", "store", "cluster"), list(landed("cockroachdb")))
def test_cockroachdb_reads_what_its_machines_run(
    layout: str, store: Machines, cluster: MachineCluster
) -> None:
    found = sql_of(layout, cluster)
    assert sorted(found) == ["database.sql", "system.sql"]
    read = {name: parse("cockroachdb", text) for name, text in found.items()}
    assert "BACKUP" not in {s["tag"] for s in read["system.sql"]}
    assert [s["name"] for s in read["database.sql"] if s["tag"] == "CREATE DATABASE"] == [store.database]
    targets = [uri for s in read["database.sql"] for uri in s.get("to", ())]
    assert targets
    assert {uri.split("/")[2] for uri in targets} <= {g.bucket for g in cluster.groups}
    assert all(uri.partition("?")[0].endswith("/backups") for uri in targets)
    everything = [s for statements in read.values() for s in statements]
    assert review_cockroachdb(store, everything, "machine") == []
    with pytest.raises(UnparsableError):
        parse("cockroachdb", found["database.sql"].replace("CREATE DATABASE IF", "CREATE DATABASE OF"))


@pytest.mark.parametrize("engine", ["cockroachdb", "yugabytedb"])
def test_the_command_prints_what_the_machines_run_and_no_other(engine: str) -> None:
    for param in landed(engine):
        layout, store, cluster = param.values
        assert isinstance(store, Machines)
        printed = [line for a in artefacts(store) if a.use == "applied" for line in a.text.splitlines()]
        run = [line for text in sql_of(layout, cluster).values() for line in text.splitlines()]
        assert run
        assert set(run) <= set(printed)
        assert {a.use for a in artefacts(store)} == {"applied", "template"}


def test_cockroachdb_reads_what_scripts_say_with_secrets_in_them() -> None:
    (said,) = parse("cockroachdb", "SET CLUSTER SETTING enterprise.license = 'crl-0-key'")
    assert said["tag"] == "SET CLUSTER SETTING"
    (said,) = parse("cockroachdb", "CREATE VIRTUAL CLUSTER main FROM REPLICATION OF main ON 'postgresql://x'")
    assert "REPLICATION" in said["sql"]


@pytest.mark.parametrize(("layout", "store", "cluster"), list(landed("yugabytedb")))
def test_postgresql_runs_what_machines_of_yugabytedb_run_as_often_as_they_do(
    server: Server, layout: str, store: Machines, cluster: MachineCluster
) -> None:
    found = sql_of(layout, cluster)
    assert sorted(found) == ["database.sql", "roles.sql"]
    space = f"{store.database}_{store.jurisdiction}"
    try:
        for _ in range(2):
            server.run(f"SET allow_in_place_tablespaces = on;\n{for_postgresql(found['database.sql'])}")
            server.run(for_postgresql(found["roles.sql"]), database=store.database)
        table = "CREATE TABLE app.t (home app.home NOT NULL); INSERT INTO app.t VALUES"
        row = f"SET ROLE {store.username}; SET ROLE migration; {table} ('{store.jurisdiction}')"
        server.run(row, database=store.database)
        where = server.run("SHOW default_tablespace", database=store.database)
        assert where == [space]
        assert server.run("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'app'") == ["t"]
    finally:
        server.run(f"DROP DATABASE IF EXISTS {store.database}")
        server.run(f"DROP TABLESPACE IF EXISTS {space}")
        for role in ("app", "readonly", "migration", "admin"):
            server.run(f"DROP ROLE IF EXISTS {role}")
