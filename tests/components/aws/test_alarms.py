"""Alarms and their topic: what leaves is a name, a state and the stack, under a key of the place."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from components.aws.alarms import Alarms, TopicHandle, declare_alarms
from components.aws.component import AwsComponent
from plan import model
from tests.components.aws.support import context, jurisdiction, key_arn, keys, store
from tests.components.recording import ACCOUNT, World, declare

TOPIC = jurisdiction("eu").alarm_topics[0]
SESSIONS: model.Dynamodb = store("sessions", "global")


def made() -> tuple[TopicHandle, World]:
    component, world = declare(lambda: Alarms(TOPIC, context=context(), keys=keys()))
    return component.handle, world


def test_the_topic_is_in_its_place_under_a_key_of_that_place() -> None:
    handle, world = made()
    topic = world.only("sns/topic:Topic")
    assert topic.inputs["kmsMasterKeyId"] == key_arn(TOPIC.key)
    assert {r.inputs["region"] for r in world.resources if r.custom} == {TOPIC.place.removeprefix("aws/")}
    assert handle.place == TOPIC.place
    assert topic.protect


def test_only_the_name_the_state_and_the_stack_are_told() -> None:
    _, world = made()
    told = world.only("cloudwatch/eventTarget:EventTarget").inputs["inputTransformer"]
    assert told["inputPaths"] == {"alarm": "$.detail.alarmName", "state": "$.detail.state.value"}
    filled = re.sub(r"<(\w+)>", r'"\1"', told["inputTemplate"])
    assert json.loads(filled) == {"alarm": "alarm", "state": "state", "stack": "test"}
    assert world.of("sns/topicSubscription:TopicSubscription") == []


def test_the_rule_takes_the_alarms_of_this_jurisdiction_and_place_alone() -> None:
    _, world = made()
    pattern = json.loads(world.only("cloudwatch/eventRule:EventRule").inputs["eventPattern"])
    region = TOPIC.place.removeprefix("aws/")
    (resource,) = pattern["resources"]
    assert resource == {"prefix": f"arn:aws:cloudwatch:{region}:{ACCOUNT}:alarm:{TOPIC.prefix}"}
    assert pattern["source"] == ["aws.cloudwatch"]
    own = [a for s in jurisdiction("eu").stores for a in s.alarms if a.place == TOPIC.place]
    assert own
    assert all(a.physical.startswith(TOPIC.prefix) for a in own)
    assert not any(a.physical.startswith(TOPIC.prefix) for s in jurisdiction("us").stores for a in s.alarms)


def test_nobody_but_the_rule_publishes() -> None:
    _, world = made()
    (statement,) = json.loads(world.only("sns/topicPolicy:TopicPolicy").inputs["policy"])["Statement"]
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert statement["Action"] == "SNS:Publish"
    assert TOPIC.name in statement["Condition"]["ArnEquals"]["aws:SourceArn"]


def _declared(part: model.Dynamodb) -> list[dict[str, Any]]:
    def build() -> None:
        declare_alarms(AwsComponent("domicile:test:It", part, context(), None), part.alarms)

    _, world = declare(build)
    return [dict(a.inputs) for a in world.of("cloudwatch/metricAlarm:MetricAlarm")]


def test_an_alarm_says_what_the_plan_says() -> None:
    (planned, *_) = SESSIONS.alarms
    (alarm,) = _declared(replace(SESSIONS, alarms=(planned,)))
    assert (alarm["name"], alarm["metricName"]) == (planned.physical, planned.metric)
    assert alarm["dimensions"] == dict(planned.dimensions)
    assert (alarm["threshold"], alarm["comparisonOperator"]) == (planned.threshold, planned.comparison)
    assert (alarm["datapointsToAlarm"], alarm["evaluationPeriods"]) == (planned.datapoints, planned.periods)
    assert alarm["treatMissingData"] == planned.missing
    assert alarm["tags"]["store"] == "sessions"


def test_a_metric_that_has_no_figure_for_all_operations_is_added_up() -> None:
    errors = next(a for a in SESSIONS.alarms if a.metric == "SystemErrors")
    (alarm,) = _declared(replace(SESSIONS, alarms=(errors,)))
    *each, total = alarm["metricQueries"]
    assert errors.summed is not None
    assert {q["metric"]["dimensions"]["Operation"] for q in each} == set(errors.summed.values)
    assert [q["id"] for q in alarm["metricQueries"] if q.get("returnData")] == [total["id"]] == ["total"]
    assert not {"metricName", "namespace", "statistic"} & set(alarm)
