"""DSQL, strongly consistent tables and alarms on the real engine: in the UK, the EU and the US."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.outputs import DsqlOutput, DynamodbOutput, read, store
from policies import judge
from policies.resources.state import graph_of
from survival.model import Loss, Outcome
from survival.report import survey
from tests.infra.deployed import Project

STACK = """\
config:
  domicile:stack:
    name: acme
    protect: false
    accounts: {aws: {account: "111122223333"}}
    jurisdictions:
      uk: {home: aws/eu-west-2}
      eu: {home: aws/eu-central-1, recovery: aws/eu-west-1}
      us: {home: aws/us-east-1, recovery: aws/us-west-2}
    stores:
      orders: {class: persistent, engine: aurora-dsql, survives: region, lock_backups: true,
        in: {uk: {survives: zone}}}
      bills: {class: persistent, engine: aurora-dsql, only: [uk]}
      limits: {class: persistent, engine: dynamodb, survives: region, consistency: strong, only: [eu, us]}
      identities: {class: persistent, engine: aurora-postgresql, survives: region, write_forwarding: true,
        instance_class: db.serverless, only: [eu]}
    network: {zones: 2, egress: nat}
    keys: {deletion_days: 7}
"""


OPEN = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "dsql:DbConnect", "Resource": "*"},
        ],
    }
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = Project(tmp_path_factory.mktemp("sets"))
    (made.root / "Pulumi.dev.yaml").write_text(STACK, "utf-8")
    assert "no violation" in made.run("up", "--stack", "dev").stdout
    return made


@pytest.fixture(scope="module")
def exported(project: Project) -> str:
    """The state, as text."""
    return json.dumps(project.export("dev"))


def test_an_app_reads_where_its_peers_and_alarms_are(project: Project) -> None:
    contract = read(project.pulumi("dev", "stack", "output", "--json").stdout)
    orders = store(contract, "eu", "orders", DsqlOutput)
    assert {at: p.role for at, p in orders.places.items()} == {
        "aws/eu-central-1": "home",
        "aws/eu-west-1": "recovery",
        "aws/eu-west-3": "witness",
    }
    assert orders.endpoints["aws/eu-west-1"].endswith(".dsql-fnh4.eu-west-1.on.aws")
    assert orders.places["aws/eu-west-3"].key == ""
    assert store(contract, "us", "limits", DynamodbOutput).consistency == "strong"
    topics = contract.jurisdictions["eu"].alarm_topics
    assert {at: arn.split(":")[3] for at, arn in topics.items()} == {
        "aws/eu-central-1": "eu-central-1",
        "aws/eu-west-1": "eu-west-1",
    }


def test_a_second_up_changes_nothing(project: Project) -> None:
    assert "nothing changed" in project.run("up", "--stack", "dev").stdout


def test_the_audit_is_silent_and_every_region_of_a_set_may_be_lost(
    project: Project, exported: str, tmp_path: Path
) -> None:
    path = tmp_path / "state.json"
    path.write_text(exported, "utf-8")
    assert json.loads(project.run("audit", str(path), "--format", "json").stdout)["findings"] == []
    found = survey(graph_of(json.loads(exported)))
    assert all(kept.kept for kept in found.kept())
    for gone in ("aws/eu-central-1", "aws/eu-west-1", "aws/eu-west-3"):
        event = found.event("region", (gone,), Loss(regions=frozenset({gone})))
        fates = {s.store: s for s in event.stores if s.jurisdiction == "eu"}
        for name in ("orders", "limits"):
            assert fates[name].outcome is Outcome.KEEPS_WRITING
            assert fates[name].left == "2 of 3 regions left, 2 are a majority"


@pytest.mark.parametrize(
    ("name", "change", "rule"),
    [
        (
            "eu-orders-aws-eu-central-1-cluster",
            ("multiRegionProperties.witnessRegion", "eu-west-2"),
            "place-of-replica",
        ),
        ("eu-orders-aws-eu-west-1-peering", ("witnessRegion", "us-east-1"), "place-of-replica"),
        ("eu-orders-aws-eu-west-1-cluster", ("kmsEncryptionKey", None), "key-missing"),
        ("eu-orders-aws-eu-west-1-vault", ("region", "us-east-1"), "place-of-backup"),
        ("eu-limits-table", ("globalTableWitness.regionName", "eu-west-2"), "place-of-replica"),
        ("eu-alarms-aws-eu-west-1-topic", ("kmsMasterKeyId", None), "key-missing"),
        ("eu-alarms-aws-eu-west-1-topic", ("region", "us-east-1"), "place-of-home"),
        ("eu-orders-aws-eu-west-1-policy", ("policy", OPEN), "public-exposure"),
    ],
)
def test_one_thing_wrong_is_found(
    exported: str, name: str, change: tuple[str, str | None], rule: str
) -> None:
    path, value = change
    state: dict[str, Any] = json.loads(exported)
    (hit,) = [r for r in state["deployment"]["resources"] if r["urn"].endswith(f"::{name}")]
    for side in ("inputs", "outputs"):
        *above, last = path.split(".")
        holder = hit[side]
        for key in above:
            holder = holder[key]
        if value is None:
            holder.pop(last, None)
        else:
            holder[last] = value
    found = judge(graph_of(state))
    assert (rule, name) in {(f.rule, f.urn.rpartition("::")[2]) for f in found}


def test_all_of_it_can_be_taken_down(project: Project) -> None:
    project.run("down", "--stack", "dev")
    assert not (project.root / ".domicile/clouds/dev.sqlite").exists()
