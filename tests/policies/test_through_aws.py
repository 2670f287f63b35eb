"""AWS as its services behave: how personal data leaves, and stacks of app teams that keep it.

The stacks are in ``app_stacks/aws``, as ``tests.policies.states`` takes them; the leaks are in
``leaks/aws.yaml``, each at the resource ``x``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from policies import Graph, judge
from tests.policies.states import graph

HERE = Path(__file__).parent
ACCOUNT = "111111111111"
LEAKS: list[dict[str, Any]] = yaml.safe_load((HERE / "leaks/aws.yaml").read_text())
STACKS = sorted((HERE / "app_stacks/aws").glob("*.yaml"))
MADE = frozenset(
    {
        "address",
        "apiEndpoint",
        "bootstrapBrokersSaslIam",
        "bucketDomainName",
        "bucketRegionalDomainName",
        "dnsName",
        "executionArn",
        "id",
        "keyId",
        "publicIp",
        "streamArn",
        "url",
    }
)
"""Properties that only the cloud tells; ``arn`` too, but of targets, where it is an input."""
ARN_IS_SAID = ("eventTarget:EventTarget", "lakeformation/resource:Resource")

Resources = dict[str, dict[str, Any]]


def held(resources: Resources, region: str) -> Resources:
    """The resources, each of a provider that is held to the account."""
    found: Resources = {}
    for name, resource in resources.items():
        props = {"region": region, **resource["props"]}
        provider = {"region": props["region"], **resource.get("provider", {})}
        found[name] = {
            **resource,
            "bare": True,
            "props": props,
            "provider": {**provider, "allowedAccountIds": json.dumps([ACCOUNT])},
        }
    return found


def unmade(resources: Resources) -> Resources:
    """As a first preview sees them: what the cloud tells is not there, and what uses it is not known."""
    told = {
        name: {
            key
            for key in resource["props"]
            if key in MADE or (key == "arn" and not resource["type"].endswith(ARN_IS_SAID))
        }
        for name, resource in resources.items()
    }
    names = {str(r["props"][key]) for name, r in resources.items() for key in told[name]}
    return {
        name: {
            **resource,
            "props": {
                key: _unknown(value, names) if key in resource.get("refs", {}) else value
                for key, value in resource["props"].items()
                if key not in told[name]
            },
        }
        for name, resource in resources.items()
    }


def _unknown(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _unknown(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_unknown(item, names) for item in value]
    used = isinstance(value, str) and any(
        name == value or (len(name) > 8 and name in value) for name in names
    )
    return "<unknown>" if used else value


def said(found: Graph) -> list[str]:
    """Every finding, in words."""
    return [f"{f.urn.rpartition('::')[2]} {f.rule}: {f.what}" for f in judge(found, protected=True)]


@pytest.mark.parametrize("leak", LEAKS, ids=[leak["why"] for leak in LEAKS])
def test_no_way_out_is_silent(leak: dict[str, Any]) -> None:
    resources = held(leak["resources"], "eu-west-2")
    without = {name: resource for name, resource in resources.items() if name != "x"}
    found = set(judge(graph(resources))) - set(judge(graph(without)))
    assert set(leak["by"]) <= {finding.rule for finding in found}


@pytest.mark.parametrize("stack", STACKS, ids=[stack.stem for stack in STACKS])
def test_a_compliant_stack_of_an_app_team_is_silent(stack: Path) -> None:
    resources = held(yaml.safe_load(stack.read_text()), "eu-central-1")
    assert said(graph(resources)) == []


@pytest.mark.parametrize("stack", STACKS, ids=[stack.stem for stack in STACKS])
def test_it_is_silent_before_anything_is_made(stack: Path) -> None:
    resources = unmade(held(yaml.safe_load(stack.read_text()), "eu-central-1"))
    assert said(Graph(graph(resources), preview=True)) == []


@pytest.mark.parametrize("stack", STACKS, ids=[stack.stem for stack in STACKS])
def test_and_loud_abroad(stack: Path) -> None:
    """The same stack, moved to Virginia as it is."""
    text = stack.read_text().replace("eu-central-1", "us-east-1")
    rules = {finding.rule for finding in judge(graph(held(yaml.safe_load(text), "us-east-1")))}
    assert {"place-of-home", "place-of-key"} <= rules
