"""The program as a whole, without an engine: every part of a plan is declared, and the contract is kept."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from cli.reference import pages
from infra.outputs import AuroraOutput, Contract, ContractError, SpannerOutput, read, store
from plan.resolve import all_keys, all_stores
from tests.components.recording import World
from tests.infra.built import build
from tests.plan.intents import planned, stack_file


@pytest.fixture(scope="module", params=["dev", "prod"])
def built(request: pytest.FixtureRequest) -> tuple[str, World, dict[str, Any]]:
    """A stack of this project: its name, what it declares, and its outputs."""
    stack: str = request.param
    return stack, *build(stack)


def test_every_key_and_store_of_the_plan_is_declared(built: tuple[str, World, dict[str, Any]]) -> None:
    stack, world, _ = built
    plan = planned(stack_file(stack), stack=stack)
    names = {r.name for r in world.resources}
    assert len(world.of("Key")) >= len([k for k in all_keys(plan) if k.place.startswith("aws/")])
    assert len(world.of("CryptoKey")) == len([k for k in all_keys(plan) if k.place.startswith("gcp/")])
    assert {s.name for s in all_stores(plan)} <= names


def test_outputs_keep_the_contract(built: tuple[str, World, dict[str, Any]]) -> None:
    stack, _, outputs = built
    jsonschema.validate(outputs, json.loads(pages()["docs/reference/outputs.schema.json"]))
    contract = read(outputs)
    plan = planned(stack_file(stack), stack=stack)
    assert set(contract.jurisdictions) == {j.id for j in plan.jurisdictions}
    for jurisdiction in plan.jurisdictions:
        found = contract.jurisdictions[jurisdiction.id]
        assert {s.store for s in jurisdiction.stores} == set(found.stores)
        for planned_store in jurisdiction.stores:
            at = {p.place: p.role for p in planned_store.placements}
            assert {p: v.role for p, v in found.stores[planned_store.store].places.items()} == at


def test_an_app_reads_its_home_store(built: tuple[str, World, dict[str, Any]]) -> None:
    contract = read(json.dumps(built[2]))
    identities = store(contract, "uk", "identities", AuroraOutput)
    assert identities.port == 5432
    assert identities.places[identities.home].key.startswith("arn:aws:kms:eu-west-2:")


def test_an_app_that_asks_for_what_is_not_there_is_told_what_is(
    built: tuple[str, World, dict[str, Any]],
) -> None:
    contract = read(built[2])
    with pytest.raises(ContractError, match=r"no jurisdiction fr: .*uk"):
        store(contract, "fr", "identities", AuroraOutput)
    with pytest.raises(ContractError, match=r"no store orders in uk: .*identities"):
        store(contract, "uk", "orders", AuroraOutput)
    with pytest.raises(ContractError, match="identities in uk is on aurora-postgresql"):
        store(contract, "uk", "identities", SpannerOutput)
    with pytest.raises(ContractError, match=r"contract 2\.0"):
        read(built[2] | {"contract": "2.0"})


def test_a_field_of_a_later_minor_version_is_passed_over(built: tuple[str, World, dict[str, Any]]) -> None:
    later = built[2] | {"contract": "1.7", "weather": "fine"}
    assert isinstance(read(later), Contract)
