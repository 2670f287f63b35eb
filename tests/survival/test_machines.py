"""Databases on machines: votes are counted, a second cluster takes over by a step, unknown is never alive."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from survival.ground import Ground
from survival.model import Loss, Outcome, StoreFate
from survival.stores import stores
from tests.policies.states import graph
from tests.schema.parsed import parse

KEEPS, STEP, LOST, TELL = Outcome.KEEPS_WRITING, Outcome.STEP, Outcome.LOST, Outcome.CANNOT_TELL
TAGS = {"data-class": "persistent", "jurisdiction": "uk", "store": "s", "engine": "cockroachdb"}
LONDON, GOOGLE = "aws/eu-west-2", "gcp/europe-west2"
Resources = dict[str, dict[str, Any]]


def resource(
    kind: str, tags: Mapping[str, str], refs: Mapping[str, list[str]], **props: Any
) -> dict[str, Any]:
    where = "labels" if kind.startswith("gcp:") else "tags"
    return {"type": kind, "props": {where: {**TAGS, **tags}, **props}, "refs": refs, "bare": True}


def on_aws(zone: str, *, cluster: str = "home", voters: str = "3", machine: bool = True) -> Resources:
    """A disk in a zone of London (``a``), its subnet and its machine."""
    name = f"eu-west-2{zone}"
    index = "abc".index(zone) + 1
    found = {
        f"subnet-{zone}": {
            "type": "aws:ec2/subnet:Subnet",
            "props": {
                "region": "eu-west-2",
                "availabilityZone": name,
                "availabilityZoneId": f"euw2-az{index}",
            },
        },
        f"disk-{zone}": resource(
            "aws:ebs/volume:Volume",
            {"cluster": cluster, "voters": voters},
            {},
            region="eu-west-2",
            availabilityZone=name,
            arn=f"disk-{zone}",
        ),
    }
    if machine:
        found[f"attached-{zone}"] = {
            "type": "aws:ec2/volumeAttachment:VolumeAttachment",
            "props": {"region": "eu-west-2", "volumeId": f"disk-{zone}"},
            "refs": {"volumeId": [f"disk-{zone}"]},
        }
    return found


def on_google(zone: str, *, cluster: str = "recovery", voters: str = "3") -> Resources:
    disk = f"gce-disk-{zone}"
    where = f"europe-west2-{zone}"
    return {
        disk: resource(
            "gcp:compute/disk:Disk", {"cluster": cluster, "voters": voters}, {}, zone=where, name=disk
        ),
        f"gce-{zone}": {
            "type": "gcp:compute/instance:Instance",
            "props": {"zone": where, "labels": TAGS, "attachedDisks": [{"source": disk}]},
            "refs": {"attachedDisks": [disk]},
        },
    }


HOME = on_aws("a") | on_aws("b") | on_aws("c")
STANDBY = HOME | on_google("a") | on_google("b") | on_google("c")


def fate(resources: Resources, loss: Loss) -> StoreFate:
    (store,) = [s for s in stores(Ground(graph(resources))) if s.name == "s"]
    return store.fate(loss)


def zones(*ids: str) -> Loss:
    return Loss(zones=frozenset((LONDON, z) for z in ids))


CASES = [
    ("one zone", HOME, zones("euw2-az1"), KEEPS, "2 of 3 votes left, 2 to write"),
    ("two zones", HOME, zones("euw2-az1", "euw2-az2"), LOST, "1 of 3 votes left, 2 to write"),
    ("the region", HOME, Loss(regions=frozenset({LONDON})), LOST, "0 of 3 votes left"),
    ("the region with a standby", STANDBY, Loss(regions=frozenset({LONDON})), STEP, "3 of 3 votes left"),
    ("the cloud with a standby", STANDBY, Loss(clouds=frozenset({"aws"})), STEP, "home: 0 of 3"),
    ("the standby", STANDBY, Loss(clouds=frozenset({"gcp"})), KEEPS, "3 of 3 votes left"),
    ("both", STANDBY, Loss(clouds=frozenset({"aws", "gcp"})), LOST, "0 of 3"),
]


@pytest.mark.parametrize(
    ("resources", "loss", "outcome", "left"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_votes(resources: Resources, loss: Loss, outcome: Outcome, left: str) -> None:
    found = fate(resources, loss)
    assert found.outcome is outcome
    assert left in found.left


def test_the_step_names_the_commands_in_order_and_what_may_be_missing() -> None:
    found = fate(STANDBY, Loss(regions=frozenset({LONDON})))
    order = ("COMPLETE REPLICATION", "WITH REPLICATION STATUS", "START SERVICE SHARED", "SET CLUSTER", "set ")
    assert len(found.steps) == len(order)
    assert all(words in step for words, step in zip(order, found.steps, strict=True))
    assert all(GOOGLE in step for step in found.steps)
    assert "lag" in found.rpo
    assert "5 min" in found.rto


def test_cockroachdb_reads_every_statement_of_its_steps_and_of_the_way_back() -> None:
    found = fate(STANDBY, Loss(regions=frozenset({LONDON})))
    said = re.findall(r'--execute "([^"]+)"', "\n".join((*found.steps, *found.back)))
    assert len(said) == 4 + 2 + 1 + 4 + 2
    for statement in said:
        assert parse("cockroachdb", statement), statement


def test_on_the_way_back_writing_stops_before_home_takes_over_and_recovery_follows_at_the_end() -> None:
    back = fate(STANDBY, Loss(regions=frozenset({LONDON}))).back
    wanted = (
        (LONDON, "STOP SERVICE"),
        (LONDON, f"START REPLICATION OF main ON '<url of {GOOGLE}>'"),
        (LONDON, "until replication_lag is small"),
        (GOOGLE, "let no application write"),
        (LONDON, "COMPLETE REPLICATION"),
        (LONDON, "until it says ready"),
        (LONDON, "START SERVICE SHARED"),
        (LONDON, "default_target_cluster"),
        (LONDON, "set applications to"),
        (GOOGLE, "STOP SERVICE"),
        (GOOGLE, f"START REPLICATION OF main ON '<url of {LONDON}>'"),
    )
    for step, (place, words) in zip(back, wanted, strict=False):
        assert place in step.partition("'<url")[0], step
        assert words in step, step


def test_a_disk_without_a_machine_votes_for_nobody() -> None:
    resources = on_aws("a") | on_aws("b", machine=False) | on_aws("c", machine=False)
    assert fate(resources, zones("euw2-az3")).outcome is LOST


def test_disks_that_are_missing_count_as_gone() -> None:
    resources = on_aws("a", voters="5") | on_aws("b", voters="5") | on_aws("c", voters="5")
    found = fate(resources, zones("euw2-az1"))
    assert (found.outcome, found.left) == (LOST, "2 of 5 votes left, 3 to write")


def test_an_unknown_zone_may_be_the_one_that_is_lost() -> None:
    resources = on_aws("a") | on_aws("b") | on_aws("c")
    del resources["disk-a"]["props"]["availabilityZone"]
    assert fate(resources, zones("euw2-az2")).outcome is LOST


def test_a_bucket_of_backups_is_not_what_the_store_stands_on() -> None:
    bucket = resource("aws:s3/bucket:Bucket", {"part": "backups"}, {}, region="eu-west-2", bucket="b")
    found = fate(HOME | {"bucket": bucket}, zones("euw2-az1"))
    assert found.outcome is KEEPS
    assert found.engines == ("aws:ebs/volume:Volume",)


def test_without_a_home_cluster_nothing_can_be_told() -> None:
    resources = on_google("a") | on_google("b") | on_google("c")
    assert fate(resources, Loss(regions=frozenset({GOOGLE}))).outcome is TELL
