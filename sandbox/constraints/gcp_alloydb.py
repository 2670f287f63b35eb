"""Rules of AlloyDB.

Sources: ``tf`` is hashicorp/terraform-provider-google at e03b7622 (August 2026); ``gcp docs`` are pages of
docs.cloud.google.com.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sandbox.constraints.gcp_names import LABEL, LABEL_WORDS, key_beside
from sandbox.constraints.gcp_services import peered
from sandbox.constraints.rule import Rule, Subject, between, one_of, pattern
from sandbox.typecheck import Failure
from sandbox.values import at

CLUSTER: Final = "gcp:alloydb/cluster:Cluster"
INSTANCE: Final = "gcp:alloydb/instance:Instance"
CPU_COUNTS: Final = (1, 2, 4, 8, 16, 32, 64, 96, 128)
KEYS: Final = (
    "encryptionConfig.kmsKeyName",
    "automatedBackupPolicy.encryptionConfig.kmsKeyName",
    "continuousBackupConfig.encryptionConfig.kmsKeyName",
)


def _backup_location(subject: Subject) -> Iterator[Failure]:
    location = subject.get("location")
    for where, said in at(subject.inputs, "automatedBackupPolicy.location"):
        if said != location:
            yield Failure(where, f"backups can only be kept in {location}, the region of the cluster")


def _secondary(subject: Subject) -> Iterator[Failure]:
    if (subject.get("clusterType") == "SECONDARY") != subject.has("secondaryConfig"):
        yield Failure("secondaryConfig", "given if, and only if, clusterType is SECONDARY")


def _pool(subject: Subject) -> Iterator[Failure]:
    pooled = subject.get("instanceType") == "READ_POOL"
    if pooled != subject.has("readPoolConfig"):
        yield Failure("readPoolConfig", "given if, and only if, instanceType is READ_POOL")
    if pooled and subject.has("availabilityType"):
        yield Failure("availabilityType", "the nodes of a read pool decide it")


def _primary_first(subject: Subject) -> Iterator[Failure]:
    """A secondary follows an instance that runs, in another region."""
    if subject.get("clusterType") != "SECONDARY":
        return
    for where, name in at(subject.inputs, "secondaryConfig.primaryClusterName"):
        for primary in subject.named(CLUSTER, name):
            if primary.get("location") == subject.get("location"):
                yield Failure(where, f"{name} is in the same region")
        running = [i for i in subject.there(INSTANCE) if i.get("cluster") == name]
        if not any(i.get("instanceType") != "READ_POOL" for i in running):
            yield Failure(where, f"{name} has no primary instance yet")


def _roles(subject: Subject) -> Iterator[Failure]:
    """A primary becomes a secondary by a switchover, which no update is."""
    if not subject.id or subject.get("clusterType") != "SECONDARY":
        return
    for before in subject.named(CLUSTER, subject.id):
        if before.get("clusterType") != "SECONDARY":
            yield Failure(
                "clusterType",
                "a primary cluster becomes a secondary one only by a switchover: refresh after it",
            )


def _same_type(subject: Subject) -> Iterator[Failure]:
    """An instance is what its cluster is."""
    kind = subject.get("instanceType")
    if subject.id or kind == "READ_POOL":
        return
    for cluster in subject.named(CLUSTER, subject.get("cluster")):
        if (cluster.get("clusterType") or "PRIMARY") != kind:
            yield Failure(
                "instanceType", f"the cluster is {cluster.get('clusterType') or 'PRIMARY'}, not {kind}"
            )


RULES: Final = (
    Rule(
        id="alloydb-cluster-id",
        types=(CLUSTER,),
        check=pattern("clusterId", LABEL, LABEL_WORDS),
        source="gcp docs: alloydb rest clusters.create",
    ),
    Rule(
        id="alloydb-instance-id",
        types=(INSTANCE,),
        check=pattern("instanceId", LABEL, LABEL_WORDS),
        source="gcp docs: alloydb rest instances.create",
    ),
    Rule(
        id="alloydb-cpu",
        types=(INSTANCE,),
        check=one_of("machineConfig.cpuCount", CPU_COUNTS),
        source="gcp docs: alloydb choose-machine-type",
    ),
    Rule(
        id="alloydb-nodes",
        types=(INSTANCE,),
        check=between("readPoolConfig.nodeCount", 1, 20),
        source="gcp docs: alloydb about-read-pools",
    ),
    Rule(
        id="alloydb-window",
        types=(CLUSTER,),
        check=between("continuousBackupConfig.recoveryWindowDays", 1, 35),
        source="gcp docs: alloydb continuous-backup",
    ),
    Rule(
        id="alloydb-keys",
        types=(CLUSTER,),
        check=key_beside("cluster", *KEYS),
        source="gcp docs: alloydb about-cmek",
    ),
    Rule(
        id="alloydb-backup-location", types=(CLUSTER,), check=_backup_location, source="tf: alloydb cluster"
    ),
    Rule(id="alloydb-secondary", types=(CLUSTER,), check=_secondary, source="tf: alloydb cluster"),
    Rule(id="alloydb-pool", types=(INSTANCE,), check=_pool, source="tf: alloydb instance"),
    Rule(
        id="alloydb-peering",
        types=(CLUSTER,),
        check=peered("networkConfig.network", "networkConfig.allocatedIpRange"),
        source="gcp docs: alloydb configure-connectivity",
        needs_state=True,
    ),
    Rule(
        id="alloydb-primary-first",
        types=(CLUSTER,),
        check=_primary_first,
        source="gcp docs: alloydb about-cross-region-replication",
        needs_state=True,
    ),
    Rule(id="alloydb-roles", types=(CLUSTER,), check=_roles, source="tf: alloydb cluster", needs_state=True),
    Rule(
        id="alloydb-instance-type",
        types=(INSTANCE,),
        check=_same_type,
        source="tf: alloydb instance",
        needs_state=True,
    ),
)
