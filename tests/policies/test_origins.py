"""Whose data it is that comes from elsewhere: a copy, a restore, a source that the stack does not declare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from policies import judge
from policies.facts import catalogue
from policies.tracing.origins import taken_from
from tests.policies.states import NOBODY, UK, graph

State = dict[str, Mapping[str, Any]]
HERE = "eu-west-2"
USERS = {"type": "aws:dynamodb/table:Table", "props": {"region": HERE, "name": "users", "tags": UK}}
BUCKET = {"type": "aws:s3/bucket:Bucket", "props": {"bucket": "users", "region": HERE, "tags": UK}}
ABROAD = {
    "type": "aws:s3/bucket:Bucket",
    "props": {"bucket": "public", "region": "us-east-1", "tags": NOBODY},
}
CLUSTER, INSTANCE = "aws:rds/cluster:Cluster", "aws:rds/instance:Instance"
SQL, ALLOYDB = "gcp:sql/databaseInstance:DatabaseInstance", "gcp:alloydb/cluster:Cluster"
COPY = "aws:s3/objectCopy:ObjectCopy"


def beside(kind: str, *, users: Mapping[str, Any] = USERS, **props: Any) -> State:
    """What says that it is nobody's, beside data of users."""
    cloud = kind.partition(":")[0]
    where = {"region": "us-east-1", "tags": NOBODY} if cloud == "aws" else {"labels": NOBODY}
    return {"users": users, "x": {"type": kind, "props": {**where, **props}}}


def sql(**props: Any) -> State:
    """An instance of Cloud SQL that says that it is nobody's."""
    return beside(SQL, region="us-east1", settings={"userLabels": NOBODY}, **props)


def copied(source: str, *refs: str) -> State:
    """An object from a bucket of users into one of nobody."""
    props = {"bucket": "public", "key": "k", "source": source, "tags": NOBODY, "region": "us-east-1"}
    return {
        "users": BUCKET,
        "public": ABROAD,
        "x": {"type": COPY, "props": props, "refs": {"bucket": ["public"], "source": list(refs)}},
    }


def snapshot(tags: Mapping[str, str]) -> State:
    """A cluster that is made of a declared snapshot of a declared cluster."""
    of = {"region": HERE, "tags": tags, "clusterIdentifier": "source"}
    kept = {"region": HERE, "tags": tags, "dbClusterIdentifier": "source", "id": "kept"}
    return {
        "users": USERS,
        "of": {"type": CLUSTER, "props": of},
        "kept": {"type": "aws:rds/clusterSnapshot:ClusterSnapshot", "props": kept},
        "x": {"type": CLUSTER, "props": {"region": HERE, "tags": NOBODY, "snapshotIdentifier": "kept"}},
    }


REFUSED: list[tuple[str, State]] = [
    ("an object of a bucket of users", copied("users/people.csv")),
    ("an object of a bucket of users, computed", copied("users/people.csv", "users")),
    ("an object of a bucket of whomever", copied("others/people.csv")),
    ("a snapshot of whomever", beside(CLUSTER, snapshotIdentifier="users-2026")),
    ("a snapshot that is not known yet", beside(CLUSTER, snapshotIdentifier="<unknown>")),
    ("a point in time", beside(CLUSTER, restoreToPointInTime={"sourceClusterIdentifier": "users"})),
    (
        "a point in time of an instance",
        beside(INSTANCE, restoreToPointInTime={"sourceDbiResourceId": "db-1"}),
    ),
    ("a replica of whomever", beside(INSTANCE, replicateSourceDb="users")),
    ("a member of a global cluster of whomever", beside(CLUSTER, globalClusterIdentifier="users")),
    ("a snapshot of users, retagged", snapshot(UK)),
    (
        "a snapshot of a cluster of whomever",
        beside("aws:rds/clusterSnapshot:ClusterSnapshot", dbClusterIdentifier="users"),
    ),
    (
        "a cache of whomever",
        beside("aws:elasticache/replicationGroup:ReplicationGroup", snapshotName="users"),
    ),
    ("a warehouse of whomever", beside("aws:redshift/cluster:Cluster", snapshotIdentifier="users")),
    ("a table of whomever", beside("aws:dynamodb/table:Table", restoreSourceName="people")),
    (
        "an image of whomever",
        beside("aws:ec2/amiCopy:AmiCopy", sourceAmiId="ami-1", sourceAmiRegion=HERE),
    ),
    (
        "a copy of a snapshot of whomever",
        beside("aws:ebs/snapshotCopy:SnapshotCopy", sourceSnapshotId="snap-1", sourceRegion=HERE),
    ),
    ("a disk of whomever", beside("aws:ebs/volume:Volume", snapshotId="snap-1")),
    (
        "a machine with a disk of whomever",
        beside("aws:ec2/instance:Instance", ebsBlockDevices=[{"snapshotId": "s"}]),
    ),
    ("a clone", sql(clone={"sourceInstanceName": "users"})),
    ("a backup", sql(restoreBackupContext={"instanceId": "users", "backupRunId": 1})),
    ("a backup of a vault", sql(pointInTimeRestoreContext={"datasource": "projects/p/x"})),
    ("a cluster of AlloyDB", beside(ALLOYDB, location="us-east1", restoreBackupSource={"backupName": "b"})),
    (
        "a secondary of AlloyDB",
        beside(ALLOYDB, location="us-east1", secondaryConfig={"primaryClusterName": "users"}),
    ),
    ("a disk of Google", beside("gcp:compute/disk:Disk", zone="us-east1-b", snapshot="users")),
]
SILENT: list[tuple[str, State]] = [
    ("an object of a bucket of nobody", {**copied("public/a"), "more": ABROAD}),
    ("nothing of anybody beside it", beside(CLUSTER, users=ABROAD, snapshotIdentifier="users-2026")),
    ("a declared snapshot of nobody", snapshot(NOBODY)),
    ("a machine of a public image", beside("aws:ec2/instance:Instance", ami="ami-1")),
    (
        "a machine of Google of a public image",
        beside(
            "gcp:compute/instance:Instance",
            zone="us-east1-b",
            bootDisk={"initializeParams": {"image": "debian-cloud/debian-12"}},
        ),
    ),
    (
        "data of users from a snapshot of theirs",
        {"x": {"type": CLUSTER, "props": {"region": HERE, "tags": UK, "snapshotIdentifier": "users-2026"}}},
    ),
]


def untold(state: State) -> bool:
    """Whether it is said that nobody can tell whose ``x`` is, or that it is not whose it says."""
    wanted = {"tags-missing", "class-lowered"}
    return any(f.rule in wanted and f.urn.endswith("::x") for f in judge(graph(state)))


@pytest.mark.parametrize("state", [case[1] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_it_is_not_believed(state: State) -> None:
    assert untold(state)


@pytest.mark.parametrize("state", [case[1] for case in SILENT], ids=[case[0] for case in SILENT])
def test_its_compliant_twin_is(state: State) -> None:
    assert not untold(state)


def test_a_region_of_a_source_abroad_is_refused() -> None:
    tags = {"region": HERE, "tags": UK, "encrypted": True}
    for kind, source, region in (
        ("aws:ec2/amiCopy:AmiCopy", "sourceAmiId", "sourceAmiRegion"),
        ("aws:ebs/snapshotCopy:SnapshotCopy", "sourceSnapshotId", "sourceRegion"),
    ):
        for where, found in (("us-east-1", {region}), (HERE, set())):
            state = {"x": {"type": kind, "props": {**tags, source: "s-1", region: where}}}
            assert {f.subject for f in judge(graph(state)) if f.rule == "place-of-replica"} == found


def test_what_names_a_copy_is_known_for_a_source() -> None:
    """Every reference whose name says so, of what keeps data or has it on a disk."""
    words = ("snapshot", "restore", "clone")
    named = {
        (token, path)
        for token, fact in catalogue().types.items()
        for path in fact.of
        if any(word in path.lower().replace("featurestore", "") for word in words)
        and fact.holds not in {"nothing", "log"}
    }
    missed = {(t, p) for t, p in named if p not in taken_from(catalogue().types[t])}
    assert len(named) > 40
    assert missed == set()
