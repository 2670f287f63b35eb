"""Cases of the rules of serverless Aurora, of write forwarding, and of strongly consistent tables."""

from __future__ import annotations

from tests.sandbox.shapes import Case, london
from tests.sandbox.tokens import CLUSTER, INSTANCE, TABLE

SCALING = {"minCapacity": 0.5, "maxCapacity": 8}
STRONG = [{"regionName": "eu-west-1", "consistencyMode": "STRONG"}]
FRANKFURT = {"regionName": "eu-central-1"}

CASES: dict[str, list[Case]] = {
    "rds-serverless-range": [
        Case(
            CLUSTER,
            {"serverlessv2ScalingConfiguration": SCALING},
            {"serverlessv2ScalingConfiguration": wrong},
        )
        for wrong in ({"minCapacity": 9, "maxCapacity": 8}, {"minCapacity": 0.7, "maxCapacity": 8})
    ],
    "rds-serverless-class": [
        Case(
            INSTANCE,
            {"clusterIdentifier": "with", "instanceClass": "db.serverless"},
            {"clusterIdentifier": "without", "instanceClass": "db.serverless"},
            there=(
                london(CLUSTER, "with", serverlessv2ScalingConfiguration=SCALING),
                london(CLUSTER, "without"),
            ),
        )
    ],
    "rds-forwarding-global": [
        Case(
            CLUSTER,
            {"enableGlobalWriteForwarding": True, "globalClusterIdentifier": "g"},
            {"enableGlobalWriteForwarding": True},
        )
    ],
    "dynamodb-strong-expiry": [
        Case(
            TABLE,
            {"replicas": STRONG, "globalTableWitness": FRANKFURT},
            {
                "replicas": STRONG,
                "globalTableWitness": FRANKFURT,
                "ttl": {"enabled": True, "attributeName": "expires_at"},
            },
        )
    ],
}
