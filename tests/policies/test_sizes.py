"""Values of 10 MB, and stacks that grow: judged to the end, in time that grows with them and no faster."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from policies import Graph, judge
from policies.context import Context
from policies.judging import judge_one
from policies.resources.graph import GrowingGraph
from tests.policies.states import NOBODY, UK, graph

MOST_SECONDS = 60
"""Of processor time for 10 MB, on a slow machine: what is not linear takes hours."""


def _rules(resources: dict[str, Any]) -> set[tuple[str, str]]:
    started = time.process_time()
    found = {(f.rule, f.urn.rpartition("::")[2]) for f in judge(graph(resources))}
    assert time.process_time() - started < MOST_SECONDS
    return found


KEY = "arn:aws:kms:eu-west-2:1:key/k"
BIG = 10_000_000
"""Characters: more than a cloud takes of one resource, and as much as somebody may write."""
COMPLIANT: dict[str, dict[str, Any]] = {
    "a list": {"replicas": [{"regionName": "eu-west-2", "kmsKeyArn": KEY, "note": "x" * 400}] * 22_000},
    "a mapping": {"more": {f"k{index}": "y" * 90 for index in range(BIG // 100)}},
    "a text": {"script": "a" * BIG},
    "an encoded script": {"userdata": "QUFB" * (BIG // 4)},
    "what is hardly encoded": {"userdata": "QUFB " * (BIG // 5) + "!"},
}


@pytest.mark.parametrize("props", COMPLIANT.values(), ids=COMPLIANT)
def test_props_of_ten_megabytes(props: dict[str, Any]) -> None:
    table = {"type": "aws:dynamodb/table:Table", "props": {"region": "eu-west-2", "tags": UK, **props}}
    assert _rules({"t": table}) == set()


@pytest.mark.parametrize(
    "text",
    ["auto rehoming" + " " * BIG + "x", "auto-rehoming " * (BIG // 14)],
    ids=["spaces", "many"],
)
def test_a_long_text_does_not_keep_a_rule_busy(text: str) -> None:
    """A pattern that tried every way to read the spaces would take hours for the first of these."""
    table = {"type": "aws:dynamodb/table:Table", "props": {"region": "eu-west-2", "tags": UK, "x": text}}
    assert _rules({"t": table}) == {("auto-rehoming", "t")}


@pytest.mark.parametrize(
    "text",
    ["(" * BIG, 'resource.labels.a_name=("a"' + ' OR "b"' * (BIG // 7) + ")", '"' * BIG],
    ids=["brackets", "names", "quotes"],
)
def test_a_long_filter_narrows_nothing(text: str) -> None:
    sink = {
        "type": "gcp:logging/projectSink:ProjectSink",
        "props": {"destination": "storage.googleapis.com/x", "filter": text},
    }
    bucket = {
        "type": "gcp:storage/bucket:Bucket",
        "props": {"name": "b", "location": "europe-west2", "labels": UK},
    }
    assert ("data-flow", "s") in _rules({"b": bucket, "s": sink})


ALLOW: dict[str, Any] = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
OWN = {"AWS": "arn:aws:iam::444455556666:role/app"}
POLICIES: dict[str, tuple[str, set[str]]] = {
    "many statements": (json.dumps({"Statement": [{**ALLOW, "Principal": OWN}] * 80_000}), set()),
    "a stranger behind many": (
        json.dumps(
            {"Statement": [{**ALLOW, "Principal": OWN}] * 80_000 + [{**ALLOW, "Principal": "999988887777"}]}
        ),
        {"access-granted"},
    ),
    "a long principal": (
        json.dumps({"Statement": {**ALLOW, "Principal": {"AWS": "arn:aws:iam::4" + "4" * BIG}}}),
        {"access-granted"},
    ),
    "a long service": (
        json.dumps({"Statement": {**ALLOW, "Principal": {"Service": "a." * (BIG // 2)}}}),
        {"access-granted"},
    ),
    "deeper than Python recurses": ("[" * BIG, {"access-granted", "public-exposure"}),
    "spaces": (" " * BIG, {"access-granted", "public-exposure"}),
}


@pytest.mark.parametrize(("text", "found"), POLICIES.values(), ids=POLICIES)
def test_a_policy_of_ten_megabytes(text: str, found: set[str]) -> None:
    held = {"region": "eu-west-2", "allowedAccountIds": '["444455556666"]'}
    bucket = {
        "type": "aws:s3/bucket:Bucket",
        "provider": held,
        "props": {"region": "eu-west-2", "bucket": "b", "tags": UK},
    }
    policy = {"type": "aws:s3/bucketPolicy:BucketPolicy", "props": {"bucket": "b", "policy": text}}
    assert {rule for rule, name in _rules({"b": bucket, "p": policy}) if name == "p"} == found


@pytest.mark.parametrize(
    "member",
    [
        "serviceAccount:" + "a" * BIG,
        "serviceAccount:" + "a-" * (BIG // 2) + "@x.iam.gserviceaccount.com",
        "principal://" + "/" * BIG,
    ],
)
def test_a_member_of_ten_megabytes_is_a_stranger(member: str) -> None:
    props = {"name": "b", "location": "europe-west2", "labels": UK}
    bucket = {"type": "gcp:storage/bucket:Bucket", "provider": {"project": "acme"}, "props": props}
    access = {
        "type": "gcp:storage/bucketIAMMember:BucketIAMMember",
        "props": {"bucket": "b", "member": member},
    }
    assert ("access-granted", "m") in _rules({"b": bucket, "m": access})


def _at_once(stack: Graph) -> None:
    judge(stack)


def _one_by_one(stack: Graph) -> None:
    """As an update tells them."""
    told = GrowingGraph()
    context = Context(told)
    for resource in stack:
        told.add(resource)
        context.forget(resource)
        list(judge_one(context, resource))


def _counted(resources: dict[str, Any], judged: Callable[[Graph], None] = _at_once) -> int:
    """How many lines it takes to judge them, once the facts have been read."""
    judged(graph(resources))
    stack = graph(resources)
    count = 0

    def step(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        judged(stack)
    finally:
        sys.settrace(before)
    return count


def _referring(references: int) -> dict[str, Any]:
    """A resource with so many references, each to a name of its own."""
    named = [f"bucket-{index}" for index in range(references)]
    buckets: dict[str, Any] = {
        name: {
            "type": "aws:s3/bucket:Bucket",
            "props": {"bucket": name, "region": "eu-west-2", "tags": NOBODY},
        }
        for name in named
    }
    regions = [{"bucket": name} for name in named]
    point = "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint"
    entry = {"type": point, "props": {"tags": NOBODY, "details": {"regions": regions}}}
    return {**buckets, "point": {**entry, "refs": {"details": named}}}


def test_names_and_references_are_looked_up_not_compared() -> None:
    assert _counted(_referring(400)) < 3 * _counted(_referring(200))


def _alike(count: int) -> dict[str, Any]:
    """So many of each: stores, what tells nothing of its owner, sinks, outside addresses, access."""
    found: dict[str, Any] = {}
    for n in range(count):
        store = {
            "name": f"b{n}",
            "location": "europe-west2",
            "labels": UK,
            "project": "p",
            "projectNumber": 12345,
        }
        found[f"b{n}"] = {"type": "gcp:storage/bucket:Bucket", "props": store}
        member = {"bucket": f"b{n}", "member": "serviceAccount:a@p.iam.gserviceaccount.com"}
        found[f"m{n}"] = {"type": "gcp:storage/bucketIAMMember:BucketIAMMember", "props": member}
        sink = {"destination": f"storage.googleapis.com/b{n}", "project": "p"}
        found[f"s{n}"] = {
            "type": "gcp:logging/projectSink:ProjectSink",
            "props": sink,
            "refs": {"destination": [f"b{n}"]},
        }
        found[f"u{n}"] = {"type": "aws:sqs/queue:Queue", "props": {"region": "eu-west-2"}}
        vpn = {"tags": UK, "region": "eu-west-2", "tunnel1Address": f"198.51.100.{n}"}
        found[f"v{n}"] = {"type": "aws:ec2/vpnConnection:VpnConnection", "props": vpn}
        gateway = {"labels": UK, "interfaces": [{"id": 0, "ipAddress": f"198.51.100.{n}"}]}
        found[f"g{n}"] = {"type": "gcp:compute/externalVpnGateway:ExternalVpnGateway", "props": gateway}
    return found


def _of_nobody(count: int) -> dict[str, Any]:
    """Functions that tell nothing, where nothing in the stack says that it is personal."""
    one = {
        "type": "aws:lambda/function:Function",
        "props": {"region": "eu-west-2", "deadLetterConfig": {"targetArn": "arn:aws:sqs:eu-west-2:1:q"}},
        "provider": {"allowedAccountIds": '["444455556666"]'},
    }
    return {f"f{number}": one for number in range(count)}


@pytest.mark.parametrize("judged", [_at_once, _one_by_one])
@pytest.mark.parametrize("stack", [_alike, _of_nobody])
def test_twice_as_much_takes_twice_as_long(
    stack: Callable[[int], dict[str, Any]], judged: Callable[[Graph], None]
) -> None:
    assert _counted(stack(120), judged) < 2.3 * _counted(stack(60), judged)
