"""Cases for what is watched, backed up and joined on AWS."""

from __future__ import annotations

from tests.sandbox.cases import CLUSTER, INSTANCE, TABLE
from tests.sandbox.shapes import Case, london, names

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
RULE = "aws:cloudwatch/eventRule:EventRule"
DSQL = "aws:dsql/cluster:Cluster"
PEERING = "aws:dsql/clusterPeering:ClusterPeering"
PLAN = "aws:backup/plan:Plan"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
PARIS = "arn:aws:dsql:eu-west-3:111122223333:cluster/p"
SERVICE = "com.amazonaws.eu-west-2.dsql-fnh4"
SCALING = {"minCapacity": 0.5, "maxCapacity": 8}
STRONG = [{"regionName": "eu-west-1", "consistencyMode": "STRONG"}]
FRANKFURT = {"regionName": "eu-central-1"}


def rule(**windows: int) -> dict[str, object]:
    return {"rules": [{"ruleName": "daily", "targetVaultName": "v", **windows}]}


CASES: dict[str, list[Case]] = {
    "dsql-offered": [Case(DSQL, {}, {}, region="eu-west-2", bad_region="eu-central-2")],
    "dsql-regions": [
        Case(
            DSQL,
            {"multiRegionProperties": {"witnessRegion": "eu-west-1"}},
            {"multiRegionProperties": {"witnessRegion": wrong}},
        )
        for wrong in ("us-east-1", "eu-west-2")
    ],
    "dsql-peers": [
        Case(PEERING, {"clusters": [PARIS], "witnessRegion": "eu-west-1"}, wrong)
        for wrong in (
            {"clusters": [PARIS], "witnessRegion": "us-east-1"},
            {"clusters": [PARIS], "witnessRegion": "eu-west-3"},
            {"clusters": [PARIS], "witnessRegion": "eu-west-2"},
            {"clusters": [PARIS.replace("eu-west-3", "eu-west-2")], "witnessRegion": "eu-west-1"},
            {"clusters": [PARIS.replace("eu-west-3", "us-east-1")], "witnessRegion": "eu-west-1"},
        )
    ],
    "dsql-same-witness": [
        Case(
            PEERING,
            {"identifier": "c", "witnessRegion": "eu-west-1"},
            {"identifier": "c", "witnessRegion": "eu-central-1"},
            there=(london(DSQL, "c", multiRegionProperties={"witnessRegion": "eu-west-1"}),),
        )
    ],
    "endpoint-name-once": [
        Case(
            ENDPOINT,
            {"vpcId": "vpc-2", "serviceName": SERVICE, "privateDnsEnabled": True},
            {"vpcId": "vpc-1", "serviceName": SERVICE, "privateDnsEnabled": True},
            there=(london(ENDPOINT, "e", vpcId="vpc-1", serviceName=SERVICE, privateDnsEnabled=True),),
        )
    ],
    "backup-vault-name": names("aws:backup/vault:Vault", "name", "acme-uk", "a", "acme uk", "a" * 51),
    "backup-selection-name": names("aws:backup/selection:Selection", "name", "acme.uk", "", "a b", "a" * 51),
    "backup-days": [
        Case(
            PLAN,
            {"rules": [{"lifecycle": {"deleteAfter": 7}}]},
            {"rules": [{"lifecycle": {"deleteAfter": 0}}]},
        )
    ],
    "backup-windows": [
        Case(PLAN, rule(startWindow=60, completionWindow=480), rule(startWindow=start, completionWindow=end))
        for start, end in ((30, 480), (60, 90))
    ],
    "backup-lock-days": [Case(LOCK, {"minRetentionDays": 7}, {"minRetentionDays": 0})],
    "alarm-name": names(ALARM, "name", "acme-prod/uk/identities/cpu", "a" * 256, "a\tb"),
    "alarm-metric": [
        Case(ALARM, {"metricName": "CPUUtilization"}, wrong)
        for wrong in ({}, {"metricName": "CPUUtilization", "metricQueries": [{"id": "m"}]})
    ],
    "alarm-missing-data": [Case(ALARM, {"treatMissingData": "ignore"}, {"treatMissingData": "alarm"})],
    "alarm-datapoints": [
        Case(
            ALARM,
            {"datapointsToAlarm": 3, "evaluationPeriods": 5},
            {"datapointsToAlarm": 3, "evaluationPeriods": 2},
        )
    ],
    "alarm-period": [Case(ALARM, {"period": 60}, {"period": 90})],
    "event-rule-name": names(RULE, "name", "acme-uk", "acme uk", "a" * 65),
    "event-pattern": [
        Case(RULE, {"eventPattern": '{"source": ["aws.cloudwatch"]}'}, {"eventPattern": wrong})
        for wrong in ("{", '{"source": "aws.cloudwatch"}', "[]")
    ],
    "event-retries": [
        Case(
            TARGET,
            {"retryPolicy": {"maximumRetryAttempts": 185}},
            {"retryPolicy": {"maximumRetryAttempts": 186}},
        )
    ],
    "topic-name": names("aws:sns/topic:Topic", "name", "acme-uk-alarms", "acme/uk", "a" * 257),
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
