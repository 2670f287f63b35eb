"""The contract of all components of both clouds, old and new, proved on everything a real stack declares."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
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
from jurisdictions import place
from jurisdictions.model import DataClass
from jurisdictions.problem import ProblemsError
from plan.model import Plan
from plan.resolve import all_keys, all_stores
from tests.components.recording import Declared, World, declare
from tests.plan.intents import every_engine, planned

TOKEN = re.compile(r"domicile:(aws|gcp|store):[A-Z][A-Za-z0-9]*")
TAGS = {"data-class", "jurisdiction", "project", "stack"}
ABROAD = {"aws": "aws/sa-east-1", "gcp": "gcp/southamerica-east1"}
"""In no jurisdiction that this project knows."""

NO_PLACE_OF_ITS_OWN = {
    "aws.GlobalHost": "a DNS record is everywhere",
    "aws.Zone": "a DNS zone is everywhere",
    "gcp.Firewall": "is part of a network, which refuses first",
    "gcp.PrivateApis": "is part of a network, which refuses first",
    "gcp.PrivateServices": "is part of a network, which refuses first",
    "gcp.ServiceAgents": "belongs to the project and holds nothing",
    "gcp.GlobalEntry": "serves nothing personal, and refuses what is",
}
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


def sdk_inputs(declared: Declared) -> set[str]:
    """The arguments that the SDK's class of a resource takes."""
    package, module, name = declared.type.split(":")
    library = importlib.import_module(f"pulumi_{package}")
    area = module.partition("/")[0]
    holder = library if area == "index" else getattr(library, area)
    cls = getattr(holder, name)
    return set(inspect.signature(cls._internal_init).parameters)


def test_every_component_is_declared_by_the_production_stack() -> None:
    assert {label(cls) for cls in component_classes()} == set(whole("prod").calls)


def test_tokens_say_project_cloud_and_name() -> None:
    made = {r.type for r in whole("prod").world.resources if not r.custom}
    ours = {t for t in made if not t.startswith("domicile:infra:")}
    assert ours
    assert [t for t in ours if not TOKEN.fullmatch(t)] == []


def test_every_child_is_inside_a_component() -> None:
    world = whole("prod").world
    owners = {r.urn for r in world.resources if not r.custom and TOKEN.fullmatch(r.type)}
    assert [r.urn for r in children(world) if r.parent not in owners] == []


def test_every_component_finishes() -> None:
    world = whole("prod").world
    assert [r.urn for r in world.resources if not r.custom and r.urn not in world.finished] == []


def test_names_are_unique_and_begin_with_their_component() -> None:
    world = whole("prod").world
    urns = [r.urn for r in world.resources]
    assert len(urns) == len(set(urns))
    assert not [r.name for r in children(world) if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", r.name)]


@pytest.mark.parametrize("stack", ["prod", "dev"])
def test_every_aws_child_is_given_its_region(stack: str) -> None:
    on_aws = [r for r in children(whole(stack).world) if r.type.startswith("aws:")]
    assert on_aws
    lacking = [r.urn for r in on_aws if "region" in sdk_inputs(r) and not r.inputs.get("region")]
    assert lacking == []
    assert [r.urn for r in on_aws if "region" in r.given and place(f"aws/{r.inputs['region']}") is None] == []


@pytest.mark.parametrize("cloud", ["aws", "gcp"])
def test_every_child_uses_the_one_provider_of_its_cloud(cloud: str) -> None:
    found = [r for r in children(whole("prod").world) if r.type.startswith(f"{cloud}:")]
    own = f"pulumi:providers:{cloud}::{cloud}::"
    assert found
    assert [r.urn for r in found if own not in r.provider] == []


def test_aws_children_are_where_their_component_says() -> None:
    """A name with a place in it is the name of something in that place."""
    wrong = []
    for child in children(whole("prod").world):
        named = re.search(r"aws-([a-z]{2}-[a-z]+-\d)(-|$)", child.name)
        region = child.inputs.get("region")
        is_replication = child.type.endswith(":BucketReplicationConfig")  # named for where it copies to
        if child.type.startswith("aws:") and named and region and not is_replication:
            wrong += [child.urn] if named[1] != region else []
    assert wrong == []


@pytest.mark.parametrize("stack", ["prod", "dev"])
def test_whatever_can_carry_tags_does(stack: str) -> None:
    lacking = []
    for child in children(whole(stack).world):
        carries = {"aws": "tags", "gcp": "labels"}.get(child.type.partition(":")[0])
        if carries and carries in sdk_inputs(child):
            missing = TAGS - set(child.inputs.get(carries) or {})
            lacking += [(child.urn, sorted(missing))] if missing else []
    assert lacking == []


def test_what_belongs_to_a_store_names_it() -> None:
    world = whole("prod").world
    stores = {r.urn for r in world.resources if r.type.startswith("domicile:store:")}
    lacking = []
    for child in children(world):
        carries = {"aws": "tags", "gcp": "labels"}.get(child.type.partition(":")[0])
        if child.parent in stores and carries and carries in sdk_inputs(child):
            lacking += [] if "store" in child.inputs[carries] else [child.urn]
    assert stores
    assert lacking == []


STATEFUL = (
    "aws:kms/key:Key",
    "aws:rds/cluster:Cluster",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:rds/globalCluster:GlobalCluster",
    "aws:backup/vault:Vault",
    "aws:dsql/cluster:Cluster",
    "aws:dynamodb/table:Table",
    "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:sns/topic:Topic",
    "aws:s3/bucket:Bucket",
    "aws:secretsmanager/secret:Secret",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:route53/zone:Zone",
    "gcp:kms/cryptoKey:CryptoKey",
    "gcp:memorystore/instance:Instance",
    "gcp:spanner/instance:Instance",
    "gcp:spanner/database:Database",
    "gcp:alloydb/cluster:Cluster",
    "gcp:alloydb/instance:Instance",
    "gcp:sql/databaseInstance:DatabaseInstance",
    "gcp:secretmanager/regionalSecret:RegionalSecret",
    "gcp:storage/bucket:Bucket",
    "aws:ebs/volume:Volume",
    "gcp:compute/disk:Disk",
    "gcp:secretmanager/secret:Secret",
)


@pytest.mark.parametrize("kind", STATEFUL)
def test_what_holds_state_is_protected_outside_dev_only(kind: str) -> None:
    safe = [r for r in children(whole("prod").world) if r.type == kind]
    assert safe
    exposed = [r.urn for r in safe if not (r.protect and r.retain_on_delete)]
    page = "-discovery"  # the page of the global entry is made from the program again at any time
    assert [urn for urn in exposed if "GlobalEntry" not in urn and page not in urn] == []
    assert [r.urn for r in children(whole("dev").world) if r.type == kind and r.protect] == []


def relocated(thing: Any) -> Any:
    """The same part of a plan with every place abroad, and personal where it may be."""
    if isinstance(thing, str) and re.fullmatch(r"(aws|gcp)/[a-z0-9-]+", thing):
        return ABROAD[thing.partition("/")[0]]
    if isinstance(thing, tuple | list):
        return type(thing)(relocated(x) for x in thing)
    if (
        is_dataclass(thing)
        and not isinstance(thing, type)
        and type(thing).__module__.startswith("plan.model.")
    ):
        moved = replace(thing, **{f.name: relocated(getattr(thing, f.name)) for f in fields(thing)})
        named = getattr(moved, "jurisdiction", "global")
        return moved if named == "global" else _personal(moved)
    return thing


def _personal(part: Any) -> Any:
    return replace(part, data_class=DataClass.PERSISTENT)


def _in_jurisdiction(part: Any) -> Any:
    """A part of everybody's, made personal and somebody's: what nobody may do."""
    return replace(part, jurisdiction="uk") if getattr(part, "jurisdiction", "") == "global" else part


@pytest.mark.parametrize(
    "component", sorted({label(cls) for cls in component_classes()} - set(NO_PLACE_OF_ITS_OWN))
)
def test_a_foreign_place_is_refused_before_anything_is_declared(component: str) -> None:
    call = whole("prod").calls[component]
    args = [relocated(_in_jurisdiction(a)) for a in call.args]
    kwargs = {k: relocated(_in_jurisdiction(v)) for k, v in call.kwargs.items()} | {
        "opts": pulumi.ResourceOptions()
    }

    def attempt() -> ProblemsError:
        with pytest.raises(ProblemsError) as caught:
            call.cls(*args, **kwargs)
        return caught.value

    error, world = declare(attempt)
    assert {p.code for p in error.problems} == {"DOM-401"}
    assert all(ABROAD[cloud] in str(error) for cloud in ("aws", "gcp") if f"{cloud}/" in str(error))
    assert world.resources == []


def test_no_exemption_is_stale() -> None:
    assert set(NO_PLACE_OF_ITS_OWN) <= set(whole("prod").calls)
