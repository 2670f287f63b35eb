"""Failover commands of the AWS command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from sandbox.cloud import RefusedError
from sandbox.operations.command import Command
from sandbox.operations.roles import changed
from sandbox.state import Record, State

GLOBAL_CLUSTER: Final = "aws:rds/globalCluster:GlobalCluster"
CLUSTER: Final = "aws:rds/cluster:Cluster"
INSTANCE: Final = "aws:rds/clusterInstance:ClusterInstance"
DATASTORE: Final = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"
GROUP: Final = "aws:elasticache/replicationGroup:ReplicationGroup"
BUCKETS: Final = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")


def _switchover_aurora(state: State, command: Command) -> str:
    """A planned change of the writer, which loses nothing (RDS API, SwitchoverGlobalCluster)."""
    return _move_writer(state, command)


def _failover_aurora(state: State, command: Command) -> str:
    """An unplanned one: says that data may be lost (RDS API, FailoverGlobalCluster)."""
    if not command.has("allow-data-loss"):
        raise RefusedError(["InvalidParameterCombination: --allow-data-loss is missing"])
    return _move_writer(state, command)


def _move_writer(state: State, command: Command) -> str:
    name, target = command.flag("global-cluster-identifier"), command.flag("target-db-cluster-identifier")
    whole = next((r for r in state.of_type(GLOBAL_CLUSTER) if r.get("globalClusterIdentifier") == name), None)
    if whole is None:
        raise RefusedError([f"GlobalClusterNotFoundFault: {name}"])
    members = [r for r in state.of_type(CLUSTER) if whole.key in r.uses]
    chosen = next((m for m in members if m.get("arn") == target), None)
    if chosen is None:
        raise RefusedError([f"DBClusterNotFoundFault: {target} is no member of {name}"])
    if not any(chosen.key in i.uses for i in state.of_type(INSTANCE)):
        raise RefusedError([f"InvalidDBClusterStateFault: {target} has no instance that could write"])
    for member in members:
        follows = "" if member is chosen else target
        state.put(_with(member, replicationSourceIdentifier=follows))
    listed = [{"dbClusterArn": m.get("arn"), "isWriter": m is chosen} for m in members]
    state.put(_with(whole, globalClusterMembers=listed))
    return f"{target} is the writer of {name}"


def _failover_valkey(state: State, command: Command) -> str:
    """Another member takes writes (ElastiCache API, FailoverGlobalReplicationGroup)."""
    name, region = command.flag("global-replication-group-id"), command.flag("primary-region")
    target = command.flag("primary-replication-group-id")
    whole = next((r for r in state.of_type(DATASTORE) if r.id == name), None)
    if whole is None:
        raise RefusedError([f"GlobalReplicationGroupNotFoundFault: {name}"])
    first = whole.get("primaryReplicationGroupId")
    members = [r for r in state.of_type(GROUP) if whole.key in r.uses or r.key in whole.uses]
    chosen = next((m for m in members if m.id == target and m.get("region") == region), None)
    if chosen is None:
        raise RefusedError([f"ReplicationGroupNotFoundFault: {target} in {region} is no member of {name}"])
    if chosen.id == first:
        raise RefusedError([f"InvalidParameterValue: {target} is the primary of {name} already"])
    state.put(changed(whole, primaryReplicationGroupId=chosen.id))
    for member in members:  # as the provider reads it of each, the first one too
        state.put(_with(member, globalReplicationGroupId=whole.id))
    return f"{chosen.id} is the primary of {name}"


def _copy(state: State, command: Command) -> str:
    """Objects are no part of the sandbox: it only looks whether both buckets are there."""
    there = {r.id for type_ in BUCKETS for r in state.of_type(type_)}
    missing = [word for word in command.words if word.removeprefix("s3://") not in there]
    if missing or len(command.words) != 2:
        raise RefusedError([f"NoSuchBucket: {', '.join(missing) or 'two buckets are expected'}"])
    return f"the objects of {command.words[0]} are in {command.words[1]}"


def _with(record: Record, **outputs: Any) -> Record:
    return replace(record, outputs={**record.outputs, **outputs})


OPERATIONS: dict[str, Callable[[State, Command], str]] = {
    "aws rds switchover-global-cluster": _switchover_aurora,
    "aws rds failover-global-cluster": _failover_aurora,
    "aws elasticache failover-global-replication-group": _failover_valkey,
    "aws s3 sync": _copy,
}
"""By the words before its flags."""
