"""The pack: the two moments of judgement, through the SDK's own servicer."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import struct_pb2
from pulumi.runtime import proto
from pulumi_policy import EnforcementLevel
from pulumi_policy.policy import _PolicyAnalyzerServicer

from policies import judge
from policies.pack import NAME, policies
from policies.rules import RULES
from policies.state import graph_of
from tests.policies.states import DE, NOBODY, UK, UNKNOWN_TEXT, state

UNKNOWN_KEY = {
    "key": {"type": "aws:kms/key:Key", "props": {"region": "us-east-1", "tags": UK}},
    "store": {
        "type": "aws:rds/cluster:Cluster",
        "props": {"region": "eu-west-2", "tags": UK, "kmsKeyId": "<unknown>"},
        "refs": {"kmsKeyId": ["key"]},
    },
    "spanner": {"type": "gcp:spanner/instance:Instance", "props": {"config": "eur5", "labels": DE}},
    "untagged": {"type": "aws:sqs/queue:Queue", "props": {"region": "eu-west-2"}},
}


class Engine:
    """Calls the pack as the engine does: each resource, then the stack."""

    def __init__(self) -> None:
        level = EnforcementLevel.MANDATORY
        self.pack: Any = _PolicyAnalyzerServicer(NAME, "0.1.0", policies(), level)

    def alone(self, entry: dict[str, Any], entries: list[dict[str, Any]]) -> list[Any]:
        request = proto.AnalyzeRequest(
            type=entry["type"],
            urn=entry["urn"],
            name=entry["urn"].rpartition("::")[2],
            properties=_struct(entry["inputs"]),
        )
        _provide(request, entry, entries)
        return list(self.pack.Analyze(request, None).diagnostics)

    def stack(self, entries: list[dict[str, Any]]) -> list[Any]:
        resources = [_stack_resource(entry, entries) for entry in entries]
        return list(self.pack.AnalyzeStack(proto.AnalyzeStackRequest(resources=resources), None).diagnostics)

    def preview(self, entries: list[dict[str, Any]]) -> list[Any]:
        alone = [d for entry in entries for d in self.alone(entry, entries)]
        return [*alone, *self.stack(entries)]


def _struct(value: dict[str, Any]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(value)
    return struct


def _provide(message: Any, entry: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    for other in entries:
        if entry.get("provider", "").startswith(other["urn"] + "::"):
            message.provider.type, message.provider.urn = other["type"], other["urn"]
            message.provider.properties.update(other["inputs"])


def _stack_resource(entry: dict[str, Any], entries: list[dict[str, Any]]) -> Any:
    message = proto.AnalyzerResource(
        type=entry["type"],
        urn=entry["urn"],
        name=entry["urn"].rpartition("::")[2],
        parent=entry.get("parent", ""),
    )
    message.properties.update(entry.get("outputs", entry["inputs"]))
    _provide(message, entry, entries)
    for key, urns in entry.get("propertyDependencies", {}).items():
        message.propertyDependencies[key].urns.extend(urns)
    return message


@pytest.fixture
def engine() -> Engine:
    return Engine()


def _entries(resources: dict[str, Any]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = state(resources)["deployment"]["resources"]
    return entries


def _told(diagnostics: list[Any]) -> list[tuple[str, str]]:
    return sorted((d.policyName, d.urn) for d in diagnostics)


def _judged(entries: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return sorted((f.rule, f.urn) for f in judge(graph_of({"resources": entries})))


def test_a_preview_says_each_violation_once_as_the_judge_does(engine: Engine) -> None:
    entries = _entries(UNKNOWN_KEY)
    told = engine.preview(entries)
    assert _told(told) == _judged(entries)
    assert len(_told(told)) == 4


def test_every_event_is_mandatory_on_the_urn_of_the_resource(engine: Engine) -> None:
    told = engine.preview(_entries(UNKNOWN_KEY))
    assert {d.enforcementLevel for d in told} == {proto.MANDATORY}
    assert all(d.urn and "what:" in d.message and "fix:" in d.message for d in told)


def test_what_is_foreign_for_certain_is_refused_before_it_is_created(engine: Engine) -> None:
    entries = _entries(UNKNOWN_KEY)
    alone = {entry["urn"].rpartition("::")[2]: engine.alone(entry, entries) for entry in entries}
    assert {name for name, told in alone.items() if told} == {"key", "spanner", "untagged"}


def test_a_reference_is_followed_to_what_was_declared_before_it(engine: Engine) -> None:
    entries = _entries(
        {
            "source": {
                "type": "aws:s3/bucket:Bucket",
                "props": {"bucket": "a", "region": "eu-west-2", "tags": UK},
            },
            "target": {
                "type": "aws:s3/bucket:Bucket",
                "props": {"bucket": "b", "region": "us-east-1", "tags": NOBODY},
            },
            "copy": {
                "type": "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
                "props": {
                    "bucket": "a",
                    "region": "eu-west-2",
                    "rules": [{"destination": {"bucket": "arn:aws:s3:::b"}}],
                },
            },
        }
    )
    told = [d for entry in entries for d in engine.alone(entry, entries)]
    assert _told(told) == [("place-of-replica", entries[-1]["urn"])]
    assert engine.stack(entries) == []


def test_inputs_fill_in_what_the_outputs_of_a_preview_do_not_tell(engine: Engine) -> None:
    entries = _entries({"q": {"type": "aws:sqs/queue:Queue", "props": {"region": "eu-west-2", "tags": UK}}})
    entries[-1]["outputs"] = {"region": UNKNOWN_TEXT, "tags": UNKNOWN_TEXT, "arn": UNKNOWN_TEXT}
    assert engine.preview(entries) == []
    assert _told(Engine().stack(entries)) == [("tags-missing", entries[-1]["urn"])]


def test_a_second_stack_is_judged_anew(engine: Engine) -> None:
    good = _entries({"q": {"type": "aws:sqs/queue:Queue", "props": {"region": "eu-west-2", "tags": UK}}})
    bad = _entries({"p": {"type": "aws:sqs/queue:Queue", "props": {"region": "us-east-1", "tags": UK}}})
    assert engine.stack(good) == []
    assert _told(engine.stack(bad)) == [("place-of-home", bad[-1]["urn"])]


def test_a_resource_that_cannot_be_read_is_a_violation(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("policies.pack.resource_of", broken)
    monkeypatch.setattr("policies.sitting.graph_of", broken)
    entries = _entries({"q": {"type": "aws:sqs/queue:Queue", "props": {"region": "eu-west-2", "tags": UK}}})
    assert {d.policyName for d in engine.alone(entries[-1], entries)} == {rule.id for rule in RULES}
    assert [(d.policyName, d.urn, d.enforcementLevel) for d in engine.stack(entries)] == [
        (RULES[0].id, "", proto.MANDATORY)  # once for the stack: nothing of it was judged
    ]


def test_both_moments_of_a_rule_bear_its_name() -> None:
    assert [p.name for p in policies()] == [rule.id for rule in RULES] * 2
