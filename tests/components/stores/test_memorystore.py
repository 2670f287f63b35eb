"""Valkey on Memorystore: nothing leaves memory, and a switchover replaces nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pulumi
import pytest
from pulumi_gcp import networkconnectivity

from components.gcp.handles import NetworkHandle, RegionHandle
from components.handles import KeyHandle, LogsHandle
from components.stores.memorystore import Memorystore, MemorystoreHandle
from jurisdictions.model import DataClass
from jurisdictions.problem import ProblemsError
from plan import model
from plan.model import ValkeyMember
from tests.components.gcp.support import context, declare, key_handle, tags, value
from tests.components.recording import World

BERLIN, FRANKFURT = "gcp/europe-west10", "gcp/europe-west3"


def member(place: str, role: Any) -> ValkeyMember:
    name = f"de-carts-gcp-{place.partition('/')[2]}"
    return ValkeyMember(
        place=place,
        role=role,
        key=f"{name}-key",
        name=name,
        cluster=f"acme-test-{name.replace('gcp-', '')}",
        network="de-gcp-network",
    )


STORE = model.Valkey(
    name="de-carts",
    jurisdiction="de",
    data_class=DataClass.TRANSIENT,
    tags={**tags(DataClass.TRANSIENT, "de"), "store": "carts"},
    store="carts",
    engine="valkey",
    layout="standby",
    survives="region",
    backup_days=0,
    members=(member(BERLIN, "home"), member(FRANKFURT, "recovery")),
    together=None,
    version="8.0",
    node_type="HIGHMEM_MEDIUM",
    shards=3,
    replicas=2,
    eviction="allkeys-lfu",
    limits=model.ValkeyLimits(cpu_percent=60, memory_percent=80, behind_bytes=64_000_000),
    expires_seconds=86_400,
)
SWAPPED = replace(STORE, members=(member(FRANKFURT, "home"), member(BERLIN, "recovery")))


def network() -> NetworkHandle:
    def region(place: str) -> RegionHandle:
        name = f"de-{place.replace('/', '-')}"
        policy = networkconnectivity.ServiceConnectionPolicy(
            f"{name}-policy", location=place.partition("/")[2], network="n", service_class="gcp-memorystore"
        )
        nothing = pulumi.Output.from_input("")
        return RegionHandle(
            name=name,
            place=place,
            subnets={},
            tiers={},
            proxies=policy,
            logs=LogsHandle(name="l", place=place, id=nothing),
            published={"gcp-memorystore": policy},
        )

    id_ = pulumi.Output.from_input("projects/acme-test-1/global/networks/acme-test-de")
    return NetworkHandle(
        name="de-gcp-network",
        id=id_,
        self_link=id_,
        firewall=pulumi.Output.from_input("acme-test-de"),
        regions={place: region(place) for place in (BERLIN, FRANKFURT)},
    )


def made(
    part: model.Valkey, *, protect: bool = True, wrong: Mapping[str, KeyHandle] | None = None
) -> tuple[MemorystoreHandle, World]:
    given = {m.key: key_handle(m.place, m.key) for m in STORE.members} | dict(wrong or {})

    def build() -> MemorystoreHandle:
        networks = {"de-gcp-network": network()}
        return Memorystore(part, context=context(protect=protect), keys=given, networks=networks).handle

    return declare(build)


def instances(world: World) -> dict[str, Any]:
    return {r.inputs["location"]: r.inputs for r in world.of("Instance")}


def test_nothing_of_it_leaves_memory_and_a_full_node_evicts_any_item() -> None:
    for given in instances(made(STORE)[1]).values():
        assert given["persistenceConfig"] == {"mode": "DISABLED"}
        assert given["engineConfigs"] == {"maxmemory-policy": "allkeys-lfu"}
        assert not {"automatedBackupConfig", "gcsSource", "managedBackupSource"} & set(given)


def test_an_instance_is_over_zones_under_the_key_of_its_place_and_takes_no_plain_text() -> None:
    found = instances(made(STORE)[1])
    assert set(found) == {"europe-west10", "europe-west3"}
    for location, given in found.items():
        assert f"/locations/{location}/" in given["kmsKey"]
        assert given["zoneDistributionConfig"] == {"mode": "MULTI_ZONE"}
        assert given["transitEncryptionMode"] == "SERVER_AUTHENTICATION"
        assert given["authorizationMode"] == "IAM_AUTH"
        assert (given["mode"], given["shardCount"], given["replicaCount"]) == ("CLUSTER", 3, 2)
        assert (given["engineVersion"], given["nodeType"]) == ("VALKEY_8_0", "HIGHMEM_MEDIUM")


def test_only_the_follower_says_whom_it_follows() -> None:
    found = instances(made(STORE)[1])
    assert "crossInstanceReplicationConfig" not in found["europe-west10"]
    assert found["europe-west3"]["crossInstanceReplicationConfig"] == {
        "instanceRole": "SECONDARY",
        "primaryInstance": {"instance": "de-carts-gcp-europe-west10-instance-id"},
    }


def test_a_switchover_and_the_same_swap_in_the_settings_replace_nothing() -> None:
    before, after = instances(made(STORE)[1]), instances(made(SWAPPED)[1])
    for location, old in before.items():
        changed = {n for n in {*old, *after[location]} if old.get(n) != after[location].get(n)}
        assert changed == {"crossInstanceReplicationConfig"}


def test_it_is_published_in_its_own_network_once_that_lets_it() -> None:
    _, world = made(STORE)
    for instance in world.of("Instance"):
        (wanted,) = instance.inputs["desiredAutoCreatedEndpoints"]
        assert wanted["network"].endswith("networks/acme-test-de")
        assert f"de-gcp-{instance.inputs['location']}-policy" in instance.waits_for


def test_alerts_watch_each_instance_and_carry_nothing_personal() -> None:
    _, world = made(STORE)
    found = {a.name: a for a in world.of("AlertPolicy")}
    thresholds = {
        "cpu": ("cpu/average_utilization", 0.6),
        "memory": ("memory/maximum_utilization", 0.8),
        "evictions": ("stats/total_evicted_keys_count", 0),
        "replica-behind": ("replication/maximum_offset_diff", 64_000_000),
    }
    places = {m.place.partition("/")[2]: m for m in STORE.members}
    assert set(found) == {f"de-carts-alert-{what}-{at}" for what in thresholds for at in places}
    for at, member in places.items():
        for what, (metric, threshold) in thresholds.items():
            alert = found[f"de-carts-alert-{what}-{at}"]
            (condition,) = (c["conditionThreshold"] for c in alert.inputs["conditions"])
            assert f'metric.type = "memorystore.googleapis.com/instance/{metric}"' in condition["filter"]
            assert f'resource.labels.instance_id = "{member.cluster}"' in condition["filter"]
            assert f'resource.labels.location = "{at}"' in condition["filter"]
            assert condition["thresholdValue"] == threshold
            assert f"{member.name}-instance" in alert.waits_for
            assert alert.inputs["userLabels"]["store"] == "carts"
            assert "notificationChannels" not in alert.inputs


def test_a_switchover_changes_no_alert() -> None:
    before, after = ({a.name: a.inputs for a in made(part)[1].of("AlertPolicy")} for part in (STORE, SWAPPED))
    assert before
    assert before == after


@pytest.mark.parametrize("protect", [True, False])
def test_the_cloud_protects_what_the_stack_protects(protect: bool) -> None:
    for instance in made(STORE, protect=protect)[1].of("Instance"):
        assert instance.inputs["deletionProtectionEnabled"] is protect
        assert instance.inputs["deletionPolicy"] == ("PREVENT" if protect else "DELETE")
        assert (instance.protect, instance.retain_on_delete) == (protect, protect)


def test_clients_begin_at_the_endpoint_of_discovery() -> None:
    handle, _ = made(STORE)
    assert list(handle.endpoints) == [BERLIN, FRANKFURT]
    endpoint = handle.endpoints[BERLIN]
    assert (value(endpoint.host), value(endpoint.port)) == ("10.9.0.1", 6379)
    assert value(endpoint.certificates) == ["made-up certificate"]
    assert value(endpoint.instance) == "de-carts-gcp-europe-west10-instance-id"


def test_a_key_of_another_place_is_refused_even_of_its_own_jurisdiction() -> None:
    wrong = {STORE.members[0].key: key_handle(FRANKFURT, STORE.members[0].key)}
    with pytest.raises(ProblemsError) as refused:
        made(STORE, wrong=wrong)
    assert [(p.code, p.value, p.allowed) for p in refused.value.problems] == [("DOM-401", FRANKFURT, BERLIN)]
