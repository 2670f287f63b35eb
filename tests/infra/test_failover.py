"""A drill on the real engine: two regions are lost, their runbooks are done to the letter, there and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from policies.context import Context
from policies.facts import Holds
from policies.resources.graph import Graph
from policies.resources.state import graph_of
from tests.infra.deployed import Project
from tests.infra.runbooks import Runbook
from tests.plan.intents import intent

LOST = ("aws/eu-central-1", "gcp/europe-west10")
PLACES = {
    "eu": {"home": LOST[0], "recovery": "aws/eu-west-1"},
    "de": {"home": LOST[1], "recovery": "gcp/europe-west3"},
}
KEPT = {"class": "persistent", "survives": "region"}
STORES: dict[str, dict[str, Any]] = {
    "identities": {**KEPT, "engine": "aurora-postgresql", "only": ["eu"]},
    "ledger": {**KEPT, "engine": "spanner", "only": ["de"]},
    "orders": {**KEPT, "engine": "alloydb", "only": ["de"], "read_nodes": 1},
    "people": {**KEPT, "engine": "cloud-sql", "only": ["de"]},
    "files": {**KEPT, "engine": "bucket"},
    "carts": {**KEPT, "class": "transient", "engine": "valkey", "expires_hours": 24},
}
MOVED = {("identities", "eu"), ("orders", "de"), ("people", "de")} | {
    (store, law) for store in ("files", "carts") for law in PLACES
}
RULES = {
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    "gcp:storage/bucketIAMMember:BucketIAMMember",
    "gcp:storage/transferJob:TransferJob",
}
"""What copies from one bucket to the other, and its role: all that a change of roles makes anew."""


class Drill:
    """A stack that is up, and what a person does to it."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def write(self, *runbooks: Runbook, until: int = 4) -> None:
        """The stack file, with what the runbooks say in these sections."""
        stores = {name: {**given, "in": {}} for name, given in STORES.items()}
        for runbook in runbooks:
            for (store, law), places in runbook.written(*range(3, until + 1)).items():
                stores[store]["in"][law] = places
        said = intent(jurisdictions=PLACES, stores=stores)
        text = yaml.safe_dump({"config": {"domicile:stack": said}})
        (self.project.root / "Pulumi.dev.yaml").write_text(text, "utf-8")

    def type(self, command: list[str]) -> str:
        """What the clouds are told."""
        return self.project.run("sandbox", "--stack", "dev", "--", *command).stdout

    def engine(self, command: list[str]) -> str:
        """What the engine is told, without being asked again."""
        return self.project.pulumi("dev", *command, "--yes", "--skip-preview", "--non-interactive").stdout

    def graph(self) -> Graph:
        """What is there."""
        return graph_of(self.project.export("dev"))

    def changes(self) -> dict[str, set[tuple[str, str]]]:
        """What a preview would do, by verb: type and name."""
        shown = json.loads(self.project.pulumi("dev", "preview", "--json", "--non-interactive").stdout)
        found: dict[str, set[tuple[str, str]]] = {}
        for step in shown["steps"]:
            kind, name = step["urn"].split("::")[2:]
            found.setdefault(step["op"], set()).add((kind.rpartition("$")[2], name))
        return found


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Drill:
    """The stack, up."""
    found = Drill(Project(tmp_path_factory.mktemp("drill")))
    found.write()
    assert "no violation" in found.project.run("up").stdout
    return found


@pytest.fixture(scope="module")
def runbooks(drill: Drill) -> list[Runbook]:
    return [Runbook(drill.project.run("failover", "--lost", lost).stdout) for lost in LOST]


@pytest.fixture(scope="module")
def before(drill: Drill, runbooks: list[Runbook]) -> Graph:
    """What is there before anything is typed."""
    return drill.graph()


def replaced(changes: dict[str, set[tuple[str, str]]]) -> set[tuple[str, str]]:
    """Whatever is not merely updated, or made for the first time."""
    return {what for verb, of in changes.items() if verb not in {"same", "update", "create"} for what in of}


def holding(graph: Graph) -> set[str]:
    """Names of what holds data or keys."""
    context = Context(graph)
    return {
        r.name for r in graph if context.holds(r) in {Holds.DATA, Holds.COPY, Holds.KEY} or "kms" in r.type
    }


def test_the_runbook_names_every_store_that_moves_and_no_other(runbooks: list[Runbook]) -> None:
    written = [runbook.written(3, 4) for runbook in runbooks]
    assert set(written[0]) | set(written[1]) == MOVED
    assert all(places["recovery"] == LOST[n] for n, w in enumerate(written) for places in w.values())
    assert any(c[1:4] == ["spanner", "databases", "change-quorum"] for c in runbooks[1].clouds(2))


def test_while_it_is_gone_nothing_there_is_asked_or_changed(
    drill: Drill, runbooks: list[Runbook], before: Graph
) -> None:
    for runbook in runbooks:
        for command in runbook.clouds(2):
            drill.type(command)
    drill.write(*runbooks, until=3)
    flags = [word for runbook in runbooks for word in runbook.engine(4)[0][1:]]
    printed = [drill.engine([verb, *flags]) for verb in ("refresh", "up")]
    assert "error" not in "".join(printed)
    regions = {lost.partition("/")[2] for lost in LOST}
    for resource in drill.graph():
        if str(resource.props.get("region") or resource.props.get("location")) in regions:
            assert resource.props == before.by_urn[resource.urn].props, resource.urn


def test_when_it_is_back_settings_and_clouds_agree_and_nothing_that_holds_data_goes(
    drill: Drill, runbooks: list[Runbook], before: Graph
) -> None:
    for runbook in runbooks:
        for command in runbook.clouds(4):
            drill.type(command)
    drill.write(*runbooks)
    drill.engine(["refresh"])
    changes = drill.changes()
    assert not {name for _, name in replaced(changes)} & holding(before)
    assert {kind for kind, _ in replaced(changes)} <= RULES
    made = {name for _, name in changes.get("create", ())} & holding(before)
    assert {name.partition("-gcp-")[0] for name in made} == {"de-orders"}, (
        "the cluster that was promoted away"
    )
    assert "no violation" in drill.project.run("up").stdout
    assert set(drill.changes()) == {"same"}


def test_the_way_back_is_the_same(drill: Drill, runbooks: list[Runbook], before: Graph) -> None:
    for runbook in runbooks:
        for command in runbook.clouds(5):
            drill.type(command)
    drill.write()
    drill.engine(["refresh"])
    changes = drill.changes()
    assert not {name for _, name in replaced(changes) | changes.get("create", set())} & holding(before)
    assert {kind for kind, _ in replaced(changes)} <= RULES
    assert "no violation" in drill.project.run("up").stdout
    assert set(drill.changes()) == {"same"}


WRONG = {
    "aws rds failover-global-cluster --global-cluster-identifier x": "--allow-data-loss is missing",
    "aws rds switchover-global-cluster --global-cluster-identifier x --target-db-cluster-identifier y": "x",
    "aws rds reboot-db-instance": "known: aws",
    "gcloud alloydb clusters switchover nobody --region=europe-west3": "NOT_FOUND",
    "gcloud sql instances promote-replica acme-dev-de-people-europe-west10": "is no replica",
    "gcloud storage rsync gs://nowhere gs://neither --recursive": "NOT_FOUND",
    "aws s3 sync s3://nowhere s3://neither": "NoSuchBucket: s3://nowhere, s3://neither",
}


@pytest.mark.parametrize("command", WRONG)
def test_what_no_runbook_says_is_refused(drill: Drill, command: str) -> None:
    ran = drill.project.run("sandbox", "--stack", "dev", "--", *command.split(), check=False)
    assert ran.returncode == 1
    assert WRONG[command] in ran.stderr


def test_a_place_that_the_stack_is_not_in_cannot_be_lost(drill: Drill) -> None:
    ran = drill.project.run("failover", "--lost", "aws/us-east-1", check=False)
    assert ran.returncode == 1
    assert "DOM-723" in ran.stderr
    assert LOST[0] in ran.stderr
