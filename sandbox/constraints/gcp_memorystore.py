"""Rules of Memorystore for Valkey, and of the policies that publish it into networks.

Sources: ``mm`` is GoogleCloudPlatform/magic-modules, mmv1/products; ``gcp docs`` are pages of
docs.cloud.google.com.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sandbox.constraints.gcp_names import key_location
from sandbox.constraints.rule import Rule, Subject, between, one_of, pattern
from sandbox.state import plain_name
from sandbox.typecheck import Failure
from sandbox.values import at

INSTANCE: Final = "gcp:memorystore/instance:Instance"
POLICY: Final = "gcp:networkconnectivity/serviceConnectionPolicy:ServiceConnectionPolicy"
SUBNETWORK: Final = "gcp:compute/subnetwork:Subnetwork"
SERVICE_CLASS: Final = "gcp-memorystore"
NODES: Final = frozenset(
    {
        "CUSTOM_MICRO",
        "CUSTOM_MINI",
        "CUSTOM_PICO",
        "HIGHCPU_MEDIUM",
        "HIGHMEM_2XLARGE",
        "HIGHMEM_MEDIUM",
        "HIGHMEM_XLARGE",
        "SHARED_CORE_NANO",
        "STANDARD_LARGE",
        "STANDARD_SMALL",
    }
)
EVICTION: Final = frozenset(
    {
        "allkeys-lfu",
        "allkeys-lru",
        "allkeys-random",
        "noeviction",
        "volatile-lfu",
        "volatile-lru",
        "volatile-random",
        "volatile-ttl",
    }
)


def _key(subject: Subject) -> Iterator[Failure]:
    where, key = subject.get("location"), subject.get("kmsKey")
    if where and key and key_location(str(key)) != where:
        yield Failure("kmsKey", f"must be in {where}, not in {key_location(str(key)) or 'no location'}")


def _shards(subject: Subject) -> Iterator[Failure]:
    if subject.get("mode") == "CLUSTER_DISABLED" and (subject.get("shardCount") or 1) > 1:
        yield Failure("shardCount", "without cluster mode there is one shard")


def _roles(subject: Subject) -> Iterator[Failure]:
    role = subject.get("crossInstanceReplicationConfig.instanceRole")
    primary = subject.get("crossInstanceReplicationConfig.primaryInstance.instance")
    others = at(subject.inputs, "crossInstanceReplicationConfig.secondaryInstances[]")
    if role == "SECONDARY" and others:
        yield Failure("crossInstanceReplicationConfig.secondaryInstances", "only a primary has them")
    if role != "SECONDARY" and primary:
        yield Failure("crossInstanceReplicationConfig.primaryInstance", "only a secondary has one")


def _followed(subject: Subject) -> Iterator[Failure]:
    """A secondary follows an instance of another region that is as large."""
    path = "crossInstanceReplicationConfig.primaryInstance.instance"
    name = subject.get(path)
    if not name:
        return
    found = subject.named(INSTANCE, name)
    if not found:
        yield Failure(path, f"{name} does not exist")
    for primary in found:
        if primary.get("location") == subject.get("location"):
            yield Failure(path, "is in the same region")
        for same in ("shardCount", "nodeType", "mode"):
            if primary.get(same) != subject.get(same):
                yield Failure(same, f"{subject.get(same)} differs from {primary.get(same)} of the primary")


def _published(subject: Subject) -> Iterator[Failure]:
    """An endpoint is only made where a policy of the service's class lets it have an address."""
    there = {
        plain_name(str(p.get("network")))
        for p in subject.there(POLICY)
        if p.get("serviceClass") == SERVICE_CLASS and p.get("location") == subject.get("location")
    }
    for path, network in at(subject.inputs, "desiredAutoCreatedEndpoints[].network"):
        if plain_name(str(network)) not in there:
            yield Failure(path, f"no ServiceConnectionPolicy of class {SERVICE_CLASS} for it in this region")


def _one_policy(subject: Subject) -> Iterator[Failure]:
    for other in subject.others(POLICY):
        same = all(
            plain_name(str(other.get(n))) == plain_name(str(subject.get(n)))
            for n in ("network", "location", "serviceClass")
        )
        if same:
            yield Failure("serviceClass", f"{other.id} is for this network, region and class already")


def _policy_subnets(subject: Subject) -> Iterator[Failure]:
    for path, name in at(subject.inputs, "pscConfig.subnetworks[]"):
        for subnet in subject.named(SUBNETWORK, name):
            if subnet.get("region") != subject.get("location"):
                yield Failure(path, f"is in {subnet.get('region')}, not in {subject.get('location')}")


RULES: Final = (
    Rule(
        id="memorystore-name",
        types=(INSTANCE,),
        check=pattern(
            "instanceId",
            r"[a-z0-9][a-z0-9-]{2,61}[a-z0-9]",
            "4 to 63 lower-case letters, digits and hyphens, no hyphen first or last",
        ),
        source="mm: memorystore/Instance.yaml",
    ),
    Rule(
        id="memorystore-node",
        types=(INSTANCE,),
        check=one_of("nodeType", NODES),
        source="mm: memorystore/Instance.yaml",
    ),
    Rule(
        id="memorystore-replicas",
        types=(INSTANCE,),
        check=between("replicaCount", 0, 5),
        source="gcp docs: memorystore valkey ha-and-replicas",
    ),
    Rule(
        id="memorystore-eviction",
        types=(INSTANCE,),
        check=one_of("engineConfigs.maxmemory-policy", EVICTION),
        source="gcp docs: memorystore valkey supported-instance-configurations",
    ),
    Rule(
        id="memorystore-shards",
        types=(INSTANCE,),
        check=_shards,
        source="gcp docs: memorystore valkey cluster-mode-enabled-and-disabled",
    ),
    Rule(
        id="memorystore-key", types=(INSTANCE,), check=_key, source="gcp docs: memorystore valkey about-cmek"
    ),
    Rule(id="memorystore-roles", types=(INSTANCE,), check=_roles, source="mm: memorystore/Instance.yaml"),
    Rule(
        id="memorystore-followed",
        types=(INSTANCE,),
        check=_followed,
        source="gcp docs: memorystore valkey about-cross-region-replication",
        needs_state=True,
    ),
    Rule(
        id="memorystore-published",
        types=(INSTANCE,),
        check=_published,
        source="gcp docs: memorystore valkey networking",
        needs_state=True,
    ),
    Rule(
        id="connection-policy-once",
        types=(POLICY,),
        check=_one_policy,
        source="gcp docs: vpc configure-service-connection-policies",
        needs_state=True,
    ),
    Rule(
        id="connection-policy-subnets",
        types=(POLICY,),
        check=_policy_subnets,
        source="gcp docs: vpc configure-service-connection-policies",
        needs_state=True,
    ),
)
