"""Cases of the rules of Amazon ElastiCache for Valkey."""

from __future__ import annotations

from tests.sandbox.shapes import ZONES, Case, london, names

CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
DATASTORE = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"
CACHE_SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
CACHE_PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"
CACHE_USER = "aws:elasticache/user:User"
CACHE_USERS = "aws:elasticache/userGroup:UserGroup"

CASES: dict[str, list[Case]] = {
    "cache-group-name": names(
        CACHE, "replicationGroupId", "acme-carts", "1acme", "acme-", "ac--me", "a_b", "a" * 41
    ),
    "cache-user-name": names(CACHE_USER, "userId", "acme-app", "1app", "app_1"),
    "cache-snapshot-days": [Case(CACHE, {"snapshotRetentionLimit": 35}, {"snapshotRetentionLimit": 36})],
    "cache-failover": [
        Case(
            CACHE,
            {"multiAzEnabled": True, "automaticFailoverEnabled": True, "replicasPerNodeGroup": 1},
            wrong,
        )
        for wrong in (
            {"multiAzEnabled": True, "replicasPerNodeGroup": 1},
            {"automaticFailoverEnabled": True, "replicasPerNodeGroup": 0},
            {"automaticFailoverEnabled": True, "numCacheClusters": 1},
        )
    ],
    "cache-global-member": [
        Case(CACHE, {"globalReplicationGroupId": "g"}, {"globalReplicationGroupId": "g", name: given})
        for name, given in (("numNodeGroups", 1), ("engine", "valkey"), ("transitEncryptionEnabled", True))
    ],
    "cache-one-way-in": [
        Case(CACHE, {"userGroupIds": ["u"]}, {"userGroupIds": ["u"], "authToken": "a-long-secret-word"})
    ],
    "cache-users-need-tls": [
        Case(CACHE, {"userGroupIds": ["u"], **safe}, {"userGroupIds": ["u"]})
        for safe in ({"transitEncryptionEnabled": True}, {"globalReplicationGroupId": "g"})
    ],
    "cache-valkey-says-tls": [
        Case(CACHE, {"engine": "valkey", "transitEncryptionEnabled": True}, {"engine": "valkey"})
    ],
    "cache-iam-user": [
        Case(
            CACHE_USER,
            {"userId": "app", "userName": "app", "authenticationMode": {"type": "iam"}},
            {"userId": "app", "userName": "other", "authenticationMode": {"type": "iam"}},
        )
    ],
    "cache-users-sign-in": [
        Case(
            CACHE_USERS,
            {"region": "eu-west-2", "engine": "valkey", "userIds": ["app"]},
            {"region": "eu-west-2", "engine": "valkey", "userIds": ["open"]},
            there=(
                london(CACHE_USER, "app", userId="app", authenticationMode={"type": "iam"}),
                london(CACHE_USER, "open", userId="open", noPasswordRequired=True),
            ),
        )
    ],
    "cache-global-nodes": [
        Case(
            DATASTORE,
            {"region": "eu-west-2", "primaryReplicationGroupId": "large"},
            {"region": "eu-west-2", "primaryReplicationGroupId": "small"},
            there=(
                london(CACHE, "large", nodeType="cache.m7g.large"),
                london(CACHE, "small", nodeType="cache.t4g.medium"),
            ),
        )
    ],
    "cache-zones": [
        Case(
            CACHE,
            {"region": "eu-west-2", "multiAzEnabled": True, "subnetGroupName": "two"},
            {"region": "eu-west-2", "multiAzEnabled": True, "subnetGroupName": "one"},
            there=(
                *ZONES,
                london(CACHE_SUBNETS, "two", subnetIds=["subnet-0", "subnet-1"]),
                london(CACHE_SUBNETS, "one", subnetIds=["subnet-0", "subnet-2"]),
            ),
        )
    ],
    "cache-parameters": [
        Case(
            CACHE,
            {"region": "eu-west-2", "engine": "valkey", "engineVersion": "8.0", **shape},
            {"region": "eu-west-2", "engine": "valkey", "engineVersion": "8.0", "numNodeGroups": 1, **wrong},
            there=(
                london(
                    CACHE_PARAMETERS,
                    "eight",
                    family="valkey8",
                    parameters=[{"name": "cluster-enabled", "value": "yes"}],
                ),
                london(CACHE_PARAMETERS, "alone", family="valkey8", parameters=[]),
                london(CACHE_PARAMETERS, "seven", family="valkey7"),
            ),
        )
        for shape, wrong in (
            ({"numNodeGroups": 1, "parameterGroupName": "eight"}, {"parameterGroupName": "alone"}),
            ({"parameterGroupName": "alone"}, {"parameterGroupName": "seven"}),
        )
    ],
}
