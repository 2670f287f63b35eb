"""The program as a whole, without an engine: every part of a plan is declared, and the contract is kept."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from cli.reference import pages
from infra.outputs import AuroraOutput, Contract, ContractError, SpannerOutput, read, store
from infra.outputs.stores import StoreOutput
from jurisdictions import engine
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
    identities = store(contract, "eu", "identities", AuroraOutput)
    assert identities.port == 5432
    assert identities.places[identities.home].key.startswith("arn:aws:kms:eu-central-1:")


def test_every_store_says_how_it_is_read(built: tuple[str, World, dict[str, Any]]) -> None:
    stack, _, outputs = built
    contract = read(outputs)
    for part in all_stores(planned(stack_file(stack), stack=stack)):
        found = store(contract, part.jurisdiction, part.store, StoreOutput)
        layout = engine(part.engine).layouts[part.layout]
        assert [(r.consistency, r.ask) for r in found.reads] == [(r.consistency, r.ask) for r in layout.reads]
        with_data = {place for place, at in found.places.items() if at.role != "witness"}
        for way in found.reads:
            assert way.places, way
            assert set(way.places) <= with_data
            assert bool(way.staleness) == (way.consistency != "strong")


def test_a_standby_is_read_where_it_is_behind_and_the_home_for_all_else(
    built: tuple[str, World, dict[str, Any]],
) -> None:
    identities = store(read(built[2]), "eu", "identities", AuroraOutput)
    assert {way.consistency: way.places for way in identities.reads} == {
        "strong": ["aws/eu-central-1"],
        "eventual": ["aws/eu-west-1"],
    }
    assert all(place in identities.readers for way in identities.reads for place in way.places)


def test_outputs_of_an_earlier_minor_version_are_read(built: tuple[str, World, dict[str, Any]]) -> None:
    earlier = json.loads(json.dumps(built[2])) | {"contract": "1.0"}
    for jurisdiction in [*earlier["jurisdictions"].values(), earlier["everywhere"]]:
        for found in jurisdiction["stores"].values():
            del found["reads"]
    assert store(read(earlier), "eu", "identities", AuroraOutput).reads == []


def test_an_app_that_asks_for_what_is_not_there_is_told_what_is(
    built: tuple[str, World, dict[str, Any]],
) -> None:
    contract = read(built[2])
    with pytest.raises(ContractError, match=r"no jurisdiction fr: .*uk"):
        store(contract, "fr", "identities", AuroraOutput)
    with pytest.raises(ContractError, match=r"no store orders in uk: .*identities"):
        store(contract, "uk", "orders", AuroraOutput)
    with pytest.raises(ContractError, match="identities in eu is on aurora-postgresql"):
        store(contract, "eu", "identities", SpannerOutput)
    with pytest.raises(ContractError, match=r"contract 2\.0"):
        read(built[2] | {"contract": "2.0"})


def test_a_field_of_a_later_minor_version_is_passed_over(built: tuple[str, World, dict[str, Any]]) -> None:
    later = built[2] | {"contract": "1.7", "weather": "fine"}
    assert isinstance(read(later), Contract)
