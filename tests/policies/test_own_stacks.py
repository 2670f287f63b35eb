"""This project's own stacks: whatever the program declares for dev and prod, no rule has anything to say."""

from __future__ import annotations

import pytest

from infra.build import declare
from policies import Graph, judge
from policies.resources.following import texts_in
from policies.resources.state import graph_of
from policies.resources.values import plain
from policies.rules import RULES
from tests.components.recording import Declared
from tests.components.recording import declare as record
from tests.plan.intents import planned, stack_file


def _entry(declared: Declared, stack: str, made: dict[str, str]) -> dict[str, object]:
    """As a state has it. What refers to what is told by the values, which the mocks make unmistakable."""

    def moved(urn: str) -> str:
        return urn.replace("urn:pulumi:test::", f"urn:pulumi:{stack}::")

    provider = declared.provider.rpartition("::")[0]
    references = {
        key: [moved(made[t]) for text in texts_in(plain(value)) if (t := text.rpartition("/")[2]) in made]
        for key, value in declared.inputs.items()
    }
    return {
        "urn": moved(declared.urn),
        "type": declared.type,
        "custom": declared.custom,
        "id": f"{declared.name}-id",
        "inputs": declared.inputs,
        "provider": f"{moved(provider)}::0" if provider else "",
        "parent": moved(declared.parent),
        "propertyDependencies": references,
        "protect": declared.protect,
    }


@pytest.fixture(scope="module", params=["dev", "prod"])
def own(request: pytest.FixtureRequest) -> Graph:
    """Everything that a stack of this project declares, with what the mocks made of it."""
    stack = request.param

    def program() -> None:
        declare(planned(stack_file(stack), stack=stack))

    _, world = record(program)
    made = {f"{r.name}-id": r.urn for r in world.resources}
    connections = [r for r in world.resources if r.type == "aws:ec2/vpnConnection:VpnConnection"]
    tunnels = [r for r in world.resources if r.type == "gcp:compute/vPNTunnel:VPNTunnel"]
    made |= {str(tunnel.inputs["name"]): tunnel.urn for tunnel in tunnels}
    made |= {f"{connection.name}-attachment": connection.urn for connection in connections}
    made |= {str(r.inputs["bucketId"]): r.urn for r in world.resources if "bucketId" in r.inputs}
    return graph_of({"resources": [_entry(r, stack, made) for r in world.resources]})


def test_no_rule_has_anything_to_say(own: Graph) -> None:
    assert len(own) > 300
    assert [(f.rule, f.urn.rpartition("::")[2], f.what) for f in judge(own)] == []


def test_it_does_not_matter_which_rule_asks_first(own: Graph) -> None:
    assert judge(own, rules=tuple(reversed(RULES))) == []
