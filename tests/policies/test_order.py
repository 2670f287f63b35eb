"""What is found does not hang on the order in which resources are told and rules ask."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pytest

from policies import Graph, judge
from policies.context import Context
from policies.resources.graph import Resource
from policies.resources.values import Plain
from policies.rules import RULES
from policies.tracing.flow import reached
from policies.tracing.spot import Part
from tests.mutants.stacks import declared
from tests.policies.states import EU, NOBODY, graph

ELSEWHERE = ("us-east-1", "eu-west-2", "eu-central-1", "europe-west2", "us-central1", "")
SEEDS = range(8)


@cache
def dev() -> tuple[Resource, ...]:
    """What dev declares, in an order that is the same in every run."""
    return tuple(sorted(declared("dev"), key=lambda resource: resource.urn))


def damaged(seed: int) -> list[Resource]:
    """The stack of dev with resources taken away, moved, stripped, and wired to one another at random."""
    rnd = random.Random(seed)  # noqa: S311  (a fixed choice, not a secret)
    return [_damaged(resource, rnd) for resource in dev() if rnd.random() < 0.95]


def _damaged(resource: Resource, rnd: random.Random) -> Resource:
    fate, props = rnd.random(), resource.props
    if fate < 0.1:
        return replace(resource, props={key: _moved(value, rnd) for key, value in props.items()})
    if fate < 0.15:
        return replace(resource, props={key: value for key, value in props.items() if rnd.random() < 0.6})
    if fate < 0.2:
        wires = {key: tuple(rnd.choice(dev()).urn for _ in urns) for key, urns in resource.references.items()}
        return replace(resource, references=wires)
    return resource


def _moved(value: Plain, rnd: random.Random) -> Plain:
    if isinstance(value, dict):
        return {key: _moved(one, rnd) for key, one in value.items()}
    if isinstance(value, list):
        return [_moved(one, rnd) for one in value]
    return rnd.choice(ELSEWHERE) if isinstance(value, str) and rnd.random() < 0.1 else value


@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_stack_has_the_same_violations_in_any_order(seed: int) -> None:
    one, other = damaged(seed), damaged(seed)
    random.Random(seed).shuffle(other)  # noqa: S311
    violations = {finding.key for finding in judge(Graph(one))}
    assert violations
    assert {finding.key for finding in judge(Graph(other), rules=tuple(reversed(RULES)))} == violations
    assert {finding.key for finding in judge(Graph(reversed(one)))} == violations


def test_what_comes_both_as_a_log_and_as_a_copy_is_judged_as_both() -> None:
    """The law may allow the one and not the other."""
    copies = {"replicationConfiguration": {"role": "r", "rules": [{"destination": {"bucket": "held"}}]}}
    props = {"region": "eu-central-1", "tags": EU, "logging": {"targetBucket": "held"}, **copies}
    users = {
        "type": "aws:s3/bucket:Bucket",
        "props": props,
        "refs": {"logging": ["held"], "replicationConfiguration": ["held"]},
    }
    held = {
        "type": "aws:s3/bucket:Bucket",
        "props": {"region": "eu-central-1", "bucket": "held", "tags": NOBODY},
    }
    ways = [
        way for way in reached(Context(graph({"users": users, "held": held}))) if way.resource.name == "held"
    ]
    assert {way.part for way in ways} == {Part.LOG, Part.COPY}
