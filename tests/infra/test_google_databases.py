"""AlloyDB, Cloud SQL and Spanner on the real engine: up, again, change of roles, and down without a rest."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.outputs import AlloydbOutput, CloudSqlOutput, read, store
from policies import judge
from policies.resources.state import graph_of
from tests.infra.deployed import Project
from tests.infra.google_leaks import LEAKS, Leak

BERLIN, FRANKFURT = "gcp/europe-west10", "gcp/europe-west3"
AUSTRALIA = {"home": "gcp/australia-southeast1", "recovery": "gcp/australia-southeast2"}
SIZES = {"min_processing_units": 1000, "max_processing_units": 5000}
ZONE = {"uk": {"survives": "zone"}}


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


SWITCH = (
    "gcloud alloydb clusters switchover acme-dev-de-orders --region=europe-west3 --project=acme-dev-1",
    "gcloud sql instances switchover acme-dev-de-people-europe-west3 --project=acme-dev-1",
)


def test_after_a_switchover_and_a_refresh_the_swapped_settings_replace_nothing(project: Project) -> None:
    for command in SWITCH:
        project.run("sandbox", "--stack", "dev", "--", *command.split())
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
