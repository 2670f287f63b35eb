"""Cases of the rules of CloudWatch alarms, of the rules of EventBridge and of topics."""

from __future__ import annotations

from tests.sandbox.shapes import Case, names

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
RULE = "aws:cloudwatch/eventRule:EventRule"

CASES: dict[str, list[Case]] = {
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
}
