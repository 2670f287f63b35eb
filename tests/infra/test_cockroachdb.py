"""CockroachDB end to end on the real engine and the sandbox: in the UK over two clouds, in Germany over three
regions; and the policies on what was deployed, as it is and with one thing abroad."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import jsonschema
import pytest
import yaml

from infra.outputs.reader import read, store
from infra.outputs.stores import CockroachdbOutput
from policies.judging import judge
from policies.resources.state import graph_of
from survival.ground import Ground
from survival.model import Loss, Outcome
from survival.stores import stores
from tests.infra.deployed import ROOT, Project
from tests.plan.intents import intent

STORE = {"class": "persistent", "engine": "cockroachdb", "licence": "enterprise"}
STACKS: dict[str, dict[str, Any]] = {
    "uk": {
        "jurisdictions": {"uk": {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}},
        "stores": {"identities": STORE | {"survives": "cloud"}},
    },
    "de": {
        "jurisdictions": {"de": {"home": "aws/eu-central-1", "recovery": "gcp/europe-west10"}},
        "stores": {"identities": STORE | {"survives": "region", "witness": "gcp/europe-west3"}},
    },
}
INSTANCES = ("aws:ec2/instance:Instance", "gcp:compute/instance:Instance")
ROLLED = {"uk": INSTANCES[1], "de": INSTANCES[0]}
"""On which cloud a machine is replaced."""
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def write(project: Project, stack: str, **keys: Any) -> None:
    given = intent(protect=True, **deepcopy(STACKS[stack]))
    given["stores"]["identities"] |= keys
    config = {"domicile:stack": given, "domicile:cockroachdb-licence": "crl-0-key"}
    text = yaml.safe_dump({"config": config})
    (project.root / f"Pulumi.{stack}.yaml").write_text(text, "utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module", params=list(STACKS))
def stack(request: pytest.FixtureRequest, project: Project) -> str:
    """A stack that is up, and changes nothing when it is brought up again."""
    name: str = request.param
    write(project, name)
    assert "no violation" in project.run("up", "--stack", name).stdout
    assert "nothing changed" in project.run("up", "--stack", name).stdout
    return name


@pytest.fixture(scope="module")
def state(project: Project, stack: str) -> dict[str, Any]:
    return project.export(stack)


def test_outputs_keep_the_schema_and_say_where_clients_connect(project: Project, stack: str) -> None:
    outputs = json.loads(project.pulumi(stack, "stack", "output", "--json").stdout)
    schema = json.loads((ROOT / "docs/reference/outputs.schema.json").read_text("utf-8"))
    jsonschema.validate(outputs, schema)
    found = store(read(outputs), stack, "identities", CockroachdbOutput)
    assert set(found.hosts) == set(found.client_secrets) == set(found.buckets) == set(found.places)
    assert found.authority.startswith("-----BEGIN CERTIFICATE-----")
    assert found.sslmode == "verify-full"


def test_whoever_is_on_call_has_only_the_key_of_the_way_back_to_look_up(project: Project, stack: str) -> None:
    lost = {"uk": "aws/eu-west-2", "de": "aws/eu-central-1"}[stack]
    lines = project.run("failover", "--stack", stack, "--lost", lost).stdout.splitlines()
    left = {found for line in lines for found in re.findall(r"<[^>]+>", line)}
    typed = [line for line in lines if "cockroach sql" in line]
    if stack == "uk":
        assert left == {"<url of aws/eu-west-2>", "<url of gcp/europe-west2>"}
        assert len(typed) == 13
    else:
        assert not left
        assert not typed, "it keeps writing by itself"


def test_what_it_promises_survives(state: dict[str, Any], stack: str) -> None:
    (found,) = [s for s in stores(Ground(graph_of(state))) if s.name == "identities"]
    home = STACKS[stack]["jurisdictions"][stack]["home"]
    fate = found.fate(Loss(regions=frozenset({home})))
    assert fate.outcome is (Outcome.STEP if stack == "uk" else Outcome.KEEPS_WRITING)
    assert "votes left" in fate.left


def test_no_private_key_is_in_plain_text(project: Project, state: dict[str, Any]) -> None:
    assert "PRIVATE KEY-----" not in json.dumps(state)


ABROAD: list[tuple[str, str, Mapping[str, Any], str]] = [
    ("a disk", "aws:ebs/volume:Volume", {"region": "us-east-1", "availabilityZone": "us-east-1a"}, "place"),
    ("a disk's key", "aws:ebs/volume:Volume", {"kmsKeyId": "arn:aws:kms:us-east-1:1:key/k"}, "key"),
    ("a disk of Google's", "gcp:compute/disk:Disk", {"zone": "us-east4-a"}, "place"),
    ("a machine", "gcp:compute/instance:Instance", {"zone": "us-east4-a"}, "place"),
    ("a machine on AWS", "aws:ec2/instance:Instance", {"region": "us-east-1"}, "place"),
    ("a secret", "aws:secretsmanager/secret:Secret", {"region": "us-east-1"}, "place"),
    ("a secret's copy", "aws:secretsmanager/secret:Secret", {"replicas": [{"region": "us-east-1"}]}, "place"),
    (
        "a secret anywhere",
        "gcp:secretmanager/secret:Secret",
        {"replication": {"auto": {}}},
        "multi-country",
    ),
    ("a bucket of backups", "gcp:storage/bucket:Bucket", {"location": "US-EAST4"}, "place"),
    ("no key", "aws:ebs/volume:Volume", {"encrypted": False, "kmsKeyId": None}, "key"),
]


@pytest.mark.parametrize(("kind", "change", "rule"), [c[1:] for c in ABROAD], ids=[c[0] for c in ABROAD])
def test_the_policies_are_loud(
    state: dict[str, Any], kind: str, change: Mapping[str, Any], rule: str
) -> None:
    changed = deepcopy(state)
    found = next((r for r in changed["deployment"]["resources"] if r["type"] == kind), None)
    assert found is not None
    for part in ("inputs", "outputs"):
        found[part] = {k: v for k, v in (found[part] | change).items() if v is not None}
    found["propertyDependencies"] = {
        k: v for k, v in found.get("propertyDependencies", {}).items() if k not in change
    }
    findings = [f for f in judge(graph_of(changed)) if f.urn == found["urn"]]
    assert [f.rule for f in findings if rule in f.rule], [f.rule for f in findings]


def test_a_run_that_would_replace_all_machines_is_refused_and_one_at_a_time_is_not(
    project: Project, stack: str
) -> None:
    before = {r["urn"]: told(r) for r in machines(project, stack)}
    write(project, stack, version="v26.2.1")
    words = ("up", "--yes", "--skip-preview", "--non-interactive", "--suppress-outputs")
    refused = project.pulumi(stack, *words, check=False)
    assert refused.returncode != 0
    assert "marked for protection" in refused.stdout
    urn = next(r["urn"] for r in machines(project, stack) if r["type"] == ROLLED[stack])
    name = urn.rpartition("::")[2]
    project.pulumi(stack, "state", "unprotect", urn, "--yes")
    rolled = project.pulumi(stack, *words, "--target", f"**::{name}*")
    assert "+-2 replaced" in rolled.stdout
    known = machines(project, stack)
    new = [r["urn"].rpartition("::")[2] for r in known if told(r) != before[r["urn"]]]
    assert new == [name]
    assert all(r["protect"] for r in known)
    (made,) = (r for r in known if r["urn"] == urn)
    assert all(of["InstanceId"] == made["id"] for of in watched(project, stack, name))


def watched(project: Project, stack: str, name: str) -> list[dict[str, str]]:
    """Dimensions of the alarms on what EC2 itself says of a machine; none on Google Cloud."""
    resources = project.export(stack)["deployment"]["resources"]
    own = [r for r in resources if r["type"] == ALARM and f"::{name}-alarm-" in r["urn"]]
    found = [r["inputs"]["dimensions"] for r in own if "InstanceId" in r["inputs"]["dimensions"]]
    assert len(found) == (5 if ROLLED[stack] == INSTANCES[0] else 0)
    return found


def told(machine: dict[str, Any]) -> str:
    """User data: it has the digest of all that the machine does at its start."""
    return str(machine["inputs"].get("userData") or machine["inputs"]["metadataStartupScript"])


def machines(project: Project, stack: str) -> list[dict[str, Any]]:
    resources = project.export(stack)["deployment"]["resources"]
    return [r for r in resources if r["type"] in INSTANCES]


def test_it_can_be_taken_down(project: Project, stack: str) -> None:
    project.run("down", "--stack", stack)
    left = project.pulumi(stack, "stack", "export")
    assert not json.loads(left.stdout)["deployment"].get("resources")
