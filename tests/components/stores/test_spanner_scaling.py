"""Spanner scales by itself where it is asked to, keeps the order of its keys, and is watched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plan.model import SpannerAutoscaling
from tests.components.stores.test_spanner import DUAL, REGIONAL, region_of, world

SCALING = SpannerAutoscaling(
    min_processing_units=1000, max_processing_units=5000, high_priority_cpu=45, storage=75
)


def test_an_instance_has_a_size_or_scales() -> None:
    fixed = world(REGIONAL).only("Instance").inputs
    assert fixed["processingUnits"] == 100
    assert "autoscalingConfig" not in fixed
    scaling = world(replace(DUAL, processing_units=None, autoscaling=SCALING)).only("Instance").inputs
    assert "processingUnits" not in scaling
    assert scaling["autoscalingConfig"] == {
        "autoscalingLimits": {"minProcessingUnits": 1000, "maxProcessingUnits": 5000},
        "autoscalingTargets": {"highPriorityCpuUtilizationPercent": 45, "storageUtilizationPercent": 75},
    }


def test_the_order_of_keys_does_not_follow_the_roles() -> None:
    berlin, frankfurt = DUAL.replicas
    swapped = replace(
        DUAL,
        leader="europe-west3",
        replicas=(replace(frankfurt, role="home"), replace(berlin, role="recovery")),
    )
    keys = [
        world(part).only("Database").inputs["encryptionConfig"]["kmsKeyNames"] for part in (DUAL, swapped)
    ]
    assert keys[0] == keys[1]
    assert len({region_of(k) for k in keys[0]}) == 2


@pytest.mark.parametrize(
    ("layout", "percent", "expected"),
    [("regional", 65, {"cpu", "storage"}), ("dual-region", 45, {"cpu", "storage", "quorum"})],
)
def test_what_is_watched(layout: str, percent: int, expected: set[str]) -> None:
    made = world(replace(DUAL, layout=layout, cpu_alert=percent))
    alerts = {a.name.removeprefix("de-ledger-alert-"): a for a in made.of("AlertPolicy")}
    assert set(alerts) == expected
    threshold = alerts["cpu"].inputs["conditions"][0]["conditionThreshold"]
    assert threshold["thresholdValue"] == percent / 100
    assert 'metric.labels.priority = "high"' in threshold["filter"]
    assert 'instance_id = "acme-test-uk-ledger"' in threshold["filter"]
    for alert in alerts.values():
        assert "notificationChannels" not in alert.inputs
        assert alert.inputs["userLabels"] == dict(DUAL.tags)
