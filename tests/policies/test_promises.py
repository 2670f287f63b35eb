"""Promises of whole stacks: a member less is found wherever the pack is asked, and nothing is made up."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from policies import judge
from policies.finding import Finding, Outcome
from policies.resources.state import graph_of
from policies.rules import promise_broken
from tests.plan.intents import stack_file
from tests.policies.engine import Engine, entries_of, told
from tests.survival.worlds import STACK, state

State = dict[str, Any]
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}


@pytest.fixture(scope="module")
def prod() -> State:
    return state(stack_file("prod"), "prod")


def found(document: State) -> list[Finding]:
    return judge(graph_of(document), rules=[promise_broken.RULE])


def entries(document: State) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = document["deployment"]["resources"]
    return listed


def outputs(document: State) -> dict[str, Any]:
    (stack,) = [e for e in entries(document) if e["type"] == STACK]
    told: dict[str, Any] = stack["outputs"]
    return told


def without(document: State, is_member: Callable[[str, str], bool]) -> State:
    """The stack without the resources of some types and names."""
    kept = [e for e in entries(document) if not is_member(e["type"], e["urn"].rpartition("::")[2])]
    assert len(kept) < len(entries(document)), "nothing was removed"
    return {**document, "deployment": {"resources": kept}}


def test_what_is_promised_is_kept(prod: State) -> None:
    assert found(prod) == []


MEMBERS = [
    (
        "a standby in another region",
        ("aws:rds/cluster:Cluster", "eu-identities-aws-eu-west-1"),
        "eu/identities",
        "region aws/eu-central-1 lost: lost (0 of 1 member regions left",
    ),
    (
        "a secondary in another region",
        ("gcp:alloydb/cluster:Cluster", "de-identities-gcp-europe-west3"),
        "de/identities",
        "region gcp/europe-west10 lost: lost (0 of 1 clusters left",
    ),
    (
        "the copy of a bucket",
        ("aws:s3/bucket:Bucket", "us-avatars-aws-us-west-2"),
        "us/avatars",
        "region aws/us-east-1 lost: lost (0 of 1 buckets left",
    ),
    (
        "what copies to it",
        ("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "us-avatars"),
        "us/avatars",
        "region aws/us-east-1 lost: lost (0 of 1 buckets left",
    ),
    (
        "the machines of the home cluster",
        ("aws:ec2/volumeAttachment:VolumeAttachment", "uk-identities"),
        "uk/identities",
        "region gcp/europe-west2 lost: lost (0 of 3 votes left, 2 to write",
    ),
    (
        "the machines on the other cloud",
        ("gcp:compute/instance:Instance", "uk-identities"),
        "uk/identities",
        "region aws/eu-west-2 lost: lost (0 of 3 votes left, 2 to write",
    ),
]


@pytest.mark.parametrize(("member", "store", "why"), [m[1:] for m in MEMBERS], ids=[m[0] for m in MEMBERS])
def test_a_member_less_is_found(prod: State, member: tuple[str, str], store: str, why: str) -> None:
    kind, name = member
    (finding,) = found(without(prod, lambda token, own: token == kind and name in own))
    assert (finding.subject, finding.outcome) == (store, Outcome.FAIL)
    assert finding.urn.endswith(f"::{STACK}::domicile-prod")
    assert why in finding.what


def test_a_promise_that_was_raised_alone_is_broken(prod: State) -> None:
    raised = copy.deepcopy(prod)
    outputs(raised)["jurisdictions"]["uk"]["stores"]["ledger"]["survives"] = "region"
    (finding,) = found(raised)
    assert "region gcp/europe-west2 lost: lost (0 of 3 votes left, 2 are a majority)" in finding.what


@pytest.mark.parametrize(
    ("hidden", "outcomes"), [(("jurisdictions",), []), (("jurisdictions", "promises"), ["unknown"])]
)
def test_outputs_that_are_encrypted_promise_nothing_less(
    prod: State, hidden: tuple[str, ...], outcomes: list[str]
) -> None:
    sealed = copy.deepcopy(prod)
    outputs(sealed).update(dict.fromkeys(hidden, SECRET))
    assert [f.outcome for f in found(sealed)] == outcomes


STORE = {"data-class": "persistent", "jurisdiction": "us", "store": "files"}
TODAY = {"jurisdictions": {"us": {"stores": {"files": {"survives": "region"}}}}, "everywhere": {}}
YET = {"jurisdictions": "<unknown>", "everywhere": "<unknown>"}


def small(promises: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A bucket without a copy, and what the outputs of its stack promise."""
    stack = {"type": STACK, "props": {}, "outputs": promises, "custom": False, "protect": False}
    bucket = {"type": "aws:s3/bucket:Bucket", "props": {"region": "us-east-1", "bucket": "b", "tags": STORE}}
    return entries_of({"root": stack, "files": bucket})


ASKED = [
    ("an update", {"stack": "prod", "dry_run": False}, TODAY, 1),
    ("a preview that knows the outputs", {"stack": "prod"}, TODAY, 1),
    ("a preview that knows no output", {"stack": "prod"}, YET, 0),
    (
        "a preview that knows the promises",
        {"stack": "prod"},
        {**YET, "promises": {"us": {"files": "region"}}},
        1,
    ),
    ("a file", {}, TODAY, 1),
    ("a file with encrypted outputs", {}, YET, 1),
    ("a file of somebody else", {}, {"url": "https://acme.example"}, 0),
]


@pytest.mark.parametrize(("how", "promises", "count"), [a[1:] for a in ASKED], ids=[a[0] for a in ASKED])
def test_the_engine_is_told_at_the_end(how: dict[str, Any], promises: Mapping[str, Any], count: int) -> None:
    listed = small(promises)
    engine = Engine(**how)
    alone = [d for entry in listed for d in engine.alone(entry, listed)]
    at_end = [d for d in told(engine.stack(listed)) if d[0] == "promise-broken"]
    assert "promise-broken" not in {policy for policy, _ in told(alone)}
    assert at_end == [("promise-broken", "root")] * count
