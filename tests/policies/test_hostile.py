"""States that nobody in good faith writes: each is judged to the end, and none passes by breaking a rule."""

from __future__ import annotations

from typing import Any

import pytest

from policies import Graph, Outcome, Resource, judge
from policies.context import Context
from policies.rules import RULES, Rule, Severity
from policies.state import StateError, graph_of
from tests.policies.states import UK, graph, state, urn

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


def test_props_of_a_megabyte() -> None:
    key = "arn:aws:kms:eu-west-2:1:key/k"
    replicas = [{"regionName": "eu-west-2", "kmsKeyArn": key, "note": "x" * 100} for _ in range(10_000)]
    table = {
        "type": "aws:dynamodb/table:Table",
        "props": {"region": "eu-west-2", "tags": UK, "replicas": replicas},
    }
    assert _rules({"t": table}) == set()


def test_a_custom_resource_that_lost_its_provider_is_no_component() -> None:
    kind = "elsewhere:a/b:C"
    document = {"deployment": {"resources": [{"urn": urn(kind, "c"), "type": kind, "custom": True}]}}
    assert [f.rule for f in judge(graph_of(document))] == ["unclassified-type"]


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


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"deployment": {}},
        {"deployment": {"resources": [{"type": "x"}]}},
        {"resources": [7]},
        {"steps": [{}]},
    ],
)
def test_what_is_no_state_is_refused_and_never_an_empty_stack(document: object) -> None:
    with pytest.raises(StateError):
        graph_of(document)


def test_what_only_waits_to_be_deleted_is_not_judged() -> None:
    document = state({"q": {"type": QUEUE, "props": {"region": "us-east-1", "tags": UK}}})
    assert judge(graph_of(document)) != []
    document["deployment"]["resources"][-1]["delete"] = True
    assert judge(graph_of(document)) == []


def test_a_preview_as_json_is_judged_like_its_state() -> None:
    entries = state({"q": {"type": QUEUE, "props": {"region": "us-east-1", "tags": UK}}})["deployment"][
        "resources"
    ]
    steps = [{"op": "create", "urn": e["urn"], "newState": e} for e in entries]
    gone = [{"op": "delete", "urn": "x", "oldState": entries[-1] | {"urn": urn(QUEUE, "gone")}}]
    found = judge(graph_of({"steps": [*steps, *gone]}))
    assert [(f.rule, f.urn.rpartition("::")[2]) for f in found] == [
        ("place-of-home", "q"),
        ("store-replaced", "gone"),
    ]


def test_the_same_graph_gives_the_same_findings() -> None:
    resources = {f"q{i}": {"type": QUEUE, "props": {"region": "us-east-1"}} for i in range(20)}
    assert judge(graph(resources)) == judge(graph(resources))
