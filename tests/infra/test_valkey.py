"""Valkey end to end: both clouds, a failover, and what the policies say of a cache that is not right."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from infra.outputs import ValkeyOutput, read, store
from policies import judge
from policies.resources.state import graph_of
from tests.infra.deployed import Project
from tests.infra.runbooks import Runbook
from tests.plan.intents import intent

CARTS = {"class": "transient", "engine": "valkey", "expires_hours": 24, "survives": "region"}
PLACES = {
    "uk": {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"},
    "eu": {"home": "aws/eu-central-1", "recovery": "aws/eu-west-1"},
    "de": {"home": "gcp/europe-west10", "recovery": "gcp/europe-west3"},
}
STORES = {
    "carts": CARTS | {"in": {"uk": {"survives": "zone"}}},
    "baskets": CARTS | {"survives": "zone", "only": ["uk"], "home": "gcp/europe-west2"},
    "tokens": {"class": "metadata", "engine": "valkey", "only": ["uk"]},
}


def write(project: Project, **changes: dict[str, str]) -> None:
    """The stack file, with the places of some jurisdictions said differently."""
    said = intent(protect=False, jurisdictions=PLACES | changes, stores=STORES)
    text = yaml.safe_dump({"config": {"domicile:stack": said}})
    (project.root / "Pulumi.dev.yaml").write_text(text, "utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A stack of caches that is up."""
    found = Project(tmp_path_factory.mktemp("caches"))
    write(found)
    assert "no violation" in found.run("up").stdout
    return found


@pytest.fixture(scope="module")
def state(project: Project) -> dict[str, Any]:
    return project.export("dev")


def test_apps_are_told_where_to_connect_how_to_sign_in_and_how_long_items_may_live(project: Project) -> None:
    contract = read(project.pulumi("dev", "stack", "output", "--json").stdout)
    on_aws = store(contract, "eu", "carts", ValkeyOutput)
    assert (on_aws.expires_seconds, on_aws.tls, on_aws.version) == (86_400, True, "8.0")
    assert list(on_aws.endpoints) == ["aws/eu-central-1", "aws/eu-west-1"]
    for place, endpoint in on_aws.endpoints.items():
        region = place.removeprefix("aws/")
        assert endpoint.host.endswith(f".{region}.cache.amazonaws.com")
        assert [arn.split(":")[3] for arn in endpoint.connect] == [region, region]
        assert endpoint.connect[1].endswith(f":user:{endpoint.user}")
    on_gcp = store(contract, "de", "carts", ValkeyOutput)
    for place, endpoint in on_gcp.endpoints.items():
        assert endpoint.host.startswith("10.")
        assert f"/locations/{place.removeprefix('gcp/')}/instances/" in endpoint.connect[0]
        assert endpoint.certificates
        assert endpoint.user is None
    assert store(contract, "uk", "tokens", ValkeyOutput).expires_seconds is None


def test_a_second_up_and_a_refresh_change_nothing(project: Project) -> None:
    assert "nothing changed" in project.run("up").stdout
    project.pulumi("dev", "refresh", "--yes", "--skip-preview", "--expect-no-changes", "--non-interactive")


def test_what_is_promised_is_kept(project: Project) -> None:
    told = json.loads(project.run("survive", "--require", "--zones", "--format", "json").stdout)
    assert {p["kept"] for p in told["promises"]} == {True}
    steps = [s for e in told["events"] for f in e["stores"] for s in f["steps"]]
    assert any(s.startswith("aws elasticache failover-global-replication-group ") for s in steps)
    assert any(s.startswith("gcloud memorystore instances update ") for s in steps)


def _found(state: dict[str, Any]) -> set[tuple[str, str]]:
    return {(f.rule, f.urn.rpartition("::")[2]) for f in judge(graph_of(state))}


def changed(state: dict[str, Any], name: str, change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The state with the properties of one resource changed."""
    copy: dict[str, Any] = json.loads(json.dumps(state))
    (one,) = (r for r in copy["deployment"]["resources"] if r["urn"].endswith(f"::{name}"))
    for side in ("inputs", "outputs"):
        change(one[side])
    return copy


def test_the_policies_have_nothing_to_say_of_it(state: dict[str, Any]) -> None:
    assert _found(state) == set()


EVICTS = {"name": "maxmemory-policy", "value": "volatile-lru"}
AWS, GCP = "eu-carts-aws-eu-central-1", "de-carts-gcp-europe-west3-instance"
FIRST = "de-carts-gcp-europe-west10-instance"
UNTAGGED = {"labels": None, "effectiveLabels": None, "pulumiLabels": None}
ABROAD = "projects/acme-test-1/locations/us-east1/keyRings/r/cryptoKeys/k"
WRONG: list[tuple[str, str, dict[str, Any], str, str]] = [
    ("a member abroad", f"{AWS}-group", {"region": "us-east-1"}, "place-of-home", f"{AWS}-group"),
    ("an instance abroad", GCP, {"location": "us-east1"}, "place-of-home", GCP),
    ("no key", f"{AWS}-group", {"kmsKeyId": None}, "key-missing", f"{AWS}-group"),
    ("no key of ours", GCP, {"kmsKey": None}, "key-missing", GCP),
    ("a key abroad", GCP, {"kmsKey": ABROAD}, "place-of-key", GCP),
    (
        "plain text",
        f"{AWS}-group",
        {"transitEncryptionEnabled": False},
        "encryption-in-transit",
        f"{AWS}-group",
    ),
    ("plain text too", GCP, {"transitEncryptionMode": None}, "encryption-in-transit", GCP),
    ("a snapshot", f"{AWS}-group", {"snapshotRetentionLimit": 1}, "transient-expiry", f"{AWS}-group"),
    ("on disk", GCP, {"persistenceConfig": {"mode": "AOF"}}, "transient-expiry", GCP),
    ("no eviction", f"{AWS}-parameters", {"parameters": [EVICTS]}, "transient-expiry", f"{AWS}-group"),
    (
        "no eviction, for the follower too",
        f"{AWS}-parameters",
        {"parameters": [EVICTS]},
        "transient-expiry",
        "eu-carts-aws-eu-west-1-group",
    ),
    (
        "no eviction there",
        GCP,
        {"engineConfigs": {"maxmemory-policy": "volatile-ttl"}},
        "transient-expiry",
        GCP,
    ),
    ("whose it is is not said", FIRST, UNTAGGED, "tags-missing", FIRST),
]


@pytest.mark.parametrize("wrong", WRONG, ids=[w[0] for w in WRONG])
def test_the_policies_are_loud(
    state: dict[str, Any], wrong: tuple[str, str, dict[str, Any], str, str]
) -> None:
    _, name, props, rule, where = wrong
    assert (rule, where) in _found(changed(state, name, lambda side: side.update(props)))


LOST = ("eu", "de")
ROLES_TOLD = 2
"""Alarms on AWS, one a member: which of them must say how far it is behind."""


def swapped(project: Project) -> None:
    """The settings after a failover of both."""
    write(project, **{n: {"home": PLACES[n]["recovery"], "recovery": PLACES[n]["home"]} for n in LOST})


def changes(project: Project) -> dict[str, int]:
    """What a preview would do, by verb, after a refresh."""
    project.pulumi("dev", "refresh", "--yes", "--skip-preview", "--non-interactive")
    shown = json.loads(project.pulumi("dev", "preview", "--json", "--non-interactive").stdout)
    counted: dict[str, int] = shown["changeSummary"]
    return counted


def writers(project: Project) -> dict[str, str]:
    """Who takes writes: the primary of each global datastore, the instance on Google that follows nobody."""
    found = {}
    for resource in project.export("dev")["deployment"]["resources"]:
        said = resource.get("outputs", {})
        if resource["type"] == "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup":
            found["eu"] = said["primaryReplicationGroupId"]
        follows = (said.get("crossInstanceReplicationConfig") or {}).get("primaryInstance")
        if resource["type"] == "gcp:memorystore/instance:Instance" and follows:
            found["de"] = follows["instance"].rpartition("/")[2]
    return found


@pytest.fixture(scope="module")
def runbooks(project: Project) -> list[Runbook]:
    """Of losing each home, as printed before anything is lost."""
    return [Runbook(project.run("failover", "--lost", PLACES[n]["home"]).stdout) for n in LOST]


def test_a_failover_as_the_runbook_says_it_replaces_nothing(
    project: Project, runbooks: list[Runbook]
) -> None:
    before = writers(project)
    assert before == {"eu": "acme-dev-eu-carts-eu-central-1", "de": "acme-dev-de-carts-europe-west10"}
    commands = [command for runbook in runbooks for command in runbook.clouds(2)]
    assert [c[:3] for c in commands] == [
        ["aws", "elasticache", "failover-global-replication-group"],
        ["gcloud", "memorystore", "instances"],
    ]
    for command in commands:
        project.run("sandbox", "--stack", "dev", "--", *command)
    swapped(project)
    found = changes(project)
    assert set(found) == {"same", "update"}
    assert found["update"] == 1 + ROLES_TOLD  # the old home on Google Cloud is told whom to follow
    assert "no violation" in project.run("up").stdout
    assert writers(project) == {
        "eu": "acme-dev-eu-carts-eu-west-1",
        "de": "acme-dev-de-carts-europe-west3",
    }


def test_the_way_back_is_a_change_of_roles_that_the_program_agrees_with(
    project: Project, runbooks: list[Runbook]
) -> None:
    for runbook in runbooks:
        for command in runbook.clouds(5):
            project.run("sandbox", "--stack", "dev", "--", *command)
    write(project)
    found = changes(project)
    assert (set(found), found["update"]) == ({"same", "update"}, ROLES_TOLD)
    assert "no violation" in project.run("up").stdout
    assert writers(project) == {
        "eu": "acme-dev-eu-carts-eu-central-1",
        "de": "acme-dev-de-carts-europe-west10",
    }


REFUSED = {
    "none of it": ("acme-dev-de-carts-europe-west10", "europe-west10", "none", "follows nobody"),
    "a stranger": ("acme-dev-de-carts-europe-west3", "europe-west3", "primary", "which is to follow it"),
    "no such role": ("acme-dev-de-carts-europe-west3", "europe-west3", "secondary", "none or primary"),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_memorystore_would_refuse_is_refused(project: Project, wrong: str) -> None:
    name, region, role, said = REFUSED[wrong]
    flag = "--cross-instance-replication-config"
    command = f"gcloud memorystore instances update {name} --location={region} {flag}-role={role}"
    command += f" {flag}-secondary-instances=instance=stranger"
    ran = project.run("sandbox", "--stack", "dev", "--", *command.split(), check=False)
    assert ran.returncode == 1
    assert said in ran.stderr


def test_it_goes_down_clean(project: Project) -> None:
    project.run("down")
    assert not (project.root / ".domicile/clouds/dev.sqlite").exists()
