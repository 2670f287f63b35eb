"""The smallest states that show what decides, and what becomes of the one store that they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survival.ground import Ground
from survival.model import Loss, Outcome, StoreFate
from survival.stores import stores
from tests.policies.states import graph

KEEPS, STEP, LOST, TELL = Outcome.KEEPS_WRITING, Outcome.STEP, Outcome.LOST, Outcome.CANNOT_TELL
TAGS = {"data-class": "persistent", "jurisdiction": "eu", "store": "s"}
PARIS, DUBLIN = "aws/eu-west-3", "aws/eu-west-1"
Resources = Mapping[str, Mapping[str, Any]]


def fate(resources: Resources, loss: Loss) -> StoreFate:
    """What becomes of the one store that they are."""
    (store,) = stores(Ground(graph(resources)))
    assert (store.name, store.jurisdiction) == ("s", "eu")
    return store.fate(loss)


def region(*places: str) -> Loss:
    return Loss(regions=frozenset(places))


def zone(place: str, *zones: str) -> Loss:
    return Loss(zones=frozenset((place, z) for z in zones))


def resource(kind: str, refs: Mapping[str, list[str]] | None = None, **props: Any) -> dict[str, Any]:
    tags = {"labels": TAGS} if kind.startswith("gcp:") else {"tags": TAGS}
    return {"type": kind, "props": {**tags, **props}, "refs": refs or {}, "bare": True}


def subnet(at: str, name: str, zone_id: str) -> dict[str, Any]:
    props = {"region": at, "availabilityZone": name, "availabilityZoneId": zone_id}
    return {"type": "aws:ec2/subnet:Subnet", "props": props}
