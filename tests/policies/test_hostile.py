"""States that nobody in good faith writes: each is judged to the end, and none passes by breaking a rule."""

from __future__ import annotations

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


def test_the_same_graph_gives_the_same_findings() -> None:
    resources = {f"q{i}": {"type": QUEUE, "props": {"region": "us-east-1"}} for i in range(20)}
    assert judge(graph(resources)) == judge(graph(resources))


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("aws:sqs/queueV2:QueueV2", "unclassified-type"),
        ("aws:sqsnext/queue:Queue", "unclassified-type"),
        ("aws:SQS/queue:Queue", "unclassified-type"),
        ("aws:sqs/queue:Queue:Queue", "unclassified-type"),
        ("aws:sqs:Queue", "unclassified-type"),
        ("../aws/sqs:Queue", "unclassified-type"),
    ],
)
def test_a_renamed_type_is_unclassified(kind: str, rule: str) -> None:
    renamed = {"type": kind, "props": {"region": "us-east-1", "tags": UK}, "custom": True}
    assert (rule, "q") in _rules({"q": renamed})


TWINS = {
    "aws:s3/bucket:Bucket": "aws:s3/bucketV2:BucketV2",
    "aws:lb/loadBalancer:LoadBalancer": "aws:alb/loadBalancer:LoadBalancer",
    "aws:lb/listener:Listener": "aws:alb/listener:Listener",
    "aws:s3/bucketLogging:BucketLogging": "aws:s3/bucketLoggingV2:BucketLoggingV2",
    "aws:s3/bucketAcl:BucketAcl": "aws:s3/bucketAclV2:BucketAclV2",
}


@pytest.mark.parametrize(("one", "other"), TWINS.items(), ids=TWINS.values())
def test_a_type_of_two_names_is_judged_alike(one: str, other: str) -> None:
    """The second name is no way around: the same resource abroad, or in plain text, or open, is found."""
    props = {
        "region": "us-east-1",
        "tags": UK,
        "bucket": "b",
        "loadBalancerArn": "<unknown>",
        "protocol": "HTTP",
        "targetBucket": "elsewhere",
        "acl": "public-read",
    }
    store = {"type": "aws:sqs/queue:Queue", "props": {"region": "eu-west-2", "tags": UK}}
    found = [
        {
            rule
            for rule, name in _rules({"x": {"type": kind, "props": props, "bare": True}, "q": store})
            if name == "x"
        }
        for kind in (one, other)
    ]
    assert found[0] == found[1] != set()


@pytest.mark.parametrize(
    ("provider", "found"),
    [
        ({"region": "eu-west-2"}, []),
        ({"region": "us-east-1"}, ["q"]),
        ({"region": "<unknown>"}, ["q"]),
        ({}, ["q"]),
    ],
)
def test_a_region_that_only_the_provider_says_counts(provider: dict[str, str], found: list[str]) -> None:
    queue = {"type": QUEUE, "props": {"tags": UK}, "provider": provider}
    assert [name for rule, name in sorted(_rules({"q": queue})) if rule == "place-of-home"] == found


@pytest.mark.parametrize("props", [{}, {"tags": None}, {"tags": {}}, {"tags": {"data-class": ""}}])
def test_a_store_without_tags_never_passes(props: dict[str, Any]) -> None:
    bare = {"type": QUEUE, "props": {"region": "eu-west-2", **props}, "bare": True}
    assert ("tags-missing", "q") in _rules({"q": bare})
