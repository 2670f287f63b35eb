"""Cases of the rules of CloudWatch alarms, of the rules of EventBridge and of topics."""

from __future__ import annotations

from tests.sandbox.shapes import Case, names

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
RULE = "aws:cloudwatch/eventRule:EventRule"


def queries(metrics: int, *, watched: bool = True, total: str = "total") -> dict[str, object]:
    each = [{"id": f"m{n}", "metric": {"metricName": "Ready"}, "returnData": False} for n in range(metrics)]
    return {"metricQueries": [*each, {"id": total, "expression": "SUM(METRICS())", "returnData": watched}]}


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
    "alarm-span": [
        Case(ALARM, {"period": 60, "evaluationPeriods": 1440}, {"period": period, "evaluationPeriods": wrong})
        for period, wrong in ((60, 1441), (300, 289), (3600, 169))
    ],
    "alarm-queries": [
        Case(ALARM, queries(10), wrong)
        for wrong in (queries(11), queries(1, watched=False), queries(1, total="m0"), queries(1, total="T"))
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
