"""The project's own stacks as graphs, and every leak of every resource in them.

A stack is what the program declares, recorded without an engine: what refers to what is told by the values,
which the mocks make unmistakable. An exported state of a deployed stack is read as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
from hypothesis import Phase, given, settings

from jurisdictions.model import DataClass
from plan.model import Plan
from policies import Graph
from policies.context import Context
from policies.facts import Fact
from policies.resources.following import texts_in
from policies.resources.graph import Resource
from policies.resources.state import graph_of
from policies.resources.values import plain
from policies.tracing.belonging import Told, belonging
from tests.components.recording import Declared, World
from tests.components.recording import declare as record
from tests.mutants.belongings import mislabelled
from tests.mutants.lands import land
from tests.mutants.leaks import alone, carries, leaks
from tests.mutants.mutant import Mutant
from tests.mutants.proof import Proof
from tests.mutants.scenes import Scene, judged
from tests.mutants.targets import Cast
from tests.mutants.text_leaks import text_leaks
from tests.plan.intents import planned, stack_file
from tests.plan.test_topologies import possible, topology

CLOUDS = ("aws", "gcp")


def declared(stack: str) -> Graph:
    """A stack of this project, as its file has it."""
    return recorded(planned(stack_file(stack), stack=stack), stack)


def recorded(plan: Plan, stack: str) -> Graph:
    """What the program declares for a plan."""
    from infra.build import declare  # the SDKs take seconds, and most of the proof needs none

    pulumi.runtime.set_all_config({"domicile:cockroachdb-licence": "crl-0-key"})
    _, world = record(lambda: declare(plan))
    return graph_of({"resources": [*_entries(world, stack)]})


def exported(path: Path) -> Graph:
    """The state of a deployed stack."""
    return graph_of(json.loads(path.read_text("utf-8")))


def _entries(world: World, stack: str) -> Iterator[dict[str, object]]:
    made = {f"{r.name}-id": r.urn for r in world.resources}
    connections = [r for r in world.resources if r.type == "aws:ec2/vpnConnection:VpnConnection"]
    tunnels = [r for r in world.resources if r.type == "gcp:compute/vPNTunnel:VPNTunnel"]
    made |= {str(tunnel.inputs["name"]): tunnel.urn for tunnel in tunnels}
    made |= {f"{connection.name}-attachment": connection.urn for connection in connections}
    made |= {str(r.inputs["bucketId"]): r.urn for r in world.resources if "bucketId" in r.inputs}
    for one in world.resources:
        yield _entry(one, made, stack)


def _entry(one: Declared, made: dict[str, str], stack: str) -> dict[str, object]:
    def moved(urn: str) -> str:
        return urn.replace("urn:pulumi:test::", f"urn:pulumi:{stack}::")

    provider = one.provider.rpartition("::")[0]
    return {
        "urn": moved(one.urn),
        "type": one.type,
        "custom": one.custom,
        "id": f"{one.name}-id",
        "inputs": one.inputs,
        "provider": f"{moved(provider)}::0" if provider else "",
        "parent": moved(one.parent),
        "propertyDependencies": {
            key: [moved(made[t]) for text in texts_in(plain(value)) if (t := text.rpartition("/")[2]) in made]
            for key, value in one.inputs.items()
        },
        "protect": one.protect,
    }


def of_stack(where: str, graph: Graph, proof: Proof) -> Proof:
    """Every leak of every resource of a stack that holds or sends personal data."""
    stack = next(iter(graph)).stack
    casts = {r.urn: cast for r in graph if (cast := _cast(Context(graph), r)) is not None}
    far = {r.urn: r for cast in casts.values() for r in cast.everything_abroad()}
    rest = {r.urn: r for r in (*graph, *far.values())}
    proof.silent(where, Graph(replace(r, urn=_within(r.urn, stack)) for r in rest.values()))
    context = Context(graph)
    for urn, cast in casts.items():
        fact = context.fact(graph.by_urn[urn])
        if fact is not None:
            proof.mutate(where, _mutants(graph.by_urn[urn], fact, cast, graph), rest)
    return proof


def _within(urn: str, stack: str) -> str:
    """A URN of the same stack: what must be protected differs between stacks."""
    return f"urn:pulumi:{stack}::{urn.partition('::')[2]}"


def _cast(context: Context, resource: Resource) -> Cast | None:
    """Whom it can be leaked to; None for what holds nothing personal."""
    fact = context.fact(resource)
    if fact is None or resource.cloud not in CLOUDS or not judged(fact):
        return None
    whose = belonging(context, resource)
    if whose.told is not Told.YES or whose.law is None or whose.data_class is DataClass.METADATA:
        return None
    return Cast(land=land(whose.law.id), token=resource.type)


def _mutants(resource: Resource, fact: Fact, cast: Cast, graph: Graph) -> Iterator[Mutant]:
    known = {r.urn: r for r in graph}
    for mutant in (*leaks(resource, fact, cast), *text_leaks(resource, fact, cast)):
        yield replace(mutant, others=tuple(o for o in mutant.others if o.urn not in known))
    parent = graph.parent(resource)
    if alone(resource, fact) and carries(resource, fact) and (parent is None or parent.cloud not in CLOUDS):
        yield from mislabelled(Scene(subject=resource, rest=(), cast=cast, fact=fact))


def random_plans(count: int) -> Iterator[Plan]:
    """Plans of random topologies; the same ones each time."""
    plans: list[Plan] = []

    @settings(max_examples=4 * count, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(topology())
    def collect(intent: dict[str, Any]) -> None:
        plan = possible(intent)
        if plan is not None:
            plans.append(plan)

    collect()
    sized = sorted(plans, key=lambda plan: len(plan.jurisdictions), reverse=True)
    return iter(sized[:count])
