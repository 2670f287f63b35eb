"""States for the tests: what the program declares for an intent, as the engine would write it down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from unittest.mock import patch
from zlib import crc32

import pulumi
from pulumi.runtime import mocks

from infra.build import declare
from plan.model import Plan
from policies.resources.following import texts_in
from policies.resources.values import plain
from tests.components.recording import ACCOUNT, Declared, _Mocks
from tests.components.recording import declare as record
from tests.plan.intents import planned

STACK = "pulumi:pulumi:Stack"


def state(intent: Mapping[str, Any], stack: str) -> dict[str, Any]:
    """The exported state of an intent that was declared without an engine."""
    return state_of(planned(dict(intent), stack=stack), stack)


def state_of(plan: Plan, stack: str) -> dict[str, Any]:
    """The exported state of a plan that was declared without an engine."""
    exports: dict[str, pulumi.Output[Any]] = {}
    outputs: dict[str, Any] = {}

    def program() -> None:
        with patch("pulumi.export", exports.__setitem__):
            declare(plan)
        pulumi.Output.from_input(exports).apply(outputs.update)

    pulumi.runtime.set_all_config({"domicile:cockroachdb-licence": "crl-0-key"})
    with patch.object(_Mocks, "new_resource", _own_address(_Mocks.new_resource)):
        _, world = record(program)
    made = {_id(r.type, r.name): r.urn for r in world.resources}
    made |= {str(r.inputs["bucketId"]): r.urn for r in world.resources if "bucketId" in r.inputs}
    made |= {str(r.inputs["name"]): r.urn for r in world.resources if r.type == "gcp:storage/bucket:Bucket"}
    root = {
        "urn": f"urn:pulumi:{stack}::domicile::{STACK}::domicile-{stack}",
        "type": STACK,
        "outputs": outputs,
    }
    entries = [_entry(r, stack, made) for r in world.resources]
    return {"version": 3, "deployment": {"resources": [root, *entries]}}


def _id(kind: str, name: str) -> str:
    return f"{name}-{kind.rpartition(':')[2]}-id"


Answer = tuple[str | None, dict[str, Any]]


def _own_address(answer: Callable[[_Mocks, mocks.MockResourceArgs], Answer]) -> Callable[..., Answer]:
    """The mocks, with an id and an address of its own for each: resources of a name differ by their type."""

    def new_resource(self: _Mocks, args: mocks.MockResourceArgs) -> Answer:
        _, made = answer(self, args)
        if args.typ.startswith("gcp:compute/") and args.typ.endswith("ddress"):
            made = {**made, "address": f"203.0.113.{crc32(args.name.encode()) % 254 + 1}"}
        if args.typ == "gcp:compute/disk:Disk":
            made = {**made, "selfLink": _id(args.typ, args.name)}
        if args.typ == "aws:rds/cluster:Cluster":
            region, name = args.inputs["region"], args.inputs["clusterIdentifier"]
            made = {**made, "arn": f"arn:aws:rds:{region}:{ACCOUNT}:cluster:{name}"}
        return _id(args.typ, args.name), made

    return new_resource


def _entry(declared: Declared, stack: str, made: dict[str, str]) -> dict[str, Any]:
    """As a state has it. What refers to what is told by the values, which the mocks make unmistakable."""

    def moved(urn: str) -> str:
        return urn.replace("urn:pulumi:test::", f"urn:pulumi:{stack}::")

    provider = declared.provider.rpartition("::")[0]
    references = {
        key: found
        for key, value in declared.inputs.items()
        if (
            found := [
                moved(made[t]) for text in texts_in(plain(value)) if (t := text.rpartition("/")[2]) in made
            ]
        )
    }
    return {
        "urn": moved(declared.urn),
        "type": declared.type,
        "custom": declared.custom,
        "id": _id(declared.type, declared.name),
        "inputs": dict(declared.inputs),
        "provider": f"{moved(provider)}::0" if provider else "",
        "parent": moved(declared.parent),
        "propertyDependencies": references,
    }
