"""States that nobody in good faith writes: each is judged to the end, and none passes by breaking a rule."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from policies import Graph, Outcome, Resource, judge
from policies.context import Context
from policies.rules import RULES, Rule, Severity
from tests.policies.states import UK, graph

QUEUE = "aws:sqs/queue:Queue"


def _rules(resources: dict[str, Any]) -> set[tuple[str, str]]:
    return {(f.rule, f.urn.rpartition("::")[2]) for f in judge(graph(resources))}


def test_parents_in_a_circle() -> None:
    found = _rules(
        {
            "a": {"type": QUEUE, "props": {}, "parent": "b"},
            "b": {"type": QUEUE, "props": {}, "parent": "a"},
        }
    )
    assert found == {("tags-missing", "a"), ("tags-missing", "b")}


def test_a_resource_that_is_its_own_parent() -> None:
    assert _rules({"a": {"type": QUEUE, "props": {"tags": UK}, "parent": "a"}}) == {("place-of-home", "a")}


def test_references_in_a_circle() -> None:
    database = "gcp:spanner/database:Database"
    found = _rules(
        {
            "a": {"type": database, "props": {"instance": "<unknown>"}, "refs": {"instance": ["b"]}},
            "b": {"type": database, "props": {"instance": "<unknown>"}, "refs": {"instance": ["a"]}},
        }
    )
    assert {rule for rule, _ in found} == {"tags-missing"}
    assert {name for _, name in found} == {"a", "b"}


def test_a_chain_of_parents_deeper_than_python_recurses() -> None:
    chain: dict[str, Any] = {"q0": {"type": QUEUE, "props": {"tags": UK, "region": "eu-west-2"}}}
    for index in range(1, 3000):
        chain[f"q{index}"] = {
            "type": QUEUE,
            "props": {"region": "eu-west-2", "x": 1},
            "parent": f"q{index - 1}",
        }
    stack = graph(chain)
    found = judge(Graph(reversed(list(stack))))
    assert {f.rule for f in found} <= {"tags-missing", *(r.id for r in RULES)}
    assert all(f.outcome in {Outcome.FAIL, Outcome.UNKNOWN} for f in found)


def test_a_long_way_and_a_circle_of_copies_are_followed_to_the_end() -> None:
    """A thousand copies of copies in a circle: followed once around, and the one abroad is found."""
    nobody = {"data-class": "persistent", "jurisdiction": "us"}
    ring: dict[str, Any] = {}
    for index in range(1000):
        tags, region = (UK if index == 0 else nobody), ("us-east-1" if index == 500 else "eu-west-2")
        rules = [{"destination": {"bucket": f"b{(index + 1) % 1000}"}}]
        ring[f"b{index}"] = {
            "type": "aws:s3/bucket:Bucket",
            "props": {"bucket": f"b{index}", "region": region, "tags": tags},
        }
        ring[f"r{index}"] = {
            "type": "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
            "props": {"bucket": f"b{index}", "region": region, "rules": rules},
        }
    found = [f for f in judge(graph(ring)) if f.rule == "data-flow"]
    assert [f.urn.rpartition("::")[2] for f in found] == ["b500"]
    assert "b0 → r0 → b1 → 995 more → b499 → r499 → b500" in found[0].what


@pytest.mark.parametrize(
    "arn",
    [
        "arn",
        "arn:",
        "arn:::::",
        "arn:aws:kms:::key",
        "arn:aws:kms:eu-west-2",
        "arn:aws:kms:EU-WEST-9:1:k",
        "x" * 100_000,
    ],
)
def test_a_key_by_a_malformed_arn_is_an_unknown_key(arn: str) -> None:
    found = _rules(
        {"q": {"type": QUEUE, "props": {"region": "eu-west-2", "tags": UK, "kmsMasterKeyId": arn}}}
    )
    assert found == {("place-of-key", "q")}


@pytest.mark.parametrize(
    "region", [{"a": "eu-west-2"}, ["us-east-1"], 7, True, " ", "EU", "eu-west-2\u200b", "../eu-west-2"]
)
def test_a_region_that_is_no_region_never_passes(region: object) -> None:
    assert ("place-of-home", "q") in _rules({"q": {"type": QUEUE, "props": {"region": region, "tags": UK}}})


@pytest.mark.parametrize(
    "tags", [[], "uk", 7, {"data-class": None}, {"data-class": ["persistent"], "jurisdiction": "uk"}]
)
def test_tags_of_another_shape_tell_nothing(tags: object) -> None:
    assert ("tags-missing", "q") in _rules(
        {"q": {"type": QUEUE, "props": {"region": "eu-west-2", "tags": tags}}}
    )


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


def test_a_rule_that_breaks_down_is_a_violation_and_hides_no_other() -> None:
    def broken(context: Context, resource: Resource) -> Any:
        raise ZeroDivisionError(resource.name)

    bad = Rule(
        id="bad", description="d", severity=Severity.HIGH, framework="f", remediation="r", judge=broken
    )
    stack = graph({"q": {"type": QUEUE, "props": {"region": "us-east-1", "tags": UK}}})
    found = [f for f in judge(stack, rules=[bad, *RULES]) if f.urn.endswith("::q")]
    assert [(f.rule, f.outcome) for f in found] == [("bad", Outcome.UNKNOWN), ("place-of-home", Outcome.FAIL)]
    assert "ZeroDivisionError" in found[0].what


def test_a_bucket_of_another_partition_is_another_bucket() -> None:
    bucket = {"type": "aws:s3/bucket:Bucket", "props": {"bucket": "uk2", "region": "eu-west-2", "tags": UK}}
    rules = [{"destination": {"bucket": "arn:aws-cn:s3:::uk2"}}]
    copying = {
        "type": "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
        "props": {"bucket": "uk2", "region": "eu-west-2", "rules": rules},
        "refs": {"bucket": ["b"]},
    }
    assert ("place-of-replica", "r") in _rules({"b": bucket, "r": copying})


def test_an_output_without_a_replica_does_not_hide_the_one_that_was_declared() -> None:
    abroad = {"replicas": [{"regionName": "us-east-1"}]}
    table = {"type": "aws:dynamodb/table:Table", "props": {"region": "eu-west-2", "tags": UK, **abroad}}
    assert ("place-of-replica", "t") in _rules({"t": {**table, "outputs": {"replicas": []}}})


def _lines_run(references: int) -> int:
    """How many lines it takes to judge a resource with so many references, each to a name of its own."""
    nobody = {"data-class": "metadata", "jurisdiction": "global"}
    named = [f"bucket-{index}" for index in range(references)]
    buckets: dict[str, Any] = {
        name: {
            "type": "aws:s3/bucket:Bucket",
            "props": {"bucket": name, "region": "eu-west-2", "tags": nobody},
        }
        for name in named
    }
    regions = [{"bucket": name} for name in named]
    point = "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint"
    entry = {"type": point, "props": {"tags": nobody, "details": {"regions": regions}}}
    stack = graph({**buckets, "point": {**entry, "refs": {"details": named}}})
    count = 0

    def step(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        judge(stack)
    finally:
        sys.settrace(before)
    return count


def test_names_and_references_are_looked_up_not_compared() -> None:
    assert _lines_run(400) < 3 * _lines_run(200)


def test_the_same_graph_gives_the_same_findings() -> None:
    resources = {f"q{i}": {"type": QUEUE, "props": {"region": "us-east-1"}} for i in range(20)}
    assert judge(graph(resources)) == judge(graph(resources))
