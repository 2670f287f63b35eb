"""Cases of the rules of Memorystore for Valkey, and of the policies that publish it into networks."""

from __future__ import annotations

from tests.sandbox.shapes import NET, PROXY, Case, Inputs, crypto_key, google, names

MEMORYSTORE = "gcp:memorystore/instance:Instance"
CONNECTIONS = "gcp:networkconnectivity/serviceConnectionPolicy:ServiceConnectionPolicy"
POLICY = google(CONNECTIONS, "policy", location="europe-west2", network=NET, serviceClass="gcp-memorystore")


def follows(name: str) -> Inputs:
    """What a secondary of Memorystore says."""
    role = {"instanceRole": "SECONDARY", "primaryInstance": {"instance": name}}
    return {"crossInstanceReplicationConfig": role}


CASES: dict[str, list[Case]] = {
    "memorystore-name": names(
        MEMORYSTORE, "instanceId", "acme-carts", "Acme-carts", "acme-", "abc", "a" * 64
    ),
    "memorystore-node": [Case(MEMORYSTORE, {"nodeType": "STANDARD_SMALL"}, {"nodeType": "standard-small"})],
    "memorystore-replicas": [Case(MEMORYSTORE, {"replicaCount": 2}, {"replicaCount": 6})],
    "memorystore-eviction": [
        Case(
            MEMORYSTORE,
            {"engineConfigs": {"maxmemory-policy": "allkeys-lru"}},
            {"engineConfigs": {"maxmemory-policy": "all"}},
        )
    ],
    "memorystore-shards": [
        Case(
            MEMORYSTORE,
            {"mode": "CLUSTER", "shardCount": 2},
            {"mode": "CLUSTER_DISABLED", "shardCount": 2},
        )
    ],
    "memorystore-key": [
        Case(
            MEMORYSTORE,
            {"location": "europe-west2", "kmsKey": crypto_key("europe-west2")},
            {"location": "europe-west2", "kmsKey": crypto_key("europe-west3")},
        )
    ],
    "memorystore-roles": [
        Case(MEMORYSTORE, {"crossInstanceReplicationConfig": good}, {"crossInstanceReplicationConfig": bad})
        for good, bad in (
            (
                {"instanceRole": "SECONDARY", "primaryInstance": {"instance": "i"}},
                {"instanceRole": "PRIMARY", "primaryInstance": {"instance": "i"}},
            ),
            (
                {"instanceRole": "PRIMARY", "secondaryInstances": [{"instance": "i"}]},
                {"instanceRole": "SECONDARY", "secondaryInstances": [{"instance": "i"}]},
            ),
        )
    ],
    "memorystore-followed": [
        Case(
            MEMORYSTORE,
            {"location": "europe-west3", "shardCount": 2, **follows("berlin")},
            wrong,
            there=(google(MEMORYSTORE, "berlin", location="europe-west10", shardCount=2),),
        )
        for wrong in (
            {"location": "europe-west10", "shardCount": 2, **follows("berlin")},
            {"location": "europe-west3", "shardCount": 1, **follows("berlin")},
            {"location": "europe-west3", "shardCount": 2, **follows("nobody")},
        )
    ],
    "memorystore-published": [
        Case(
            MEMORYSTORE,
            {"location": "europe-west2", "desiredAutoCreatedEndpoints": [{"network": NET}]},
            {"location": where, "desiredAutoCreatedEndpoints": [{"network": net}]},
            there=(POLICY,),
        )
        for where, net in (("europe-west3", NET), ("europe-west2", f"{NET}-other"))
    ],
    "connection-policy-once": [
        Case(
            CONNECTIONS,
            {"location": "europe-west3", "network": NET, "serviceClass": "gcp-memorystore"},
            {"location": "europe-west2", "network": NET, "serviceClass": "gcp-memorystore"},
            there=(POLICY,),
        )
    ],
    "connection-policy-subnets": [
        Case(
            CONNECTIONS,
            {"location": "europe-west2", "pscConfig": {"subnetworks": ["p"]}},
            {"location": "europe-west3", "pscConfig": {"subnetworks": ["p"]}},
            there=(PROXY,),
        )
    ],
}
