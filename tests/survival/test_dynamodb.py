"""DynamoDB: replicas that write alone, and those that need a majority."""

from __future__ import annotations

from typing import Any

from tests.survival.small import DUBLIN, KEEPS, LOST, PARIS, fate, region, resource, zone


def table(*replicas: dict[str, Any], **props: Any) -> dict[str, Any]:
    made = resource(
        "aws:dynamodb/table:Table", region="eu-west-3", name="t", replicas=list(replicas), **props
    )
    return {"t": made}


def test_strong_replicas_need_two_of_three_regions() -> None:
    strong = table(
        {"regionName": "eu-west-1", "consistencyMode": "STRONG"},
        globalTableWitness={"regionName": "eu-central-1"},
    )
    hit = fate(strong, region(PARIS))
    assert (hit.outcome, hit.left, hit.rpo) == (KEEPS, "2 of 3 regions left, 2 are a majority", "0")
    assert fate(strong, region(PARIS, "aws/eu-central-1")).outcome is LOST


def test_eventual_replicas_write_on_alone() -> None:
    hit = fate(table({"regionName": "eu-west-1", "consistencyMode": "EVENTUAL"}), region(PARIS))
    assert (hit.outcome, hit.answered_by) == (KEEPS, (DUBLIN,))
    assert fate(table(), region(PARIS)).outcome is LOST
    assert fate(table(), zone(PARIS, "euw3-az1")).left == "2 of 3 zones left: majority holds"


def test_three_strong_replicas_need_two_of_them() -> None:
    strong = table(
        {"regionName": "eu-west-1", "consistencyMode": "STRONG"},
        {"regionName": "eu-central-1", "consistencyMode": "STRONG"},
    )
    hit = fate(strong, region(PARIS))
    assert (hit.outcome, hit.left) == (KEEPS, "2 of 3 regions left, 2 are a majority")
    assert fate(strong, region(PARIS, DUBLIN)).outcome is LOST
