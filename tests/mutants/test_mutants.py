"""The pack finds every leak, on the resource that leaks, and says nothing where nothing leaks.

A fifth of all types here; all of them, prod and random topologies: ``make mutants``.
"""

from __future__ import annotations

from dataclasses import replace
from zlib import crc32

import pytest

from policies import Graph
from policies.facts import How, catalogue
from policies.resources.values import UNKNOWN, Plain, Props
from tests.mutants.edits import add, bare, put, without
from tests.mutants.granted import of_grants
from tests.mutants.leaks import leaks
from tests.mutants.proof import Proof, of_twins, of_types
from tests.mutants.report import SHOWN, lines
from tests.mutants.scenes import Scene, scenes
from tests.mutants.stacks import declared, of_stack
from tests.mutants.trials import of_clouds

FACTS = of_clouds(catalogue())
SHARE = 5
ALWAYS = (
    "aws:s3/",
    "aws:rds/",
    "aws:dynamodb/",
    "aws:kms/",
    "gcp:spanner/",
    "gcp:storage/",
    "gcp:kms/",
    "gcp:sql/",
)
"""Services that hold most of what people store."""


@pytest.fixture(scope="module")
def dev() -> Graph:
    return declared("dev")


def _table() -> Scene:
    token = "aws:dynamodb/table:Table"
    return next(iter(scenes(token, FACTS[token])))


def _assert_holds(proof: Proof, at_least: int) -> None:
    assert [str(alarm) for alarm in proof.alarms] == []
    assert [str(survivor) for survivor in proof.survivors] == []
    assert proof.mutants >= at_least


@pytest.mark.parametrize("cloud", ["aws", "gcp"])
def test_every_leak_of_a_type_is_found(cloud: str) -> None:
    tried = {
        token: fact
        for token, fact in FACTS.items()
        if token.startswith(f"{cloud}:") and (token.startswith(ALWAYS) or crc32(token.encode()) % SHARE == 0)
    }
    _assert_holds(of_types(tried, Proof()), at_least=8000)


def test_whoever_else_is_let_in_is_found() -> None:
    _assert_holds(of_grants(FACTS, Proof()), at_least=4000)


def test_a_type_with_two_names_is_the_same_under_both() -> None:
    _assert_holds(of_twins(FACTS, Proof()), at_least=15)


def test_every_leak_of_our_own_stack_is_found(dev: Graph) -> None:
    _assert_holds(of_stack("dev", dev, Proof()), at_least=1500)


def test_what_no_rule_finds_survives_and_is_listed() -> None:
    scene, proof = _table(), Proof()
    harmless = [replace(m, subject=scene.subject) for m in leaks(scene.subject, scene.fact, scene.cast)]
    proof.mutate("here", harmless * 3, {r.urn: r for r in scene.rest})
    assert len(proof.survivors) == 3 * len(harmless) == proof.mutants > SHOWN
    assert not proof.holds
    listed = list(lines(proof))
    assert any(
        line.startswith("survivor: here | copy: foreign | aws:dynamodb/table:Table") for line in listed
    )
    assert any(line.startswith("survivors: ") for line in listed), "the rest is counted"
    assert next(line for line in listed if line.startswith("all ")).endswith("0.0 %")


def test_a_finding_on_another_part_does_not_count() -> None:
    scene, proof = _table(), Proof()
    found = [m for m in leaks(scene.subject, scene.fact, scene.cast) if m.kind == "copy: foreign"]
    proof.mutate("here", [replace(m, about="logs") for m in found], {r.urn: r for r in scene.rest})
    assert len(proof.survivors) == len(found) > 0


def test_a_finding_where_nothing_leaks_is_a_false_alarm() -> None:
    scene, proof = _table(), Proof()
    abroad = replace(scene.subject, props={**scene.subject.props, "region": "sa-east-1"})
    proof.silent("here", Graph((*scene.rest, abroad)))
    assert {alarm.kind for alarm in proof.alarms} >= {"place-of-home"}
    assert any(line.startswith("false alarm: here | place-of-home") for line in lines(proof))


def test_a_hole_in_the_facts_survives() -> None:
    """The proof is told what to leak by the facts; what these have lost is for ``make facts`` to suspect."""
    token = "aws:sqs/queue:Queue"
    wider = FACTS[token].model_copy(update={"copies": {"redriveTo": How.REGION}})
    proof = of_types({token: wider}, Proof())
    assert {s.path for s in proof.survivors} == {"redriveTo"}


def test_values_are_set_added_and_left_out() -> None:
    replicas: list[Plain] = [{"region": "a", "key": "k"}, {"region": "b"}]
    props: Props = {"replicas": replicas, "name": "n"}
    assert put(props, "replicas[].region", UNKNOWN)["replicas"] == [
        {"region": UNKNOWN, "key": "k"},
        {"region": "b"},
    ]
    assert put(props, "replicas[1].key", "l")["replicas"] == [
        {"region": "a", "key": "k"},
        {"region": "b", "key": "l"},
    ]
    assert put({}, "a[].b[]", "c") == {"a": [{"b": ["c"]}]}
    assert add(props, "replicas[].region", "c")["replicas"] == [*replicas, {"region": "c"}]
    assert without(props, "replicas[].region", "name") == {"replicas": [{"key": "k"}, {}]}
    assert bare("replicas[1].keys[]") == bare("replicas[].keys[0]") == "replicas.keys"
    assert props["name"] == "n", "the original stays"
