"""What the clouds refuse, over the real protocol: names taken, things missing, in use or protected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc
import pytest

from tests.sandbox.engine import PROJECT, Engine, Made
from tests.sandbox.making import KEY_INPUTS, crypto_key, vpc_with_subnets
from tests.sandbox.tokens import (
    BUCKET,
    CLUSTER,
    CRYPTO_KEY,
    DATABASE,
    GLOBAL,
    GROUP,
    INSTANCE,
    KEY,
    LOGS,
    NETWORK,
    SPANNER,
    SUBNET,
    SUBNETWORK,
    TABLE,
)


@contextmanager
def refused(*words: str) -> Iterator[None]:
    with pytest.raises(grpc.RpcError) as error:
        yield
    details = str(error.value)
    assert all(word in details for word in words), details


def spanner(cloud: Engine, name: str = "acme-ledger") -> Made:
    return cloud.create(
        SPANNER, "i", name=name, displayName=name, config="regional-europe-west2", processingUnits=100
    )


def cluster_inputs(name: str, **more: Any) -> dict[str, Any]:
    fixed = {
        "clusterIdentifier": name,
        "engine": "aurora-postgresql",
        "engineVersion": "17.7",
        "skipFinalSnapshot": True,
    }
    return fixed | more


# Duplicates


def test_a_bucket_name_is_taken_for_the_whole_world(cloud: Engine) -> None:
    cloud.create(BUCKET, "b", bucket="acme-b", region="eu-west-1")
    with refused("BucketAlreadyExists", "acme-b"):
        cloud.create(BUCKET, "c", bucket="acme-b", region="eu-west-2")


def test_other_names_are_taken_in_their_region(cloud: Engine) -> None:
    table: dict[str, Any] = {"name": "directory", "hashKey": "k", "attributes": [{"name": "k", "type": "S"}]}
    cloud.create(TABLE, "t", **table)
    cloud.create(TABLE, "u", **table, region="eu-west-1")
    with refused("ResourceInUseException"):
        cloud.create(TABLE, "w", **table)


def test_a_load_balancer_name_is_taken_although_its_arn_is_random(cloud: Engine) -> None:
    subnets = [s.id for s in vpc_with_subnets(cloud)]
    token = "aws:lb/loadBalancer:LoadBalancer"
    cloud.create(token, "a", name="acme-uk", subnets=subnets)
    with refused("DuplicateLoadBalancerName"):
        cloud.create(token, "b", name="acme-uk", subnets=subnets)


# References


def test_what_does_not_exist_cannot_be_used(cloud: Engine) -> None:
    with refused("vpcId", "vpc-0123", "does not exist"):
        cloud.create(SUBNET, "s", vpcId="vpc-0123", cidrBlock="10.0.0.0/20")
    with refused("keyRing", "does not exist"):
        cloud.create(
            CRYPTO_KEY, "k", name="k", keyRing=f"projects/{PROJECT}/locations/europe-west2/keyRings/none"
        )


@pytest.mark.parametrize("token", [CLUSTER, LOGS, TABLE])
def test_a_key_of_another_region_is_refused(cloud: Engine, token: str) -> None:
    key = cloud.create(KEY, "k", **KEY_INPUTS, region="eu-west-1")
    inputs: dict[str, dict[str, Any]] = {
        CLUSTER: cluster_inputs(
            "acme-1",
            kmsKeyId=key["arn"],
            storageEncrypted=True,
            masterUsername="m",
            masterPassword="correct-horse",
        ),
        LOGS: {"name": "/acme", "kmsKeyId": key["arn"]},
        TABLE: {
            "name": "acme",
            "hashKey": "k",
            "attributes": [{"name": "k", "type": "S"}],
            "serverSideEncryption": {"enabled": True, "kmsKeyArn": key["arn"]},
        },
    }
    with refused("is in eu-west-1, but must be in eu-west-2"):
        cloud.create(token, "x", **inputs[token])
    cloud.create(token, "x", **inputs[token], region="eu-west-1")


def test_a_replica_takes_a_key_of_its_own_region(cloud: Engine) -> None:
    keys = {r: cloud.create(KEY, f"k-{r}", **KEY_INPUTS, region=r)["arn"] for r in ("eu-west-1", "eu-west-2")}
    table: dict[str, Any] = {
        "name": "directory",
        "hashKey": "k",
        "attributes": [{"name": "k", "type": "S"}],
        "streamEnabled": True,
    }
    with refused("replicas[0].kmsKeyArn", "must be in eu-west-1"):
        cloud.create(
            TABLE, "t", **table, replicas=[{"regionName": "eu-west-1", "kmsKeyArn": keys["eu-west-2"]}]
        )
    cloud.create(TABLE, "t", **table, replicas=[{"regionName": "eu-west-1", "kmsKeyArn": keys["eu-west-1"]}])


def test_the_keys_of_a_database_match_its_instance(cloud: Engine) -> None:
    spanner(cloud)
    far = crypto_key(cloud, "europe-west3")
    inputs = {"name": "ledger", "instance": "acme-ledger", "deletionProtection": False}
    with refused("needs keys in europe-west2; given: europe-west3"):
        cloud.create(DATABASE, "d", **inputs, encryptionConfig={"kmsKeyNames": [far.id]})
    cloud.create(
        DATABASE, "d", **inputs, encryptionConfig={"kmsKeyNames": [crypto_key(cloud, "europe-west2").id]}
    )


def test_a_global_database_grows_in_the_clouds_order(cloud: Engine) -> None:
    key = cloud.create(KEY, "k", **KEY_INPUTS, region="eu-west-1")
    home_key = cloud.create(KEY, "h", **KEY_INPUTS)
    engine_ = {"engine": "aurora-postgresql", "engineVersion": "17.7", "storageEncrypted": True}
    cloud.create(GLOBAL, "g", globalClusterIdentifier="acme", **engine_)
    master = {"masterUsername": "domicile", "masterPassword": "correct-horse", "databaseName": "app"}
    home = cluster_inputs(
        "acme-uk", globalClusterIdentifier="acme", storageEncrypted=True, kmsKeyId=home_key["arn"], **master
    )
    cloud.create(CLUSTER, "home", **home)
    away = cluster_inputs(
        "acme-ie",
        globalClusterIdentifier="acme",
        storageEncrypted=True,
        kmsKeyId=key["arn"],
        region="eu-west-1",
    )
    with refused("has no instance yet"):
        cloud.create(CLUSTER, "away", **away)
    cloud.create(
        INSTANCE,
        "w",
        identifier="acme-uk-1",
        clusterIdentifier="acme-uk",
        engine="aurora-postgresql",
        instanceClass="db.r8g.large",
    )
    with refused("takes it from the primary"):
        cloud.create(CLUSTER, "away", **away, **master)
    made = cloud.create(CLUSTER, "away", **away)
    assert made["endpoint"].endswith(".eu-west-1.rds.amazonaws.com")


# Deletion


def test_what_is_in_use_cannot_be_deleted(cloud: Engine) -> None:
    subnets = vpc_with_subnets(cloud)
    group = cloud.create(GROUP, "g", name="acme", subnetIds=[s.id for s in subnets])
    with refused("DependencyViolation", "SubnetGroup acme"):
        cloud.delete(subnets[0])
    cloud.delete(group)
    cloud.delete(subnets[0])


@pytest.mark.parametrize("value", [True, None])
def test_a_protected_database_is_not_deleted(cloud: Engine, value: bool | None) -> None:
    spanner(cloud)
    given = {} if value is None else {"deletionProtection": value}  # the cloud's own default protects, too
    database = cloud.create(DATABASE, "d", name="ledger", instance="acme-ledger", **given)
    with refused("protected from deletion", "deletionProtection"):
        cloud.delete(database)
    cloud.delete(cloud.update(database, name="ledger", instance="acme-ledger", deletionProtection=False))
    assert cloud.read(DATABASE, database.id) is None


def test_subnetworks_do_not_overlap_in_a_network(cloud: Engine) -> None:
    network = cloud.create(NETWORK, "n", name="acme-n", autoCreateSubnetworks=False)
    cloud.create(
        SUBNETWORK, "a", name="a", network=network.id, region="europe-west2", ipCidrRange="10.0.0.0/20"
    )
    with refused("overlaps"):
        cloud.create(
            SUBNETWORK,
            "b",
            name="b",
            network=network["selfLink"],
            region="europe-west1",
            ipCidrRange="10.0.8.0/21",
        )


def test_failures_can_be_had_on_request(cloud: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOMICILE_SANDBOX_FAIL", f"{BUCKET}=ServiceUnavailable: try later")
    with refused("ServiceUnavailable: try later"):
        cloud.create(BUCKET, "b", bucket="acme-b")
    cloud.create(KEY, "k", **KEY_INPUTS)
