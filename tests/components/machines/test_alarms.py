"""Alarms on machines: the ids of what was made, and numbers that only their own machines may write."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from infra.build import declare as declare_plan
from plan.model import Machines
from plan.resolve import all_stores
from tests.components.machines import told
from tests.components.recording import Declared, World, declare
from tests.plan.intents import intent, planned

GIVEN = intent(
    jurisdictions={"uk": {"home": "aws/eu-west-2", "recovery": "gcp/europe-west2"}},
    stores={"orders": {"class": "persistent", "engine": "yugabytedb", "survives": "cloud"}},
)
ALARM, POLICY = "cloudwatch/metricAlarm:MetricAlarm", "monitoring/alertPolicy:AlertPolicy"
DESCRIPTOR = "monitoring/metricDescriptor:MetricDescriptor"


@cache
def world() -> World:
    plan = planned(GIVEN)
    return declare(lambda: declare_plan(plan))[1]


def store() -> Machines:
    (found,) = all_stores(planned(GIVEN))
    assert isinstance(found, Machines)
    return found


def alarms(key: str) -> list[dict[str, Any]]:
    return [dict(a.inputs) for a in world().of(ALARM) if a.inputs["name"].endswith(f"/{key}")]


def condition(key: str) -> dict[str, Any]:
    (found,) = [p for p in world().of(POLICY) if f"-alert-{key}-" in p.name]
    (only,) = found.inputs["conditions"]
    kind = "conditionAbsent" if "conditionAbsent" in only else "conditionThreshold"
    condition: dict[str, Any] = only[kind]
    return condition


def test_alarms_name_the_machine_its_disk_and_its_balancer() -> None:
    instances = {f"{m.name}-id" for m in world().of("ec2/instance:Instance")}
    assert {a["dimensions"]["InstanceId"] for a in alarms("status")} == instances
    volumes = {f"{v.name}-id" for v in world().of("ebs/volume:Volume")}
    for key in ("disk-stalled", "disk-iops", "disk-throughput"):
        assert {a["dimensions"]["VolumeId"] for a in alarms(key)} == volumes
        assert {a["dimensions"]["InstanceId"] for a in alarms(key)} == instances
    for key in ("balancer", "balancer-empty"):
        (found,) = alarms(key)
        group = store().groups[0].name
        assert found["dimensions"] == {"LoadBalancer": f"{group}-balancer", "TargetGroup": f"{group}-targets"}


def test_what_machines_tell_is_what_alarms_read() -> None:
    home = store().groups[0]
    for key in ("disk-full", "certificates", "ready"):
        assert {a["namespace"] for a in alarms(key)} == {home.metrics}
        assert {a["dimensions"]["Machine"] for a in alarms(key)} == {m.physical for m in home.machines}
    (quorum,) = alarms("quorum")
    *each, total = quorum["metricQueries"]
    assert {q["metric"]["namespace"] for q in each} == {home.metrics}
    assert total["expression"] == "SUM(FILL(METRICS(), 0))"
    for machine in world().of("ec2/instance:Instance"):
        settings = told.files(told.script(world(), machine))["/usr/local/lib/domicile/settings"]
        assert f"--namespace {home.metrics} " in settings
        assert f"NAME={machine.inputs['tags']['Name']}\n" in settings
        assert "HEALTH=9000/api/v1/health-check\n" in settings


def test_a_machine_on_aws_writes_into_the_namespace_of_its_group_alone() -> None:
    (policy,) = [p for p in world().of("iam/rolePolicy:RolePolicy") if p.inputs["name"] == "metrics"]
    (statement,) = json.loads(policy.inputs["policy"])["Statement"]
    assert statement["Action"] == "cloudwatch:PutMetricData"
    assert statement["Condition"] == {"StringEquals": {"cloudwatch:namespace": store().groups[0].metrics}}


def test_policies_on_google_read_metrics_that_are_declared_before() -> None:
    group = store().groups[1]
    declared = {d.inputs["type"]: d for d in world().of(DESCRIPTOR)}
    own = [p for p in world().of(POLICY) if group.metrics in json.dumps(p.inputs["conditions"])]
    assert len(own) == 4
    for policy in own:
        (read,) = [d for kind, d in declared.items() if f'"{kind}"' in _filter(policy)]
        assert read.urn in policy.dependencies
        assert f'resource.labels.namespace = "{group.identity}"' in _filter(policy)
    for machine in world().of("compute/instance:Instance"):
        settings = told.files(told.script(world(), machine))["/usr/local/lib/domicile/settings"]
        where = f"acme-test-1 europe-west2 {group.identity}"
        assert f'report {where} "$NAME" "{group.metrics}/$1" "$2"' in settings


def _filter(policy: Declared) -> str:
    (only,) = policy.inputs["conditions"]
    found: str = only["conditionThreshold"]["filter"]
    return found


def test_machines_on_google_are_told_apart_by_labels_that_outlive_them() -> None:
    machines = world().of("compute/instance:Instance")
    for key in ("silent", "cpu", "disk-slow"):
        text = condition(key)["filter"]
        for label in ("jurisdiction", "stack", "store"):
            assert f'metadata.user_labels.{label} = "{machines[0].inputs["labels"][label]}"' in text
        for machine in machines:
            assert f'"{machine.inputs["zone"]}"' in text


def test_a_majority_is_counted_and_silence_is_no_vote() -> None:
    quorum = condition("quorum")
    assert (quorum["comparison"], quorum["thresholdValue"]) == ("COMPARISON_LT", 2)
    assert quorum["aggregations"][0]["crossSeriesReducer"] == "REDUCE_SUM"
    assert quorum["evaluationMissingData"] == "EVALUATION_MISSING_DATA_ACTIVE"
    assert condition("ready")["evaluationMissingData"] == "EVALUATION_MISSING_DATA_ACTIVE"
    assert "evaluationMissingData" not in condition("disk-full")


def test_a_machine_on_google_writes_metrics_and_reads_none() -> None:
    (member,) = [m for m in world().of("projects/iAMMember:IAMMember") if m.name.endswith("-metric-writer")]
    assert member.inputs["role"] == "roles/monitoring.metricWriter"
    machine, *_ = world().of("compute/instance:Instance")
    assert machine.inputs["serviceAccount"]["email"] in member.inputs["member"]


def test_thresholds_are_the_same_on_both_clouds() -> None:
    limits = store().limits
    assert {a["threshold"] for a in alarms("cpu")} == {limits.cpu_percent}
    assert condition("cpu")["thresholdValue"] == limits.cpu_percent / 100
    assert {a["threshold"] for a in alarms("disk-full")} == {limits.disk_used_percent}
    assert condition("disk-full")["thresholdValue"] == limits.disk_used_percent
    assert {a["threshold"] for a in alarms("certificates")} == {limits.certificate_days}
    assert condition("certificates")["thresholdValue"] == limits.certificate_days
