"""Demands: what the loader refuses, and that every type and path they name is in the SDKs."""

from __future__ import annotations

from functools import cache

import pytest

from policies.demands import Demand, Kind, demands, demands_of
from policies.demands.documents import lets_everyone_in
from policies.demands.load import parse
from policies.facts import FactsError, catalogue
from policies.facts.sdk import Sdk

GLOBAL = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"
"""What binds members lies on the way from one to another."""
ALL = [(kind, token, d) for kind, types in demands().items() for token, ds in types.items() for d in ds]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("exposure: {'aws:a/b:C': [{is: [true]}]}", "path"),
        ("exposure: {'aws:a/b:C': [{path: a, colour: red}]}", "colour"),
        ("exposure: {'aws:a/b:C': [{path: 'a b'}]}", "not a path"),
        ("exposure: {'aws:a/b:C': [{path: a, by: [x]}]}", "come together"),
        ("exposure: {'aws:a/b:C': [{path: a, lives: weeks}]}", "lives"),
        ("fashion: {'aws:a/b:C': [{path: a}]}", "fashion"),
        ("exposure: {'aws:a/b:C': [], 'aws:a/b:C': []}", "written twice"),
        ("[]", "valid"),
        ("", "valid"),
    ],
)
def test_the_loader_refuses(text: str, says: str) -> None:
    with pytest.raises(FactsError, match=says) as caught:
        parse(text, "aws.yaml")
    assert str(caught.value).startswith("aws.yaml: ")


@cache
def _sdk(cloud: str) -> Sdk:
    return Sdk(cloud)


def _wrong(token: str, path: str) -> str:
    return _sdk(token.partition(":")[0]).wrong(token, path)


def _nowhere(tokens: tuple[str, ...], path: str) -> str:
    """Why no type has this path; empty where one has."""
    wrong = [_wrong(token, path) for token in tokens]
    return wrong[0] if all(wrong) else ""


def _id(value: object) -> str:
    return str(value) if not isinstance(value, Demand) else value.path


@pytest.mark.parametrize(("kind", "token", "demand"), ALL, ids=_id)
def test_a_demand_is_true_of_the_sdk(kind: Kind, token: str, demand: Demand) -> None:
    if token.startswith("*"):
        assert any(t.endswith(token[1:]) for t in catalogue().types)
        return
    assert token in catalogue().types, "no such type"
    assert [wrong for path in demand.along if (wrong := _nowhere((token, *demand.by, GLOBAL), path))] == []
    for setter in demand.by or (token,):
        assert [wrong for path in _paths(demand) if (wrong := _wrong(setter, path))] == []
    if demand.via:
        assert [wrong for setter in demand.by if (wrong := _wrong(setter, demand.via))] == []
    if demand.of not in {None, "*"}:
        assert not _wrong(token, str(demand.of))


def _paths(demand: Demand) -> list[str]:
    inside = [demand.path, *demand.when, *demand.without]
    within = [f"{demand.some}.{path}" for path in inside] if demand.some else inside
    return [*within, *(() if demand.by else demand.unless)]


def test_every_kind_is_asked_for_and_has_demands() -> None:
    assert all(demands()[kind] for kind in Kind)


def test_families_of_types_are_found_by_how_they_end() -> None:
    member = demands_of(Kind.EXPOSURE, "gcp:pubsub/topicIAMMember:TopicIAMMember")
    assert [d.path for d in member] == ["member"]
    assert demands_of(Kind.EXPOSURE, "gcp:pubsub/topic:Topic") == ()


@pytest.mark.parametrize(
    ("document", "open_"),
    [
        ('{"Statement": [{"Effect": "Allow", "Principal": "*"}]}', True),
        ('{"Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}}}', True),
        ('{"Statement": [{"Effect": "Allow", "NotPrincipal": {"AWS": "1"}}]}', True),
        ('{"Statement": [{"Effect": "Deny", "Principal": "*"}]}', False),
        ('{"Statement": [{"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::1:root"]}}]}', False),
        ('{"bindings": [{"role": "r", "members": ["allUsers"]}]}', True),
        ("no JSON", True),
        ("[]", True),
        ({"Statement": []}, False),
    ],
)
def test_policy_documents(document: str | dict[str, object], open_: bool) -> None:
    assert lets_everyone_in(document) is open_  # type: ignore[arg-type]  # a hostile one too
