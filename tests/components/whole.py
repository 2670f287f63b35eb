"""A whole stack with every component of the project, declared once for the tests of all components."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_gcp as gcp
import pytest

import components.aws
import components.gcp
import components.machines
import components.stores
from components.aws.zone import Zone
from components.base import Component, Context
from components.gcp.agents import ServiceAgents, services_needed
from infra.everywhere import declare_everywhere
from infra.jurisdiction import declare_jurisdiction
from infra.site import Shared
from plan.model import Plan
from plan.resolve import all_keys, all_stores
from tests.components.recording import Declared, World, declare
from tests.plan.intents import every_engine, planned

ABROAD = {"aws": "aws/sa-east-1", "gcp": "gcp/southamerica-east1"}
"""In no jurisdiction that this project knows."""
ALLOYDB = {"class": "persistent", "engine": "alloydb", "read_nodes": 2}
CLOUD_SQL = {"class": "persistent", "engine": "cloud-sql"}
ORDERS, PEOPLE = "contract-orders", "contract-people"
MORE: dict[str, dict[str, Any]] = {
    "prod": {
        ORDERS: ALLOYDB | {"survives": "region", "only": ["de"]},
        PEOPLE: CLOUD_SQL | {"survives": "region", "only": ["de"]},
    },
    "dev": {ORDERS: ALLOYDB | {"only": ["uk"]}, PEOPLE: CLOUD_SQL | {"only": ["uk"]}},
}
"""Stores that the stack files have not, so that every component is declared."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """How a component was made."""

    cls: type[Component]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A whole stack, declared."""

    world: World
    calls: dict[str, Call]
    """The first of each component, by its short name."""


def component_classes() -> Iterator[type[Component]]:
    """Every component of the project: whatever a module of the four packages defines and can declare."""
    for package in (components.aws, components.gcp, components.machines, components.stores):
        for found in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{found.name}")
            for _, cls in inspect.getmembers(module, inspect.isclass):
                own = cls.__module__ == module.__name__
                if own and issubclass(cls, Component) and "__init__" in vars(cls):
                    yield cls


def declare_plan(plan: Plan) -> None:
    """All of a plan, as ``infra`` declares it."""
    context = Context(
        identity=plan.identity,
        aws=aws.Provider("aws", region="us-east-1"),
        gcp=gcp.Provider("gcp", project=plan.identity.gcp_project),
    )
    dns = plan.everywhere.dns
    shared = Shared(
        context=context,
        agents=ServiceAgents(services_needed(all_keys(plan), all_stores(plan)), context=context).handle,
        zone=Zone(dns, context=context).handle if dns else None,
    )
    for jurisdiction in plan.jurisdictions:
        declare_jurisdiction(jurisdiction, shared)
    declare_everywhere(plan, shared)


ALSO: dict[str, Any] = {
    "orders": {"class": "persistent", "engine": "aurora-dsql", "survives": "region", "only": ["eu", "us"]},
    "journal": {
        "class": "persistent",
        "engine": "cockroachdb",
        "licence": "enterprise",
        "only": ["uk"],
        "survives": "region",
        "recovery": "gcp/europe-west2",
    },
    "events": {
        "class": "persistent",
        "engine": "yugabytedb",
        "only": ["uk"],
        "survives": "region",
        "recovery": "gcp/europe-west2",
    },
    "letters": {
        "class": "persistent",
        "engine": "yugabytedb",
        "only": ["us"],
        "survives": "region",
        "recovery": "aws/us-west-2",
    },
}
"""Stores on engines that the production stack has none on: their components keep the contract too."""


@cache
def whole(stack: str) -> Whole:
    """This stack with all engines and paths, the first construction of each component remembered."""
    intent = every_engine(stack)
    if stack == "prod":
        intent["stores"] = ALSO | intent["stores"]
    intent["stores"] |= MORE[stack]
    plan = planned(intent, stack=stack)
    pulumi.runtime.set_all_config({"domicile:cockroachdb-licence": "crl-0-key"})
    calls: dict[str, Call] = {}
    with pytest.MonkeyPatch.context() as patch:
        for cls in component_classes():
            patch.setattr(cls, "__init__", _remembering(cls, calls))
        _, world = declare(lambda: declare_plan(plan))
    return Whole(world=world, calls=calls)


def _remembering(cls: type[Component], calls: dict[str, Call]) -> Callable[..., None]:
    original = cls.__init__

    def init(self: Component, *args: Any, **kwargs: Any) -> None:
        calls.setdefault(label(cls), Call(cls=cls, args=args, kwargs=kwargs))
        original(self, *args, **kwargs)

    return init


def label(cls: type[Component]) -> str:
    """Short name of a component: ``aws.Network``, ``stores.Aurora``."""
    return f"{cls.__module__.split('.')[1]}.{cls.__name__}"


def children(world: World) -> list[Declared]:
    """Everything that a cloud would make."""
    return [r for r in world.resources if r.custom and not r.type.startswith("pulumi:providers:")]
