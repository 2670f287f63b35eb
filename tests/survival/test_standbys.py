"""AlloyDB and Cloud SQL: what is left of a primary and its standby, and what is typed."""

from __future__ import annotations

from typing import Any

import pytest

from survival.ground import Ground
from survival.model import Loss, Outcome, StoreFate
from survival.stores import stores
from tests.policies.states import graph
from tests.survival.small import KEEPS, LOST, STEP, TELL, region, zone

BERLIN, FRANKFURT = "gcp/europe-west10", "gcp/europe-west3"
TAGS = {"data-class": "persistent", "jurisdiction": "de", "store": "s"}
ZONE_A, ZONE_B = "europe-west10-a", "europe-west10-b"
LAG = "alloydb.googleapis.com/instance/postgres/replication/maximum_secondary_lag"
Resources = dict[str, dict[str, Any]]


def resource(kind: str, refs: dict[str, list[str]], **props: Any) -> dict[str, Any]:
    return {"type": kind, "props": props, "refs": refs, "bare": True}


def key(at: str) -> str:
    return f"projects/p/locations/{at.partition('/')[2]}/keyRings/r/cryptoKeys/k"


def members(second: bool) -> list[tuple[str, str]]:
    return [("one", BERLIN), ("two", FRANKFURT)][: 2 if second else 1]


def alloydb(availability: str = "REGIONAL", *, second: bool = True, alert: bool = True) -> Resources:
    found: Resources = {}
    for name, at in members(second):
        follows = name == "two"
        found[name] = resource(
            "gcp:alloydb/cluster:Cluster",
            {"secondaryConfig": ["one"]} if follows else {},
            labels=TAGS,
            clusterId="c",
            project="p",
            location=at.partition("/")[2],
            clusterType="SECONDARY" if follows else "PRIMARY",
            encryptionConfig={"kmsKeyName": key(at)},
            **({"secondaryConfig": {"primaryClusterName": "<unknown>"}} if follows else {}),
        )
        found[f"{name}-instance"] = resource(
            "gcp:alloydb/instance:Instance",
            {"cluster": [name]},
            labels=TAGS,
            cluster="<unknown>",
            instanceType="SECONDARY" if follows else "PRIMARY",
            availabilityType=availability,
        )
    if alert:
        labels = 'resource.labels.cluster_id = "c" AND resource.labels.location = "europe-west3"'
        threshold = {"filter": f'metric.type = "{LAG}" AND {labels}', "thresholdValue": 20_000}
        found["alert"] = resource(
            "gcp:monitoring/alertPolicy:AlertPolicy", {}, conditions=[{"conditionThreshold": threshold}]
        )
    return found


def cloud_sql(*, second: bool = True, named: bool = True) -> Resources:
    found: Resources = {}
    for name, at in members(second):
        follows = name == "two"
        found[name] = resource(
            "gcp:sql/databaseInstance:DatabaseInstance",
            {"masterInstanceName": ["one"]} if follows else {},
            name=name,
            project="p",
            region=at.partition("/")[2],
            settings={"userLabels": TAGS, "availabilityType": "REGIONAL"},
            encryptionKeyName=key(at),
            replicationCluster={"failoverDrReplicaName": "two" if named and not follows else ""},
            **({"masterInstanceName": "one"} if follows else {}),
        )
    return found


def fate(resources: Resources, loss: Loss) -> StoreFate:
    (store,) = stores(Ground(graph(resources)))
    assert (store.name, store.jurisdiction) == ("s", "de")
    return store.fate(loss)


CASES: list[tuple[str, Resources, Loss, Outcome, str]] = [
    ("a zone of AlloyDB", alloydb(), zone(BERLIN, ZONE_A), KEEPS, "1 of 2 zones"),
    ("two zones, alone", alloydb(second=False), zone(BERLIN, ZONE_A, ZONE_B), LOST, "0 of 1"),
    ("two zones, with a secondary", alloydb(), zone(BERLIN, ZONE_A, ZONE_B), STEP, "1 of 2 clusters"),
    ("a zone of a zonal one", alloydb("ZONAL", second=False), zone(BERLIN, ZONE_A), LOST, "0 of 1"),
    ("the primary's region", alloydb(), region(BERLIN), STEP, "1 of 2 clusters left"),
    ("the secondary's region", alloydb(), region(FRANKFURT), KEEPS, "1 of 2 clusters left"),
    ("both regions", alloydb(), region(BERLIN, FRANKFURT), LOST, "0 of 2"),
    ("a zone of Cloud SQL", cloud_sql(), zone(BERLIN, ZONE_A), KEEPS, "1 of 2 zones"),
    ("the instance's region, alone", cloud_sql(second=False), region(BERLIN), LOST, "0 of 1 instances"),
    ("the instance's region", cloud_sql(), region(BERLIN), STEP, "1 of 2 instances left"),
    ("the replica's region", cloud_sql(), region(FRANKFURT), KEEPS, "1 of 2 instances left"),
    ("somewhere else", cloud_sql(), region("gcp/europe-west2"), KEEPS, ""),
]


@pytest.mark.parametrize(
    ("resources", "loss", "outcome", "left"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_what_is_left(resources: Resources, loss: Loss, outcome: Outcome, left: str) -> None:
    found = fate(resources, loss)
    assert found.outcome is outcome, found
    assert left in found.left


def test_a_secondary_is_promoted_by_a_command_and_the_lag_is_what_is_lost() -> None:
    found = fate(alloydb(), region(BERLIN))
    assert found.steps == (
        "gcloud alloydb clusters promote c --region=europe-west3 --project=p",
        f"set applications to <host of {FRANKFURT}>",
    )
    assert "an alert fires when it is more than 20 s behind" in found.notes
    assert any("clusters switchover c --region=europe-west3" in note for note in found.notes)
    assert found.answered_by == (FRANKFURT,)
    assert "lag" in found.rpo


def test_without_an_alert_no_lag_is_claimed() -> None:
    assert "no alert says how far it is behind" in fate(alloydb(alert=False), region(BERLIN)).notes


@pytest.mark.parametrize(("named", "flag"), [(True, " --failover"), (False, "")])
def test_a_replica_takes_over_by_a_command(named: bool, flag: str) -> None:
    found = fate(cloud_sql(named=named), region(BERLIN))
    assert found.steps[0] == f"gcloud sql instances promote-replica two{flag} --project=p"
    assert any("instances switchover two --project=p" in note for note in found.notes)


def test_a_key_elsewhere_takes_its_cluster_along() -> None:
    resources = alloydb(second=False)
    resources["one"]["props"]["encryptionConfig"] = {"kmsKeyName": key(FRANKFURT)}
    assert fate(resources, region(FRANKFURT)).outcome is LOST


def test_a_cluster_without_an_instance_takes_nothing_over() -> None:
    resources = {name: r for name, r in alloydb().items() if name != "two-instance"}
    assert fate(resources, region(BERLIN)).outcome is LOST


def test_what_is_not_known_is_not_taken_for_surviving() -> None:
    resources = alloydb()
    resources["two"]["props"]["encryptionConfig"] = {"kmsKeyName": "<unknown>"}
    assert fate(resources, region(BERLIN)).outcome is TELL
