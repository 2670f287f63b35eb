"""Aurora DSQL: peers that wait for nothing but each other, keys and backups beside them, one way in."""

from __future__ import annotations

import json
from dataclasses import replace

import pulumi
import pytest

from components.stores.dsql import Dsql, DsqlHandle
from jurisdictions.problem import ProblemsError
from plan import model
from plan.model import Plan
from plan.resolve import all_keys
from tests.components.aws import support
from tests.components.recording import Declared, World, declare
from tests.plan.intents import intent, planned

ORDERS = {
    "class": "persistent",
    "engine": "aurora-dsql",
    "survives": "region",
    "in": {"uk": {"survives": "zone"}},
}
PLAN: Plan = planned(
    intent(
        jurisdictions={
            "eu": {"home": "aws/eu-central-1", "recovery": "aws/eu-west-1"},
            "uk": {"home": "aws/eu-west-2"},
        },
        stores={"orders": ORDERS},
    )
)
CLUSTER, PEERING = "dsql/cluster:Cluster", "dsql/clusterPeering:ClusterPeering"


def part(of: str) -> model.Dsql:
    (found,) = next(j for j in PLAN.jurisdictions if j.id == of).stores
    assert isinstance(found, model.Dsql)
    return found


@pytest.fixture(autouse=True)
def _own_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "plan", lambda: PLAN)


def made(store: model.Dsql, *, protect: bool = True) -> tuple[DsqlHandle, World]:
    component, world = declare(
        lambda: Dsql(
            store, context=support.context(protect=protect), keys=support.keys(), networks=support.networks()
        )
    )
    return component.handle, world


def by_region(found: list[Declared]) -> dict[str, Declared]:
    return {r.inputs["region"]: r for r in found}


def test_both_peers_name_the_witness_and_have_a_key_of_their_own_region() -> None:
    clusters = by_region(made(part("eu"))[1].of(CLUSTER))
    assert set(clusters) == {"eu-central-1", "eu-west-1"}
    keys = {k.name: k.place for k in all_keys(PLAN)}
    for region, cluster in clusters.items():
        assert cluster.inputs["multiRegionProperties"] == {"witnessRegion": "eu-west-3"}
        key = cluster.inputs["kmsEncryptionKey"].rpartition("/")[2]
        assert keys[key] == f"aws/{region}"
        assert cluster.inputs["deletionProtectionEnabled"] is True
        assert cluster.protect


def test_peerings_name_the_other_side_and_neither_waits_for_the_other() -> None:
    _, world = made(part("eu"))
    peerings = by_region(world.of(PEERING))
    for region, other in (("eu-central-1", "eu-west-1"), ("eu-west-1", "eu-central-1")):
        assert [arn.split(":")[3] for arn in peerings[region].inputs["clusters"]] == [other]
        assert peerings[region].inputs["witnessRegion"] == "eu-west-3"
        assert not any("ClusterPeering" in urn for urn in peerings[region].dependencies)


def test_a_cluster_alone_has_no_peer_and_no_witness() -> None:
    handle, world = made(part("uk"))
    assert "multiRegionProperties" not in world.only(CLUSTER).given
    assert world.of(PEERING) == []
    assert set(handle.arns) == {"aws/eu-west-2"}


def test_connections_from_outside_its_network_are_denied_and_nothing_is_allowed() -> None:
    _, world = made(part("eu"))
    policies = world.of("dsql/clusterPolicy:ClusterPolicy")
    assert len(policies) == 2
    for policy in policies:
        (statement,) = json.loads(policy.inputs["policy"])["Statement"]
        assert (statement["Effect"], statement["Principal"]) == ("Deny", {"AWS": "*"})
        assert set(statement["Action"]) == {"dsql:DbConnect", "dsql:DbConnectAdmin"}
        region = policy.inputs["region"]
        vpc = f"vpc-eu-aws-{region}-network"
        assert statement["Condition"] == {"StringNotEquals": {"aws:SourceVpc": vpc}}


def test_the_endpoint_lets_in_the_private_tier_of_its_network() -> None:
    _, world = made(part("uk"))
    endpoint = world.only("ec2/vpcEndpoint:VpcEndpoint").inputs
    network = next(iter(support.networks().values()))
    assert (endpoint["vpcEndpointType"], endpoint["privateDnsEnabled"]) == ("Interface", True)
    rules = [r.inputs for r in world.of("vpc/securityGroupIngressRule:SecurityGroupIngressRule")]
    assert {(r["fromPort"], r["toPort"]) for r in rules} == {(5432, 5432)}
    assert {r["cidrIpv4"] for r in rules} <= {
        s.cidr for n in support.networks().values() for s in n.tier("private")
    }
    assert network.tier("private")


def test_two_stores_of_a_place_share_an_endpoint() -> None:
    stores = {"orders": ORDERS, "bills": ORDERS}
    plan = planned(intent(jurisdictions={"uk": {"home": "aws/eu-west-2"}}, stores=stores))
    found = [m.endpoint for s in plan.jurisdictions[0].stores if isinstance(s, model.Dsql) for m in s.members]
    assert sorted(map(str, found)) == ["None", "uk-aws-eu-west-2-network-dsql"]


def test_every_peer_is_backed_up_in_its_own_region_for_as_long_as_the_store_says() -> None:
    store = replace(part("eu"), backup_days=9)
    _, world = made(store)
    vaults = by_region(world.of("backup/vault:Vault"))
    plans = by_region(world.of("backup/plan:Plan"))
    selections = by_region(world.of("backup/selection:Selection"))
    assert set(vaults) == set(plans) == set(selections) == {"eu-central-1", "eu-west-1"}
    for region in vaults:
        assert f":kms:{region}:" in vaults[region].inputs["kmsKeyArn"]
        (rule,) = plans[region].inputs["rules"]
        assert rule["lifecycle"] == {"deleteAfter": 9}
        assert "copyActions" not in rule
        assert [arn.split(":")[3] for arn in selections[region].inputs["resources"]] == [region]
    assert world.of("backup/vaultLockConfiguration:VaultLockConfiguration") == []


def test_a_locked_vault_keeps_backups_neither_shorter_nor_longer() -> None:
    locks = made(replace(part("eu"), lock_backups=True))[1].of("VaultLockConfiguration")
    days = part("eu").backup_days
    assert [(r.inputs["minRetentionDays"], r.inputs["maxRetentionDays"]) for r in locks] == [(days, days)] * 2
    assert not any("changeableForDays" in r.inputs for r in locks)


def test_what_has_no_backup_days_has_no_vault() -> None:
    _, world = made(replace(part("uk"), backup_days=0))
    assert world.of("backup/vault:Vault") == world.of("iam/role:Role") == []


def test_a_witness_abroad_is_refused_whatever_the_plan_says() -> None:
    store = part("eu")
    assert store.witness is not None
    with pytest.raises(ProblemsError) as refused:
        made(replace(store, witness=replace(store.witness, place="aws/eu-west-2")))
    assert {p.value for p in refused.value.problems} == {"aws/eu-west-2 (GB)"}


def test_clients_find_the_host_that_leads_to_the_endpoint() -> None:
    found: dict[str, str] = {}

    def build() -> None:
        handle = Dsql(
            part("eu"), context=support.context(), keys=support.keys(), networks=support.networks()
        ).handle
        assert (handle.port, handle.database) == (5432, "postgres")
        pulumi.Output.all(**handle.endpoints).apply(found.update)

    declare(build)
    assert set(found) == {"aws/eu-central-1", "aws/eu-west-1"}
    assert found["aws/eu-west-1"].endswith(".dsql-test.eu-west-1.on.aws")


def test_alarms_name_the_cluster_by_the_id_that_dsql_made_up() -> None:
    _, world = made(part("eu"))
    clusters = {c.inputs["region"]: f"{c.name}-id" for c in world.of(CLUSTER)}
    alarms = world.of("cloudwatch/metricAlarm:MetricAlarm")
    assert {a.inputs["region"] for a in alarms} == set(clusters)
    for alarm in alarms:
        assert alarm.inputs["dimensions"] == {"ClusterId": clusters[alarm.inputs["region"]]}
        assert alarm.inputs["namespace"] == "AWS/AuroraDSQL"
