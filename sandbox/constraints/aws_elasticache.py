"""Rules of Amazon ElastiCache for Valkey.

Sources: ``botocore`` are the service models of botocore 1.43 (service, shape); ``aws docs`` are pages of
docs.aws.amazon.com; ``provider`` is terraform-provider-aws, internal/service/elasticache.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sandbox.constraints.aws_network import zones_of
from sandbox.constraints.rule import Rule, Subject, between, not_with, pattern
from sandbox.state import Record
from sandbox.typecheck import Failure
from sandbox.values import at

GROUP: Final = "aws:elasticache/replicationGroup:ReplicationGroup"
GLOBAL: Final = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"
SUBNETS: Final = "aws:elasticache/subnetGroup:SubnetGroup"
PARAMETERS: Final = "aws:elasticache/parameterGroup:ParameterGroup"
USER: Final = "aws:elasticache/user:User"
USERS: Final = "aws:elasticache/userGroup:UserGroup"
TOO_SMALL: Final = re.compile(r"\.(nano|micro|small|medium)$")


def _failover(subject: Subject) -> Iterator[Failure]:
    if subject.get("multiAzEnabled") and not subject.get("automaticFailoverEnabled"):
        yield Failure("multiAzEnabled", "needs automaticFailoverEnabled")
    alone = subject.get("replicasPerNodeGroup") == 0 or subject.get("numCacheClusters") == 1
    if subject.get("automaticFailoverEnabled") and alone:
        yield Failure("automaticFailoverEnabled", "there is no replica to fail over to")


def _users_need_tls(subject: Subject) -> Iterator[Failure]:
    """A member of a global datastore takes TLS from it."""
    safe = subject.get("transitEncryptionEnabled") or subject.has("globalReplicationGroupId")
    for name in ("authToken", "userGroupIds"):
        if subject.has(name) and not safe:
            yield Failure(name, "needs transitEncryptionEnabled")


def _valkey_says_tls(subject: Subject) -> Iterator[Failure]:
    if subject.get("engine") == "valkey" and not subject.has("transitEncryptionEnabled"):
        yield Failure("transitEncryptionEnabled", "must be said for engine valkey")


def _iam_user(subject: Subject) -> Iterator[Failure]:
    by_iam = subject.get("authenticationMode.type") == "iam"
    if by_iam and subject.get("userName") != subject.get("userId"):
        yield Failure("userName", "of a user that signs in with IAM must be the same as userId")


def _users_sign_in(subject: Subject) -> Iterator[Failure]:
    """A group of engine valkey takes no user without a password or IAM."""
    if subject.get("engine") != "valkey":
        return
    for path, name in at(subject.inputs, "userIds[]"):
        for user in _near(subject, USER, str(name)):
            mode = user.get("authenticationMode")
            kind = mode.get("type") if isinstance(mode, dict) else None
            if user.get("noPasswordRequired") or kind == "no-password-required":
                yield Failure(path, f"{name} signs in without a password")


def _global_nodes(subject: Subject) -> Iterator[Failure]:
    for primary in _near(subject, GROUP, str(subject.get("primaryReplicationGroupId"))):
        if TOO_SMALL.search(node := str(primary.get("nodeType"))):
            yield Failure("primaryReplicationGroupId", f"{node}: a global datastore takes large and above")


def _zones(subject: Subject) -> Iterator[Failure]:
    if not subject.get("multiAzEnabled"):
        return
    for group in _near(subject, SUBNETS, str(subject.get("subnetGroupName"))):
        zones = zones_of(subject, (id_ for _, id_ in at(group.inputs, "subnetIds[]")))
        if zones and len(set(zones)) < 2:
            yield Failure("subnetGroupName", "multi-AZ needs subnets in at least 2 zones")


def _parameters_fit(subject: Subject) -> Iterator[Failure]:
    if not subject.get("engine"):
        return
    major = str(subject.get("engineVersion") or "").partition(".")[0]
    for group in _near(subject, PARAMETERS, str(subject.get("parameterGroupName"))):
        family = str(group.get("family"))
        if major and family != f"{subject.get('engine')}{major}":
            yield Failure(
                "parameterGroupName", f"{family} is not the family of {subject.get('engine')} {major}"
            )
        said = {p.get("name"): p.get("value") for _, p in at(group.inputs, "parameters[]")}
        clustered = subject.has("numNodeGroups") or subject.get("clusterMode") == "enabled"
        if clustered and said.get("cluster-enabled") != "yes":
            yield Failure("parameterGroupName", "cluster mode needs cluster-enabled = yes")


def _near(subject: Subject, type_: str, name: str) -> list[Record]:
    """Resources of this name in the same region."""
    return [r for r in subject.named(type_, name) if r.inputs.get("region") == subject.place.region]


RULES: Final = (
    Rule(
        id="cache-group-name",
        types=(GROUP,),
        check=pattern(
            "replicationGroupId",
            r"(?!.*--)[A-Za-z]([A-Za-z0-9-]{0,38}[A-Za-z0-9])?",
            "1 to 40 letters, digits and hyphens, a letter first, no hyphen last or twice in a row",
        ),
        source="botocore: elasticache CreateReplicationGroup",
    ),
    Rule(
        id="cache-user-name",
        types=(USER, USERS),
        check=pattern("userId", r"[A-Za-z][A-Za-z0-9-]*", "letters, digits and hyphens, a letter first"),
        source="botocore: elasticache UserId",
    ),
    Rule(
        id="cache-snapshot-days",
        types=(GROUP,),
        check=between("snapshotRetentionLimit", 0, 35),
        source="provider: replication_group.go",
    ),
    Rule(
        id="cache-failover",
        types=(GROUP,),
        check=_failover,
        source="provider: replication_group.go, CustomizeDiff",
    ),
    Rule(
        id="cache-global-member",
        types=(GROUP,),
        check=not_with(
            "globalReplicationGroupId",
            "numNodeGroups",
            "parameterGroupName",
            "engine",
            "engineVersion",
            "nodeType",
            "transitEncryptionEnabled",
            "transitEncryptionMode",
            "atRestEncryptionEnabled",
            "snapshotArns",
            "snapshotName",
        ),
        source="provider: replication_group.go, ConflictsWith",
    ),
    Rule(
        id="cache-one-way-in",
        types=(GROUP,),
        check=not_with("authToken", "userGroupIds"),
        source="provider: replication_group.go, ConflictsWith",
    ),
    Rule(
        id="cache-users-need-tls",
        types=(GROUP,),
        check=_users_need_tls,
        source="aws docs: ElastiCache auth-iam",
    ),
    Rule(
        id="cache-valkey-says-tls",
        types=(GROUP,),
        check=_valkey_says_tls,
        source="cfn-lint: aws_elasticache_replicationgroup",
    ),
    Rule(id="cache-iam-user", types=(USER,), check=_iam_user, source="aws docs: ElastiCache auth-iam"),
    Rule(
        id="cache-users-sign-in",
        types=(USERS,),
        check=_users_sign_in,
        source="aws docs: ElastiCache Clusters.RBAC",
        needs_state=True,
    ),
    Rule(
        id="cache-global-nodes",
        types=(GLOBAL,),
        check=_global_nodes,
        source="aws docs: ElastiCache Redis-Global-Datastores-Getting-Started",
        needs_state=True,
    ),
    Rule(
        id="cache-zones",
        types=(GROUP,),
        check=_zones,
        source="aws docs: ElastiCache AutoFailover",
        needs_state=True,
    ),
    Rule(
        id="cache-parameters",
        types=(GROUP,),
        check=_parameters_fit,
        source="aws docs: ElastiCache ParameterGroups.Engine",
        needs_state=True,
    ),
)
