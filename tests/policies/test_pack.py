"""The pack: the two moments of judgement, each violation once, and nothing that passes unjudged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import analyzer_pb2 as proto

from policies import judge
from policies.engine.crossguard import props_of
from policies.engine.server import Analyzer
from policies.engine.sitting import Sitting
from policies.exemptions import Exemption, Exemptions
from policies.resources.state import graph_of
from policies.resources.values import Plain
from tests.policies.engine import CALL, Engine, entries_of, request_of, told
from tests.policies.states import DE, NOBODY, UK, UNKNOWN_TEXT

QUEUE = "aws:sqs/queue:Queue"
GOOD = {"q": {"type": QUEUE, "props": {"region": "eu-west-2", "tags": UK}}}
FOREIGN = {"q": {"type": QUEUE, "props": {"region": "us-east-1", "tags": UK}}}
PLACELESS = {"q": {"type": QUEUE, "props": {"tags": UK}}}
UNKNOWN_KEY = {
    "key": {"type": "aws:kms/key:Key", "props": {"region": "us-east-1", "tags": UK}},
    "store": {
        "type": "aws:rds/cluster:Cluster",
        "props": {"region": "eu-west-2", "tags": UK, "kmsKeyId": "<unknown>"},
        "refs": {"kmsKeyId": ["key"]},
    },
    "spanner": {"type": "gcp:spanner/instance:Instance", "props": {"config": "eur5", "labels": DE}},
    "untagged": {"type": QUEUE, "props": {"region": "eu-west-2"}},
}
COPY = {
    "source": {"type": "aws:s3/bucket:Bucket", "props": {"bucket": "a", "region": "eu-west-2", "tags": UK}},
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


def _judged(entries: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return sorted((f.rule, f.urn.rpartition("::")[2]) for f in judge(graph_of({"resources": entries})))


def test_a_preview_says_each_violation_once_as_the_judge_does() -> None:
    entries = entries_of(UNKNOWN_KEY)
    found = told(Engine().preview(entries))
    assert found == _judged(entries)
    assert {"key", "store", "spanner", "untagged"} == {name for _, name in found}


def test_every_event_is_mandatory_on_the_urn_of_the_resource() -> None:
    found = Engine().preview(entries_of(UNKNOWN_KEY))
    assert {d.enforcementLevel for d in found} == {proto.MANDATORY}
    assert all(d.urn and "what:" in d.message and "fix:" in d.message for d in found)


def test_what_is_foreign_for_certain_is_refused_before_it_is_created() -> None:
    entries, engine = entries_of(UNKNOWN_KEY), Engine()
    alone = {entry["urn"].rpartition("::")[2]: engine.alone(entry, entries) for entry in entries}
    assert {name for name, found in alone.items() if found} == {"key", "spanner", "untagged"}


def test_a_reference_is_followed_to_what_was_declared_before_it() -> None:
    entries, engine = entries_of(COPY), Engine()
    found = [d for entry in entries for d in engine.alone(entry, entries)]
    assert told(found) == [("place-of-replica", "copy")]
    assert engine.stack(entries) == []


def test_inputs_fill_in_what_the_outputs_of_a_preview_do_not_tell() -> None:
    entries = entries_of(GOOD)
    entries[-1]["outputs"] = {"region": UNKNOWN_TEXT, "tags": UNKNOWN_TEXT, "arn": UNKNOWN_TEXT}
    assert Engine().preview(entries) == []
    assert told(Engine().stack(entries)) == [("tags-missing", "q")]


def test_an_update_refuses_what_cannot_be_told_before_it_exists() -> None:
    entries = entries_of(PLACELESS, "prod")
    preview, update = Engine("prod", dry_run=True), Engine("prod", dry_run=False)
    assert [preview.alone(entry, entries) for entry in entries] == [[], []]
    assert told(preview.stack(entries)) == [("place-of-home", "q")]
    assert told(update.alone(entries[-1], entries)) == [("place-of-home", "q")]
    assert update.stack(entries) == []


def test_an_update_leaves_a_reference_to_the_end_as_outputs_may_tell_it() -> None:
    stack = {
        "key": {
            "type": "aws:kms/key:Key",
            "props": {"region": "eu-west-2", "tags": UK},
            "outputs": {"keyId": "1234"},
        },
        "store": {
            "type": "aws:rds/cluster:Cluster",
            "props": {"region": "eu-west-2", "tags": UK, "storageEncrypted": True, "kmsKeyId": "1234"},
            "refs": {"kmsKeyId": ["key"]},
        },
    }
    keys = {"place-of-key"}
    entries, update = entries_of(stack, "prod"), Engine("prod", dry_run=False)
    assert not keys & {d.policyName for entry in entries for d in update.alone(entry, entries)}
    assert not keys & {d.policyName for d in update.stack(entries)}
    stray = Engine("prod", dry_run=False)
    assert keys <= {d.policyName for d in stray.preview(entries[-1:])}


def test_a_home_that_is_left_to_a_reference_is_told_at_the_end() -> None:
    stack = {
        "base": {
            "type": "gcp:spanner/database:Database",
            "props": {"instance": "told-at-the-end", "labels": UK},
        },
        "child": {
            "type": "gcp:spanner/databaseIAMMember:DatabaseIAMMember",
            "props": {"role": "r"},
            "parent": "base",
        },
    }
    entries, update = entries_of(stack, "prod"), Engine("prod", dry_run=False)
    alone = {rule for entry in entries for rule, _ in told(update.alone(entry, entries))}
    assert "place-of-home" not in alone
    assert "place-of-home" in {rule for rule, _ in told(update.stack(entries))}


def test_each_operation_is_judged_anew() -> None:
    entries, engine = entries_of(FOREIGN, "prod"), Engine("prod")
    for _ in range(2):
        engine.pack.ConfigureStack(proto.AnalyzerStackConfigureRequest(stack="prod"), CALL)
        assert told(engine.preview(entries)) == [("place-of-home", "q")]


def test_a_stack_that_is_asked_about_twice_is_answered_twice() -> None:
    entries, engine = entries_of(FOREIGN), Engine()
    assert told(engine.stack(entries)) == told(engine.stack(entries)) == [("place-of-home", "q")]


def test_what_cannot_be_read_is_a_violation(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by hand")

    monkeypatch.setattr("policies.engine.crossguard.props_of", broken)
    entries, engine = entries_of(GOOD), Engine()
    for found in (engine.alone(entries[-1], entries), engine.stack(entries)):
        assert [(d.policyName, d.enforcementLevel) for d in found] == [("not-judged", proto.MANDATORY)]
        assert "ZeroDivisionError: by hand" in found[0].message
    assert engine.alone(entries[-1], entries)[0].urn == entries[-1]["urn"]


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_rule_that_breaks_down_is_a_violation_of_that_rule(
    monkeypatch: pytest.MonkeyPatch, dry_run: bool
) -> None:
    def broken(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("policies.context.Context.fact", broken)
    entries, engine = entries_of(GOOD, "prod"), Engine("prod", dry_run=dry_run)
    before = [d for entry in entries for d in engine.alone(entry, entries)]
    after = engine.stack(entries)
    assert {"place-of-home", "tags-missing"} <= {d.policyName for d in [*before, *after]}
    assert {d.enforcementLevel for d in [*before, *after]} == {proto.MANDATORY}
    assert all("RecursionError: too deep" in d.message for d in [*before, *after])
    assert bool(before) is not dry_run  # an update stops before the resource exists


@pytest.fixture
def exempt(monkeypatch: pytest.MonkeyPatch) -> Exemption:
    today = date.today()
    exemption = Exemption(
        rule="place-of-home",
        stack="prod",
        resource=f"{QUEUE}::q",
        owner="dpo@acme.example",
        reason="The move ends with the next wave.",
        granted=today - timedelta(days=1),
        until=today + timedelta(days=1),
    )
    monkeypatch.setattr("policies.exemptions.load", lambda: Exemptions(exemptions=(exemption,)))
    return exemption


def test_what_is_exempted_passes_but_not_in_silence(exempt: Exemption) -> None:
    found = Engine("prod").preview(entries_of(FOREIGN, "prod"))
    assert [(d.policyName, d.enforcementLevel) for d in found] == [("place-of-home", proto.ADVISORY)]
    assert exempt.owner in found[0].message
    assert exempt.reason in found[0].message


def test_an_exemption_that_exempts_nothing_is_a_violation_of_the_stack(exempt: Exemption) -> None:
    found = Engine("prod").preview(entries_of(GOOD, "prod"))
    assert [(d.policyName, d.urn, d.enforcementLevel) for d in found] == [
        ("exemption-unused", "", proto.MANDATORY)
    ]


def test_exemptions_that_cannot_be_read_keep_the_pack_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> Exemptions:
        raise ValueError("unreadable")

    monkeypatch.setattr("policies.exemptions.load", unreadable)
    with pytest.raises(ValueError, match="unreadable"):
        Analyzer()


def test_a_resource_is_read_once_at_each_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Struct] = []

    def counting(struct: Struct) -> dict[str, Plain]:
        read.append(struct)
        return props_of(struct)

    monkeypatch.setattr("policies.engine.crossguard.props_of", counting)
    sitting = Sitting(Exemptions(), date.today(), dry_run=True, preview=True)
    entries = entries_of({f"q{i}": GOOD["q"] for i in range(10)})
    for entry in entries:
        sitting.before_creation(request_of(entry, entries))
    assert len(entries) < len(read) <= len(entries) + 1  # the provider's properties are the same in all
