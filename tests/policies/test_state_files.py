"""Files of states and previews: what waits, what was cut off, what is none; nothing passes by being odd."""

from __future__ import annotations

from typing import Any

import pytest

from policies import judge
from policies.resources.state import StateError, graph_of
from tests.policies.states import UK, state, urn

QUEUE = "aws:sqs/queue:Queue"


def test_a_custom_resource_that_lost_its_provider_is_no_component() -> None:
    kind = "elsewhere:a/b:C"
    document = {"deployment": {"resources": [{"urn": urn(kind, "c"), "type": kind, "custom": True}]}}
    assert [f.rule for f in judge(graph_of(document))] == ["unclassified-type"]


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


def _queue(region: str) -> dict[str, Any]:
    return {"q": {"type": QUEUE, "props": {"region": region, "tags": UK}}}


def _homes(document: object) -> list[str]:
    return [f.urn.rpartition("::")[2] for f in judge(graph_of(document)) if f.rule == "place-of-home"]


def test_what_waits_to_be_deleted_still_holds_data() -> None:
    document = state(_queue("us-east-1"))
    document["deployment"]["resources"][-1]["delete"] = True
    assert [f.rule for f in judge(graph_of(document))] == ["place-of-home"]
    successor = state(_queue("eu-west-2"))["deployment"]["resources"][-1]
    document["deployment"]["resources"].append(successor)
    assert _homes(document) == ["q (unsettled 1)"]
    document["deployment"]["resources"].append(document["deployment"]["resources"][-2])
    assert _homes(document) == ["q (unsettled 1)", "q (unsettled 2)"]


def test_what_waits_to_be_deleted_need_not_be_protected() -> None:
    document = state(_queue("eu-west-2"))
    document["deployment"]["resources"][-1] |= {"delete": True, "protect": False}
    assert judge(graph_of(document), protected=True) == []


@pytest.mark.parametrize(
    ("kind", "found"),
    [("creating", ["new"]), ("importing", ["new"]), ("updating", ["new"]), ("deleting", []), ("reading", [])],
)
def test_what_was_cut_off_may_be_there(kind: str, found: list[str]) -> None:
    document = state(_queue("eu-west-2"))
    abroad = state(_queue("us-east-1"))["deployment"]["resources"][-1] | {"urn": urn(QUEUE, "new")}
    document["deployment"]["pending_operations"] = [{"resource": abroad, "type": kind}]
    assert _homes(document) == found


def test_an_update_that_was_cut_off_does_not_hide_what_was_there() -> None:
    document = state(_queue("eu-west-2"))
    abroad = state(_queue("us-east-1"))["deployment"]["resources"][-1]
    document["deployment"]["pending_operations"] = [{"resource": abroad, "type": "updating"}]
    assert _homes(document) == ["q (unsettled 1)"]


@pytest.mark.parametrize("pending", [7, [7], [{"type": "creating"}], [{"type": "creating", "resource": {}}]])
def test_pending_operations_of_another_shape_are_refused(pending: object) -> None:
    document = state(_queue("eu-west-2"))
    document["deployment"]["pending_operations"] = pending
    with pytest.raises(StateError):
        graph_of(document)


def test_a_urn_that_is_there_twice_is_refused() -> None:
    document = state(_queue("us-east-1"))
    document["deployment"]["resources"].append(state(_queue("eu-west-2"))["deployment"]["resources"][-1])
    with pytest.raises(StateError, match="twice"):
        graph_of(document)


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({"endpoints": '[{"sqs": "https://sqs.us-east-1.amazonaws.com"}]'}, ["q"]),
        ({"endpoints": '[{"sqs": "http://127.0.0.1@elsewhere.example"}]'}, ["q"]),
        ({"endpoints": "[{"}, ["q"]),
        ({"endpoints": "<unknown>"}, ["q"]),
        ({"storageCustomEndpoint": "https://elsewhere.example/"}, ["q"]),
        ({"endpoints": '[{"sqs": "http://127.0.0.1:4566", "s3": "http://localhost:4566/"}]'}, []),
    ],
)
def test_whatever_answers_at_an_endpoint_of_the_provider_may_be_anywhere(
    settings: dict[str, str], found: list[str]
) -> None:
    queue = {**_queue("eu-west-2")["q"], "provider": {"region": "eu-west-2", **settings}}
    assert _homes(state({"q": queue})) == found


def test_a_region_read_from_a_parameter_is_not_the_region_of_the_parameter() -> None:
    parameter = {"type": "aws:ssm/parameter:Parameter", "props": {"region": "eu-west-2", "tags": UK}}
    queue = {"type": QUEUE, "props": {"region": "<unknown>", "tags": UK}, "refs": {"region": ["p"]}}
    assert _homes(state({"p": parameter, "q": queue})) == ["q"]


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
