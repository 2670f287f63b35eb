"""Worlds with one store on machines, by engine and layout."""

from __future__ import annotations

from functools import cache
from typing import Any

import pulumi

from infra.build import declare as declare_plan
from plan.model import Machines
from plan.resolve import all_stores
from tests.components.machines import told
from tests.components.recording import Declared, World, declare
from tests.plan.intents import intent, planned

ENGINES: dict[str, dict[str, Any]] = {
    "cockroachdb": {"licence": "enterprise", "organisation": "Acme"},
    "yugabytedb": {"backup_days": 10},
}
UK, DE, US = (
    {"uk": {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}},
    {"de": {"home": "aws/eu-central-1", "recovery": "gcp/europe-west10"}},
    {"us": {"home": "aws/us-east-1", "recovery": "aws/us-west-2"}},
)
LAYOUTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "standby": (UK, {"survives": "cloud"}),
    "regions": (DE, {"survives": "region", "witness": "gcp/europe-west3", "sha256": "a" * 64}),
    "asynchronous": (US, {"survives": "region", "replication": "asynchronous", "sha256": "a" * 64}),
    "image": (
        {"uk": {"home": "aws/eu-west-2"}},
        {"replicas": 5, "images": {"aws/eu-west-2": "ami-0123456789abcdef0"}},
    ),
}
"""Jurisdictions, and settings of the store ``orders``."""
LICENCE = {"domicile:cockroachdb-licence": "crl-0-key"}
INSTANCES = ("ec2/instance:Instance", "compute/instance:Instance")


def given(engine: str, layout: str) -> dict[str, Any]:
    """The intent."""
    jurisdictions, keys = LAYOUTS[layout]
    orders = {"class": "persistent", "engine": engine, **ENGINES[engine], **keys}
    return intent(protect=True, jurisdictions=jurisdictions, stores={"orders": orders})


@cache
def world(engine: str, layout: str) -> World:
    """What is declared."""
    pulumi.runtime.set_all_config(LICENCE)
    plan = planned(given(engine, layout))
    try:
        return declare(lambda: declare_plan(plan))[1]
    finally:
        pulumi.runtime.set_all_config({})


def store(engine: str, layout: str) -> Machines:
    """The store as it is planned."""
    (found,) = all_stores(planned(given(engine, layout)))
    assert isinstance(found, Machines)
    return found


def machines(engine: str, layout: str) -> list[Declared]:
    """Its machines, those on AWS first."""
    return [m for kind in INSTANCES for m in world(engine, layout).of(kind)]


def script(engine: str, machine: Declared) -> str:
    """What a machine does at its start, whichever world it is of."""
    worlds = (world(engine, layout) for layout in LAYOUTS)
    return told.script(next(w for w in worlds if machine in w.resources), machine)
