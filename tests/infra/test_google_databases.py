"""AlloyDB, Cloud SQL and Spanner on the real engine: up, again, change of roles, and down without a rest."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.outputs import AlloydbOutput, CloudSqlOutput, read, store
from policies import judge
from policies.state import graph_of
from sandbox.state import State
from tests.infra.deployed import Project
from tests.infra.google_leaks import LEAKS, Leak

BERLIN, FRANKFURT = "gcp/europe-west10", "gcp/europe-west3"
AUSTRALIA = {"home": "gcp/australia-southeast1", "recovery": "gcp/australia-southeast2"}
SIZES = {"min_processing_units": 1000, "max_processing_units": 5000}
ZONE = {"uk": {"survives": "zone"}}
CLUSTER, SQL = "gcp:alloydb/cluster:Cluster", "gcp:sql/databaseInstance:DatabaseInstance"


def intent(**germany: str) -> dict[str, Any]:
    """Germany and Australia survive a region, the United Kingdom with one region of Google a zone."""
    common = {"class": "persistent", "survives": "region", "in": ZONE}
    return {
        "name": "acme",
        "protect": False,
        "accounts": {"gcp": {"project": "acme-dev-1"}},
        "jurisdictions": {"au": AUSTRALIA, "de": germany, "uk": {"home": "gcp/europe-west2"}},
        "stores": {
            "orders": {**common, "engine": "alloydb", "read_nodes": 1},
            "people": {**common, "engine": "cloud-sql"},
            "ledger": {**common, "engine": "spanner", "autoscaling": SIZES},
        },
    }


def write(project: Project, given: dict[str, Any]) -> None:
    text = yaml.safe_dump({"config": {"domicile:stack": given}})
    (project.root / "Pulumi.dev.yaml").write_text(text, "utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The stack, up."""
    found = Project(tmp_path_factory.mktemp("google"))
    write(found, intent(home=BERLIN, recovery=FRANKFURT))
    assert "no violation" in found.run("up", "--stack", "dev").stdout
    return found


def test_a_second_up_changes_nothing(project: Project) -> None:
    assert "nothing changed" in project.run("up", "--stack", "dev").stdout


def test_outputs_say_where_to_connect_and_which_secret(project: Project) -> None:
    contract = read(json.loads(project.pulumi("dev", "stack", "output", "--json").stdout))
    orders = store(contract, "de", "orders", AlloydbOutput)
    assert (orders.home, orders.port, orders.database) == (BERLIN, 5432, "postgres")
    assert set(orders.readers) == {BERLIN, FRANKFURT}
    assert {at.partition("/")[2] for at in orders.secrets} == {
        s.split("/")[3] for s in orders.secrets.values()
    }
    people = store(contract, "uk", "people", CloudSqlOutput)
    assert people.connections == {
        "gcp/europe-west2": "acme-dev-1:europe-west2:acme-dev-uk-people-europe-west2"
    }
    assert people.readers == {}


def test_every_promise_is_kept(project: Project) -> None:
    report = json.loads(
        project.run("survive", "--stack", "dev", "--zones", "--require", "--format", "json").stdout
    )
    kept = {(p["jurisdiction"], p["store"], p["survives"]) for p in report["promises"] if p["kept"]}
    assert {(j, s, "region") for j in ("au", "de") for s in ("orders", "people", "ledger")} <= kept
    assert {("uk", s, "zone") for s in ("orders", "people", "ledger")} <= kept


@pytest.fixture(scope="module")
def exported(project: Project) -> str:
    """The state, as text."""
    return json.dumps(project.export("dev")["deployment"])


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: f"{leak.name} {leak.path} {leak.rule}")
def test_the_policies_say_what_is_wrong_with_one_thing(exported: str, leak: Leak) -> None:
    deployment = json.loads(exported)
    (found,) = [r for r in deployment["resources"] if r["urn"].endswith(f"::{leak.name}")]
    for side in ("inputs", "outputs"):
        leak.into(found[side])
    for derived in ("effectiveLabels", "pulumiLabels"):
        found["outputs"].pop(derived, None)
    said = {f.rule for f in judge(graph_of(deployment)) if f.urn == found["urn"]}
    assert leak.rule in said


def test_the_policies_have_nothing_to_say_of_what_is_right(exported: str) -> None:
    assert [(f.rule, f.urn) for f in judge(graph_of(json.loads(exported)))] == []


def steps(printed: str) -> dict[str, int]:
    """What a preview would do, by verb."""
    found = re.findall(r"^\s+[~+-]{1,2}\s*(\d+) to (\w+)", printed, re.MULTILINE)
    return {verb: int(count) for count, verb in found}


def test_swapped_roles_are_updates_and_neither_replace_nor_delete(project: Project) -> None:
    write(project, intent(home=FRANKFURT, recovery=BERLIN))
    try:
        printed = project.pulumi("dev", "preview", "--non-interactive").stdout
    finally:
        write(project, intent(home=BERLIN, recovery=FRANKFURT))
    assert steps(printed) == {"update": 4}, printed[-2000:]


def switch(project: Project) -> None:
    """What `gcloud ... switchover` does to the German stores: both change roles, in the cloud itself."""
    state = State(project.root / ".domicile/clouds/dev.sqlite")
    try:
        for kind, is_ours, keys in (
            (CLUSTER, "acme-dev-de-orders", ("clusterType", "secondaryConfig", "continuousBackupConfig")),
            (SQL, "acme-dev-de-people", ("instanceType", "masterInstanceName", "replicaNames")),
        ):
            one, other = [r for r in state.of_type(kind) if is_ours in r.id]
            for record, twin in ((one, other), (other, one)):
                _take_role(state, record, dict(twin.inputs), keys, {one.id: other.id, other.id: one.id})
    finally:
        state.close()


def _take_role(
    state: State, record: Any, twin: dict[str, Any], keys: tuple[str, ...], crossed: dict[str, str]
) -> None:
    text = json.dumps({k: twin[k] for k in keys if k in twin})
    for old, new in crossed.items():
        text = text.replace(f'"{old}"', f'"<{new}>"')
    taken = json.loads(re.sub(r'"<([^>]*)>"', r'"\1"', text))
    own = record.inputs.get("continuousBackupConfig")
    if own and "continuousBackupConfig" in taken:
        taken["continuousBackupConfig"] = own | {"enabled": taken["continuousBackupConfig"]["enabled"]}
    inputs = {k: v for k, v in record.inputs.items() if k not in keys}
    outputs = {k: v for k, v in record.outputs.items() if k not in keys}
    uses = tuple(key for key in record.uses if key[0] != record.type)
    state.put(replace(record, inputs=inputs | taken, outputs=outputs | taken, uses=uses))


def test_after_a_switchover_and_a_refresh_the_swapped_settings_replace_nothing(project: Project) -> None:
    switch(project)
    project.pulumi("dev", "refresh", "--yes", "--skip-preview", "--non-interactive")
    write(project, intent(home=FRANKFURT, recovery=BERLIN))
    printed = project.pulumi("dev", "preview", "--non-interactive").stdout
    assert set(steps(printed)) <= {"update"}, printed[-2000:]
    assert "no violation" in project.run("up", "--stack", "dev").stdout
    contract = read(json.loads(project.pulumi("dev", "stack", "output", "--json").stdout))
    assert store(contract, "de", "orders", AlloydbOutput).home == FRANKFURT
    assert "nothing changed" in project.run("up", "--stack", "dev").stdout


def test_without_a_switchover_a_cloud_makes_no_secondary_of_a_primary(project: Project) -> None:
    write(project, intent(home=BERLIN, recovery=FRANKFURT))
    ran = project.run("up", "--stack", "dev", check=False)
    assert ran.returncode != 0
    assert "only by a switchover" in (ran.stdout + ran.stderr)


def test_down_leaves_nothing(project: Project, tmp_path: Path) -> None:
    project.run("down", "--stack", "dev")
    assert not (project.root / ".domicile/clouds/dev.sqlite").exists()
