"""Rules of CloudWatch alarms, of the rules of EventBridge and of topics.

Sources: ``botocore`` are the service models of botocore 1.44.5 (service, shape); ``aws docs`` are pages of
docs.aws.amazon.com.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from sandbox.constraints.rule import Rule, Subject, between, exactly_one, one_of, pattern
from sandbox.typecheck import Failure
from sandbox.values import at

ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
RULE: Final = "aws:cloudwatch/eventRule:EventRule"
TARGET: Final = "aws:cloudwatch/eventTarget:EventTarget"
TOPIC: Final = "aws:sns/topic:Topic"
HOUR_SECONDS, DAY_SECONDS, WEEK_SECONDS = 3600, 86_400, 604_800
MOST_METRICS: Final = 10
ID: Final = re.compile(r"[a-z][A-Za-z0-9_]*")


def _datapoints(subject: Subject) -> Iterator[Failure]:
    wanted, periods = subject.get("datapointsToAlarm"), subject.get("evaluationPeriods")
    if wanted is not None and periods is not None and wanted > periods:
        yield Failure("datapointsToAlarm", f"{wanted} of {periods} periods cannot be over the threshold")


def _period(subject: Subject) -> Iterator[Failure]:
    period = subject.get("period")
    if period is not None and period not in (10, 20, 30) and period % 60:
        yield Failure("period", f"{period} is neither 10, 20, 30 nor a multiple of 60 seconds")


def _span(subject: Subject) -> Iterator[Failure]:
    """A day is looked at in the most; a week in periods of an hour or longer."""
    period, periods = subject.get("period"), subject.get("evaluationPeriods")
    if period is None or periods is None:
        return
    most = WEEK_SECONDS if period >= HOUR_SECONDS else DAY_SECONDS
    if period * periods > most:
        yield Failure("evaluationPeriods", f"{periods} periods of {period} s are more than {most} s")


def _queries(subject: Subject) -> Iterator[Failure]:
    """Some metrics, and one expression of them that is watched."""
    queries = [query for _, query in at(subject.inputs, "metricQueries[]")]
    if not queries:
        return
    ids = [query.get("id") for query in queries]
    metrics = [query for query in queries if query.get("metric")]
    if len(metrics) > MOST_METRICS:
        yield Failure("metricQueries", f"{len(metrics)} metrics, and {MOST_METRICS} are the most")
    if sum(bool(query.get("returnData")) for query in queries) != 1:
        yield Failure("metricQueries", "exactly one must have returnData")
    if len(set(ids)) < len(ids) or not all(ID.fullmatch(str(each)) for each in ids):
        yield Failure("metricQueries", "ids are different, and begin with a small letter")


def _pattern(subject: Subject) -> Iterator[Failure]:
    text = subject.get("eventPattern")
    if text is None:
        return
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        yield Failure("eventPattern", f"InvalidEventPatternException: no JSON ({error.msg})")
        return
    wrong = (
        [k for k, v in fields.items() if not isinstance(v, list | dict)]
        if isinstance(fields, dict)
        else ["it"]
    )
    if wrong:
        yield Failure(
            "eventPattern", f"InvalidEventPatternException: {', '.join(wrong)} must be a list or an object"
        )


RULES: Final = (
    Rule(
        id="alarm-name",
        types=(ALARM,),
        check=pattern("name", r"[^\x00-\x1f]{1,255}", "1 to 255 characters"),
        source="botocore: cloudwatch AlarmName",
    ),
    Rule(
        id="alarm-metric",
        types=(ALARM,),
        check=exactly_one("metricName", "metricQueries"),
        source="aws docs: CloudWatch PutMetricAlarm",
    ),
    Rule(
        id="alarm-missing-data",
        types=(ALARM,),
        check=one_of("treatMissingData", {"breaching", "notBreaching", "ignore", "missing"}),
        source="aws docs: CloudWatch PutMetricAlarm",
    ),
    Rule(
        id="alarm-datapoints",
        types=(ALARM,),
        check=_datapoints,
        source="aws docs: CloudWatch PutMetricAlarm",
    ),
    Rule(id="alarm-span", types=(ALARM,), check=_span, source="aws docs: CloudWatch PutMetricAlarm"),
    Rule(id="alarm-queries", types=(ALARM,), check=_queries, source="aws docs: CloudWatch MetricDataQuery"),
    Rule(id="alarm-period", types=(ALARM,), check=_period, source="aws docs: CloudWatch PutMetricAlarm"),
    Rule(
        id="event-rule-name",
        types=(RULE,),
        check=pattern("name", r"[.\-_A-Za-z0-9]{1,64}", "1 to 64 letters, digits and .-_"),
        source="botocore: events RuleName",
    ),
    Rule(id="event-pattern", types=(RULE,), check=_pattern, source="aws docs: EventBridge event patterns"),
    Rule(
        id="event-retries",
        types=(TARGET,),
        check=between("retryPolicy.maximumRetryAttempts", 0, 185),
        source="botocore: events MaximumRetryAttempts",
    ),
    Rule(
        id="topic-name",
        types=(TOPIC,),
        check=pattern(
            "name", r"[A-Za-z0-9_-]{1,256}(\.fifo)?", "1 to 256 letters, digits, hyphens and underscores"
        ),
        source="aws docs: SNS CreateTopic",
    ),
)
