"""Valkey end to end: both clouds, a failover, and what the policies say of a cache that is not right."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.outputs import ValkeyOutput, read, store
from policies import judge
from policies.state import graph_of
from tests.infra.deployed import Project
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


def test_after_a_failover_the_same_swap_in_the_settings_replaces_nothing(
    project: Project, tmp_path: Path
) -> None:
    back = {
        name: {"home": PLACES[name]["recovery"], "recovery": PLACES[name]["home"]} for name in ("eu", "de")
    }
    write(project, **back)
    previewed = json.loads(project.pulumi("dev", "preview", "--json", "--non-interactive").stdout)
    assert set(previewed["changeSummary"]) == {"same", "update"}
    assert previewed["changeSummary"]["update"] == 2  # who follows whom on Google Cloud
    write(project)


def test_it_goes_down_clean(project: Project) -> None:
    project.run("down")
    assert not (project.root / ".domicile/clouds/dev.sqlite").exists()
