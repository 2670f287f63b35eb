"""YugabyteDB end to end on the real engine and the sandbox: in the UK in one region and over two clouds, in
the US over three regions; and the policies on what was deployed, as it is and with one thing wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import jsonschema
import pytest
import yaml

from infra.outputs.reader import read, store
from infra.outputs.stores import YugabytedbOutput
from policies.judging import judge
from policies.resources.state import graph_of
from survival.ground import Ground
from survival.model import Loss, Outcome
from survival.stores import stores
from tests.infra.deployed import ROOT, Project
from tests.plan.intents import intent

STORE = {"class": "persistent", "engine": "yugabytedb"}
KEEPS, STEP, LOST = Outcome.KEEPS_WRITING, Outcome.STEP, Outcome.LOST
STACKS: dict[str, dict[str, Any]] = {
    "uk": {
        "jurisdictions": {"uk": {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}},
        "stores": {"orders": STORE | {"survives": "cloud"}, "notes": STORE},
    },
    "us": {
        "jurisdictions": {"us": {"home": "aws/us-east-1", "recovery": "aws/us-west-2"}},
        "stores": {"orders": STORE | {"survives": "region"}},
    },
}
FATES: list[tuple[str, Loss, Outcome, str]] = [
    ("uk orders", Loss(regions=frozenset({"aws/eu-west-2"})), STEP, "3 of 3 votes left"),
    ("uk orders", Loss(clouds=frozenset({"aws"})), STEP, "home: 0 of 3"),
    ("uk orders", Loss(clouds=frozenset({"gcp"})), KEEPS, "3 of 3 votes left"),
    ("uk notes", Loss(zones=frozenset({("aws/eu-west-2", "euw2-az2")})), KEEPS, "2 of 3 votes left"),
    ("uk notes", Loss(regions=frozenset({"aws/eu-west-2"})), LOST, "0 of 3 votes left"),
    ("us orders", Loss(regions=frozenset({"aws/us-east-1"})), KEEPS, "2 of 3 votes left"),
    ("us orders", Loss(regions=frozenset({"aws/us-east-1", "aws/us-east-2"})), LOST, "1 of 3 votes left"),
]
WRONG: list[tuple[str, str, Mapping[str, Any], str]] = [
    (
        "a disk abroad",
        "aws:ebs/volume:Volume",
        {"region": "us-east-1", "availabilityZone": "us-east-1a"},
        "place",
    ),
    ("a disk without a key", "aws:ebs/volume:Volume", {"encrypted": False, "kmsKeyId": None}, "key"),
    ("a machine abroad", "gcp:compute/instance:Instance", {"zone": "us-east4-a"}, "place"),
    (
        "passwords abroad",
        "aws:secretsmanager/secret:Secret",
        {"replicas": [{"region": "us-east-1"}]},
        "place",
    ),
    ("dumps abroad", "gcp:storage/bucket:Bucket", {"location": "US-EAST4"}, "place"),
]


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """States of both stacks: up, up again with nothing to change, exported, and taken down again."""
    project = Project(tmp_path_factory.mktemp("project"))
    schema = json.loads((ROOT / "docs/reference/outputs.schema.json").read_text("utf-8"))
    found = {}
    for name, given in STACKS.items():
        text = yaml.safe_dump({"config": {"domicile:stack": intent(protect=True, **deepcopy(given))}})
        (project.root / f"Pulumi.{name}.yaml").write_text(text, "utf-8")
        assert "no violation" in project.run("up", "--stack", name).stdout
        assert "nothing changed" in project.run("up", "--stack", name).stdout
        found[name] = project.export(name)
        outputs = json.loads(project.pulumi(name, "stack", "output", "--json").stdout)
        jsonschema.validate(outputs, schema)
        found[f"{name} outputs"] = outputs
        project.run("down", "--stack", name)
        left = json.loads(project.pulumi(name, "stack", "export").stdout)
        assert not left["deployment"].get("resources")
    return found


def test_outputs_say_where_clients_connect_and_what_is_read_where(states: dict[str, Any]) -> None:
    found = store(read(states["uk outputs"]), "uk", "orders", YugabytedbOutput)
    assert set(found.hosts) == set(found.client_secrets) == set(found.buckets) == set(found.places)
    assert found.clusters == {"home": ["aws/eu-west-2"], "recovery": ["gcp/europe-west2"]}
    assert (found.port, found.sslmode, found.administrator) == (5433, "verify-full", "admin")
    assert found.authority.startswith("-----BEGIN CERTIFICATE-----")


@pytest.mark.parametrize(("which", "loss", "outcome", "left"), FATES)
def test_what_is_left_after_a_loss(
    states: dict[str, Any], which: str, loss: Loss, outcome: Outcome, left: str
) -> None:
    stack, name = which.split()
    (found,) = [s for s in stores(Ground(graph_of(states[stack]))) if s.name == name]
    fate = found.fate(loss)
    assert fate.outcome is outcome
    assert left in fate.left
    assert bool(fate.steps) is (outcome is STEP)


def test_the_step_is_one_statement_where_clients_are_then_a_look(
    states: dict[str, Any],
) -> None:
    (found,) = [s for s in stores(Ground(graph_of(states["uk"]))) if s.name == "orders"]
    fate = found.fate(Loss(clouds=frozenset({"aws"})))
    step, look, then = fate.steps
    assert "host of gcp/europe-west2" in step
    assert "IS 'take over'" in step
    assert "host of gcp/europe-west2" in look
    assert "until the comment is: has followed" in look
    assert then == "set applications to <host of gcp/europe-west2>"
    assert "lag" in fate.rpo


@pytest.mark.parametrize("stack", STACKS)
def test_no_private_key_and_no_password_is_in_plain_text(states: dict[str, Any], stack: str) -> None:
    resources = states[stack]["deployment"]["resources"]
    assert "PRIVATE KEY-----" not in json.dumps(resources)
    passwords = [r for r in resources if r["type"] == "random:index/randomPassword:RandomPassword"]
    assert passwords
    assert all("ciphertext" in r["outputs"]["result"] for r in passwords)


@pytest.mark.parametrize(("kind", "change", "rule"), [c[1:] for c in WRONG], ids=[c[0] for c in WRONG])
def test_the_policies_are_loud(
    states: dict[str, Any], kind: str, change: Mapping[str, Any], rule: str
) -> None:
    changed = deepcopy(states["uk"])
    found = next(r for r in changed["deployment"]["resources"] if r["type"] == kind)
    for part in ("inputs", "outputs"):
        found[part] = {k: v for k, v in (found[part] | change).items() if v is not None}
    found["propertyDependencies"] = {
        k: v for k, v in found.get("propertyDependencies", {}).items() if k not in change
    }
    findings = [f for f in judge(graph_of(changed)) if f.urn == found["urn"]]
    assert [f.rule for f in findings if rule in f.rule], [f.rule for f in findings]
