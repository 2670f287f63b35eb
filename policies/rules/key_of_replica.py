"""``key-of-replica``: every region that keeps a replica has a key of its own for it."""

from __future__ import annotations

from collections.abc import Iterator

from jurisdictions.model import DataClass
from policies.context import Context
from policies.finding import PASS, Outcome, Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity
from policies.tracing.belonging import Told, belonging
from policies.tracing.places import spots
from policies.tracing.sealing import by_item, item_of, lists_with_keys
from policies.tracing.spot import Part, Spot


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Each replica in a list beside its key; each region of several, where the keys are a list."""
    whose = belonging(context, resource)
    fact = context.fact(resource)
    if fact is None or whose.told is not Told.YES or whose.data_class is DataClass.METADATA:
        return
    every = spots(context, resource)
    keys = [spot for spot in every if spot.part is Part.KEY]
    listed, beside_keys = lists_with_keys(fact), by_item(keys)
    for spot in every:
        beside = spot.part in {Part.HOME, Part.COPY} and item_of(spot.path) in listed
        if spot.place is not None and beside:
            yield _verdict(
                resource, spot.place.id, beside_keys.get(spot.path.rpartition(".")[0], []), item_of(spot.path)
            )
        elif spot.place is not None and spot.part is Part.HOME and keys and any("[]" in k for k in fact.keys):
            for region in spot.place.regions:
                yield _verdict(resource, region, keys, "each region")


def _verdict(resource: Resource, region: str, keys: list[Spot], item: str) -> Verdict:
    if any(k.place is None or k.place.id == region or region in k.place.regions for k in keys):
        return PASS  # a key whose place is not known is left to place-of-key
    elsewhere = ", ".join(k.place.id for k in keys if k.place)
    return Verdict(
        outcome=Outcome.FAIL,
        subject=region,
        what=f"the replica of {resource.name} in {region} has no key there"
        + (f", but one in {elsewhere}" if elsewhere else ": it would be sealed with a key of the provider"),
        allowed=f"a customer-managed key in {region}",
        fix=f"declare a key in {region} and name it for {item}",
    )


RULE = Rule(
    id="key-of-replica",
    description="Each region with a replica of personal data has its own customer-managed key",
    severity=Severity.HIGH,
    framework="GDPR, Article 32(1)(a)",
    remediation="Declare a key in each region of the store and name it beside the replica.",
    judge=judge,
    applies=lambda fact, _: fact is not None and any("[]" in key for key in fact.keys),
)
