"""Aurora DSQL: peers and their witness, and a cluster alone."""

from __future__ import annotations

from typing import Any

import pytest

from survival.model import Outcome
from tests.survival.small import DUBLIN, KEEPS, LOST, PARIS, TELL, fate, region, resource, zone

DSQL, PEERING = "aws:dsql/cluster:Cluster", "aws:dsql/clusterPeering:ClusterPeering"


def peers(*, joined: bool = True) -> dict[str, Any]:
    """Peers in Paris and Dublin, with the witness in Frankfurt."""
    witness: dict[str, Any] = {"multiRegionProperties": {"witnessRegion": "eu-central-1"}}
    made = {
        name: resource(DSQL, region=at, arn=f"arn:aws:dsql:{at}:1:cluster/{name}", identifier=name, **witness)
        for name, at in (("c", "eu-west-3"), ("d", "eu-west-1"))
    }
    peering = resource(
        PEERING,
        {"identifier": ["c"], "clusters": ["d"]},
        region="eu-west-3",
        identifier="c",
        clusters=["arn:aws:dsql:eu-west-1:1:cluster/d"],
        witnessRegion="eu-central-1",
    )
    return made | ({"p": peering} if joined else {})


@pytest.mark.parametrize(
    ("gone", "outcome", "left", "answered"),
    [
        ((PARIS,), KEEPS, "2 of 3 regions left, 2 are a majority", (DUBLIN,)),
        (("aws/eu-central-1",), KEEPS, "2 of 3 regions left, 2 are a majority", (PARIS, DUBLIN)),
        ((PARIS, "aws/eu-central-1"), LOST, "1 of 3 regions left", ()),
        ((PARIS, DUBLIN), LOST, "1 of 3 regions left", ()),
    ],
)
def test_peers_write_on_with_two_of_three_the_witness_counted(
    gone: tuple[str, ...], outcome: Outcome, left: str, answered: tuple[str, ...]
) -> None:
    hit = fate(peers(), region(*gone))
    assert (hit.outcome, sorted(hit.answered_by)) == (outcome, sorted(answered))
    assert hit.left.startswith(left)


def test_a_zone_of_a_peer_costs_nothing_and_two_cost_the_peer() -> None:
    assert fate(peers(), zone(PARIS, "euw3-az1")).left == "3 of 3 regions left, 2 are a majority"
    assert fate(peers(), zone(PARIS, "euw3-az1", "euw3-az2")).answered_by == (DUBLIN,)


def test_peers_that_nothing_joins_are_not_said_to_survive() -> None:
    assert fate(peers(joined=False), region(PARIS)).outcome is TELL


def test_a_cluster_alone_stands_with_two_of_its_three_zones() -> None:
    alone = {"c": resource(DSQL, region="eu-west-3", identifier="c")}
    assert fate(alone, zone(PARIS, "euw3-az1")).outcome is KEEPS
    assert fate(alone, zone(PARIS, "euw3-az1", "euw3-az2")).outcome is LOST
    assert fate(alone, region(PARIS)).left == "0 of 3 zones left, 2 are a majority"


def test_a_peer_falls_with_the_place_of_its_key() -> None:
    abroad = peers()
    abroad["d"]["props"]["kmsEncryptionKey"] = "arn:aws:kms:eu-west-3:1:key/k"
    assert fate(abroad, region(PARIS)).outcome is LOST
