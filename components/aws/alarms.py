"""Alarms of stores, and the topic in each place that tells a team of them.

By itself CloudWatch would send a topic the metric, its dimensions and its figures. What people subscribe with
(mail, chat, a pager) leaves the country, so an alarm has no action: a rule of EventBridge in the same place
takes its change of state, and passes on the alarm's name, its new state and the stack, and nothing else.
Sources: CloudWatch User Guide, "Alarm events and EventBridge"; EventBridge User Guide, "Input transformation"
and "Resource-based policies, SNS"; SNS Developer Guide, "Key management".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent, arn, document
from components.base import Context
from components.handles import KeyHandle
from jurisdictions.model import Aspect
from plan import model as planned
from plan import names

EVENTS = "events.amazonaws.com"
PUBLISH = "SNS:Publish"
TOLD = {"alarm": "$.detail.alarmName", "state": "$.detail.state.value"}
"""All of an event that leaves: from here to the topic, and from the topic to whoever subscribed."""
RETRY_SECONDS, RETRIES = 3600, 185
"""An alarm that is told a day late tells nothing: an hour, with as many retries as EventBridge allows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicHandle:
    """A declared topic."""

    name: str
    place: str
    arn: pulumi.Output[str]


class Alarms(AwsComponent):
    """Declares the topic of one jurisdiction in one place, under a key of that place, and what feeds it.

    Nobody is subscribed: an address is a person's, and no part of a plan.
    """

    handle: TopicHandle

    def __init__(
        self,
        part: planned.AlarmTopic,
        *,
        context: Context,
        keys: Mapping[str, KeyHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        here, beside = {Aspect.LOGS: [part.place]}, [(part.place, keys[part.key])]
        super().__init__("domicile:aws:Alarms", part, context, opts, places=here, beside=beside)
        region = names.region(part.place)
        rule = self._rule(part, region)
        topic = self._topic(part, keys[part.key], region)
        policy = self._policy(part, topic, rule, region)
        self._feed(part, topic, rule, region, policy)
        self.handle = TopicHandle(name=part.name, place=part.place, arn=topic.arn)
        self.register_outputs({"arn": topic.arn})

    def _topic(self, part: planned.AlarmTopic, key: KeyHandle, region: str) -> aws.sns.Topic:
        return aws.sns.Topic(
            f"{part.name}-topic",
            name=part.physical,
            display_name=part.physical,
            fifo_topic=False,
            kms_master_key_id=key.id,
            signature_version=2,
            tracing_config="PassThrough",
            region=region,
            tags=self.tags,
            opts=self.child(stateful=True, depends_on=key.ready),
        )

    def _rule(self, part: planned.AlarmTopic, region: str) -> aws.cloudwatch.EventRule:
        alarms = arn(self.context, part.place, "cloudwatch", f"alarm:{part.prefix}")
        pattern = {
            "source": ["aws.cloudwatch"],
            "detail-type": ["CloudWatch Alarm State Change"],
            "resources": [{"prefix": alarms}],
        }
        return aws.cloudwatch.EventRule(
            f"{part.name}-rule",
            name=part.physical,
            description=f"Alarms of {part.prefix} that change their state",
            event_pattern=json.dumps(pattern, sort_keys=True),
            state="ENABLED",
            region=region,
            tags=self.tags,
            opts=self.child(),
        )

    def _policy(
        self, part: planned.AlarmTopic, topic: aws.sns.Topic, rule: aws.cloudwatch.EventRule, region: str
    ) -> aws.sns.TopicPolicy:
        """The rule publishes; who may subscribe is left to the identities of this account."""

        def written(found: list[str]) -> str:
            of_topic, of_rule = found
            return document(
                [
                    {
                        "Sid": "RulePublishes",
                        "Effect": "Allow",
                        "Principal": {"Service": EVENTS},
                        "Action": PUBLISH,
                        "Resource": of_topic,
                        "Condition": {"ArnEquals": {"aws:SourceArn": of_rule}},
                    }
                ]
            )

        return aws.sns.TopicPolicy(
            f"{part.name}-policy",
            arn=topic.arn,
            policy=pulumi.Output.all(topic.arn, rule.arn).apply(written),
            region=region,
            opts=self.child(),
        )

    def _feed(
        self,
        part: planned.AlarmTopic,
        topic: aws.sns.Topic,
        rule: aws.cloudwatch.EventRule,
        region: str,
        policy: aws.sns.TopicPolicy,
    ) -> None:
        said = {"alarm": "<alarm>", "state": "<state>", "stack": self.context.identity.stack}
        aws.cloudwatch.EventTarget(
            f"{part.name}-target",
            rule=rule.id,
            target_id="topic",
            arn=topic.arn,
            input_transformer=aws.cloudwatch.EventTargetInputTransformerArgs(
                input_paths=TOLD, input_template=json.dumps(said).replace('"<', "<").replace('>"', ">")
            ),
            retry_policy=aws.cloudwatch.EventTargetRetryPolicyArgs(
                maximum_event_age_in_seconds=RETRY_SECONDS, maximum_retry_attempts=RETRIES
            ),
            region=region,
            opts=self.child(depends_on=[policy]),
        )


def declare_alarms(
    component: AwsComponent,
    alarms: Iterable[planned.Alarm],
    *,
    depends_on: Mapping[str, pulumi.Resource] | None = None,
    known: Mapping[str, Mapping[str, pulumi.Input[str]]] | None = None,
) -> list[aws.cloudwatch.MetricAlarm]:
    """The alarms of a store. ``depends_on`` by place: what is watched there, and so is made before.

    ``known`` by name of what is watched: ids that the cloud made up, by dimension. Raises ``KeyError`` where
    an alarm names another.
    """
    after = depends_on or {}
    return [
        _alarm(component, alarm, known or {}, [after[alarm.place]] if alarm.place in after else [])
        for alarm in alarms
    ]


def _alarm(
    component: AwsComponent,
    alarm: planned.Alarm,
    known: Mapping[str, Mapping[str, pulumi.Input[str]]],
    after: Iterable[pulumi.Resource],
) -> aws.cloudwatch.MetricAlarm:
    single = alarm.summed is None
    made_up = {key: known[alarm.watches][key] for key in alarm.ids}
    return aws.cloudwatch.MetricAlarm(
        alarm.name,
        name=alarm.physical,
        alarm_description=f"{alarm.metric} of {alarm.physical}",
        namespace=alarm.namespace if single else None,
        metric_name=alarm.metric if single else None,
        dimensions={**alarm.dimensions, **made_up} if single else None,
        statistic=alarm.statistic if single else None,
        period=alarm.period_seconds if single else None,
        metric_queries=None if alarm.summed is None else _sum(alarm, alarm.summed),
        comparison_operator=alarm.comparison,
        threshold=alarm.threshold,
        evaluation_periods=alarm.periods,
        datapoints_to_alarm=alarm.datapoints,
        treat_missing_data=alarm.missing,
        region=names.region(alarm.place),
        tags=component.tags,
        opts=component.child(depends_on=after),
    )


def _sum(alarm: planned.Alarm, summed: planned.Summed) -> list[aws.cloudwatch.MetricAlarmMetricQueryArgs]:
    """Each figure, and their sum, which alone is watched."""
    each = [
        aws.cloudwatch.MetricAlarmMetricQueryArgs(
            id=f"m{number}",
            metric=aws.cloudwatch.MetricAlarmMetricQueryMetricArgs(
                namespace=alarm.namespace,
                metric_name=alarm.metric,
                dimensions={**alarm.dimensions, summed.dimension: value},
                stat=alarm.statistic,
                period=alarm.period_seconds,
            ),
            return_data=False,
        )
        for number, value in enumerate(summed.values)
    ]
    expression = "SUM(FILL(METRICS(), 0))" if summed.silence_is_zero else "SUM(METRICS())"
    total = aws.cloudwatch.MetricAlarmMetricQueryArgs(
        id="total", expression=expression, label=alarm.metric, return_data=True
    )
    return [*each, total]
