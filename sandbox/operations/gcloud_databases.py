"""Changes of roles between two clusters of AlloyDB, and between two instances of Cloud SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sandbox.cloud import RefusedError
from sandbox.operations.command import Command
from sandbox.operations.roles import alone, changed, exchange, named
from sandbox.state import Record, State

CLUSTER: Final = "gcp:alloydb/cluster:Cluster"
NODE: Final = "gcp:alloydb/instance:Instance"
INSTANCE: Final = "gcp:sql/databaseInstance:DatabaseInstance"
_CLUSTER_ROLE: Final = ("clusterType", "secondaryConfig")
_CONTINUOUS: Final = "continuousBackupConfig"
_INSTANCE_ROLE: Final = ("instanceType", "masterInstanceName", "replicaNames", "replicationCluster")


def _switch_alloydb(state: State, command: Command) -> str:
    """The secondary that is named and its primary change roles; nothing is lost."""
    secondary, primary = _secondary(state, command)
    if primary is None:
        raise RefusedError([f"FAILED_PRECONDITION: the primary of {secondary.id} is not there"])
    exchange(state, secondary, primary, _CLUSTER_ROLE)
    _back_up(state, secondary.key, True)
    _back_up(state, primary.key, False)
    _retype(state, secondary, "PRIMARY")
    _retype(state, primary, "SECONDARY")
    return f"{secondary.id} is the primary of {primary.id}"


def _promote_alloydb(state: State, command: Command) -> str:
    """The secondary follows nobody any more; its old primary stays what it was."""
    secondary, _ = _secondary(state, command)
    alone(state, secondary, _CLUSTER_ROLE, clusterType="PRIMARY")
    _back_up(state, secondary.key, True)
    _retype(state, secondary, "PRIMARY")
    return f"{secondary.id} is a primary, alone"


def _delete_alloydb(state: State, command: Command) -> str:
    """With ``--force`` its instances go too; not while another follows it."""
    cluster = named(state, CLUSTER, command.subject, command.flag("region"))
    followers = [r for r in state.users(cluster.key) if r.type == CLUSTER]
    if followers:
        raise RefusedError([f"FAILED_PRECONDITION: {followers[0].id} follows {cluster.id}"])
    nodes = _nodes(state, cluster)
    if nodes and not command.has("force"):
        raise RefusedError([f"FAILED_PRECONDITION: {cluster.id} has instances: --force is missing"])
    for record in (*nodes, cluster):
        state.delete(record.key)
    return f"{cluster.id} is deleted"


def _secondary(state: State, command: Command) -> tuple[Record, Record | None]:
    secondary = named(state, CLUSTER, command.subject, command.flag("region"))
    if secondary.get("clusterType") != "SECONDARY":
        raise RefusedError([f"FAILED_PRECONDITION: {secondary.id} is no secondary cluster"])
    followed = (secondary.get("secondaryConfig") or {}).get("primaryClusterName")
    return secondary, next((r for r in state.of_type(CLUSTER) if r.id == followed), None)


def _back_up(state: State, key: tuple[str, str, str], continuously: bool) -> None:
    """Only a primary has continuous backups."""
    record = state.get(key)
    config: Any = record.inputs.get(_CONTINUOUS) if record else None
    if record and config:
        state.put(changed(record, **{_CONTINUOUS: {**config, "enabled": continuously}}))


def _nodes(state: State, cluster: Record) -> list[Record]:
    return [r for r in state.of_type(NODE) if r.get("cluster") == cluster.id]


def _retype(state: State, cluster: Record, kind: str) -> None:
    for node in _nodes(state, cluster):
        if node.get("instanceType") != "READ_POOL":
            state.put(changed(node, instanceType=kind))


def _switch_sql(state: State, command: Command) -> str:
    """The replica for disaster recovery and its primary change roles; nothing is lost."""
    replica, primary = _replica(state, command.subject)
    _refuse_unnamed(replica, primary)
    exchange(state, replica, primary, _INSTANCE_ROLE)
    return f"{replica.id} is the primary of {primary.id}"


def _promote_sql(state: State, command: Command) -> str:
    """With ``--failover`` the old primary follows once it is back; without, both stand alone."""
    replica, primary = _replica(state, command.subject)
    if command.has("failover"):
        _refuse_unnamed(replica, primary)
        exchange(state, replica, primary, _INSTANCE_ROLE)
        return f"{replica.id} is the primary; {primary.id} follows it when it is back"
    alone(state, replica, _INSTANCE_ROLE, instanceType="CLOUD_SQL_INSTANCE")
    return f"{replica.id} is a primary, alone"


def _replica(state: State, name: str) -> tuple[Record, Record]:
    replica = named(state, INSTANCE, name)
    followed = replica.get("masterInstanceName")
    if not followed:
        raise RefusedError([f"invalid: {replica.id} is no replica"])
    return replica, named(state, INSTANCE, str(followed).rpartition(":")[2])


def _refuse_unnamed(replica: Record, primary: Record) -> None:
    config = primary.get("replicationCluster") or {}
    if str(config.get("failoverDrReplicaName")).rpartition(":")[2] != replica.id:
        raise RefusedError([f"invalid: {replica.id} is not the disaster recovery replica of {primary.id}"])


OPERATIONS: dict[str, Callable[[State, Command], str]] = {
    "gcloud alloydb clusters delete": _delete_alloydb,
    "gcloud alloydb clusters promote": _promote_alloydb,
    "gcloud alloydb clusters switchover": _switch_alloydb,
    "gcloud sql instances promote-replica": _promote_sql,
    "gcloud sql instances switchover": _switch_sql,
}
"""By the words before its names and flags."""
