"""Failover commands of the Google Cloud command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sandbox.cloud import RefusedError
from sandbox.operations.command import Command
from sandbox.operations.gcloud_databases import OPERATIONS as DATABASES
from sandbox.operations.roles import alone, exchange, named
from sandbox.state import State

SPANNER_INSTANCE: Final = "gcp:spanner/instance:Instance"
SPANNER_DATABASE: Final = "gcp:spanner/database:Database"
MEMORYSTORE: Final = "gcp:memorystore/instance:Instance"
BUCKET: Final = "gcp:storage/bucket:Bucket"


def _change_quorum(state: State, command: Command) -> str:
    """Lets one of two regions write alone, and back (Spanner, ``change-dual-region-quorum``)."""
    database = named(state, SPANNER_DATABASE, command.subject)
    instance = named(state, SPANNER_INSTANCE, command.flag("instance"))
    if "dual-region" not in str(instance.get("config")):
        raise RefusedError([f"FAILED_PRECONDITION: {instance.get('config')} is no dual-region configuration"])
    if command.has("dual-region") == command.has("single-region"):
        raise RefusedError(["INVALID_ARGUMENT: one of --single-region and --dual-region"])
    if command.has("dual-region"):
        return f"{database.get('name')} is written in both regions"
    return f"{database.get('name')} is written in {command.flag('serving-location')} alone"


def _change_valkey(state: State, command: Command) -> str:
    """A secondary is detached (role none), or changes roles with its primary (role primary).

    Memorystore for Valkey, "Detach secondary instances" and "Perform a switchover".
    """
    role = command.flag("cross-instance-replication-config-role").lower()
    instance = named(state, MEMORYSTORE, command.subject, command.flag("location"))
    follows: dict[str, Any] = instance.get(REPLICATION) or {}
    if follows.get("instanceRole") != "SECONDARY":
        raise RefusedError([f"FAILED_PRECONDITION: {instance.id} follows nobody"])
    if role == "none":
        alone(state, instance, (REPLICATION,))
        return f"{instance.id} follows nobody, and takes writes"
    if role != "primary":
        raise RefusedError([f"INVALID_ARGUMENT: role {role}: a runbook says none or primary"])
    followed = str((follows.get("primaryInstance") or {}).get("instance"))
    named_too = command.flag("cross-instance-replication-config-secondary-instances")
    if named_too.removeprefix("instance=") != followed:
        raise RefusedError([f"INVALID_ARGUMENT: {instance.id} follows {followed}, which is to follow it"])
    primary = next((r for r in state.of_type(MEMORYSTORE) if r.id == followed), None)
    if primary is None:
        raise RefusedError([f"FAILED_PRECONDITION: {followed} is not there"])
    exchange(state, instance, primary, (REPLICATION,))
    return f"{instance.id} takes writes, and {primary.id} follows it"


REPLICATION: Final = "crossInstanceReplicationConfig"


def _copy(state: State, command: Command) -> str:
    """Objects are no part of the sandbox: it only looks whether both buckets are there."""
    names = [word.removeprefix("gs://") for word in command.words]
    if len(names) != 2:
        raise RefusedError(["two buckets are expected: the source, and where its objects go"])
    source, target = (named(state, BUCKET, name) for name in names)
    return f"the objects of {source.id} are in {target.id}"


OPERATIONS: dict[str, Callable[[State, Command], str]] = {
    "gcloud spanner databases change-quorum": _change_quorum,
    "gcloud memorystore instances update": _change_valkey,
    "gcloud storage rsync": _copy,
    **DATABASES,
}
"""By the words before its names and flags."""
