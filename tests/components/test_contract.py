"""The contract of all components of both clouds, old and new, proved on everything a real stack declares."""

from __future__ import annotations

import importlib
import inspect
import re

import pytest

from jurisdictions import place
from tests.components.recording import Declared
from tests.components.whole import children, component_classes, label, whole

TOKEN = re.compile(r"domicile:(aws|gcp|store):[A-Z][A-Za-z0-9]*")
TAGS = {"data-class", "jurisdiction", "project", "stack"}


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


METRIC = "gcp:monitoring/metricDescriptor:MetricDescriptor"
"""Its ``labels`` are no labels of its own: they say which its figures may have."""


@pytest.mark.parametrize("stack", ["prod", "dev"])
def test_whatever_can_carry_tags_does(stack: str) -> None:
    lacking = []
    for child in children(whole(stack).world):
        carries = {"aws": "tags", "gcp": "labels"}.get(child.type.partition(":")[0])
        if carries and carries in sdk_inputs(child) and child.type != METRIC:
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
