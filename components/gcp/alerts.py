"""Alert policies of a store: a metric, a threshold, and nothing of what the store holds.

Who is told is no part of the plan: channels are addresses of people, and belong to the team on call. Names,
labels and texts say which store and what of it; a message that crosses a border carries nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi
from pulumi_gcp import monitoring

from components.gcp.component import GcpComponent
from plan import names
from plan.model import Store

PERCENT = 100
"""Limits are in percent; the clouds' metrics of utilisation are shares of one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert:
    """One condition. The metric is of Cloud Monitoring's list of the service."""

    name: str
    """Ends the logical name: of what it watches, and where it watches one place of it."""
    says: str
    """What is wrong when it fires, and what to do about it."""
    metric: str
    """``spanner.googleapis.com/instance/storage/utilization``."""
    resource: str
    """Type of the monitored resource: ``spanner_instance``."""
    threshold: float = 0
    """Without meaning where ``absent``."""
    labels: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    """Of the resource: which one; a list means any of these."""
    metric_labels: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    user_labels: Mapping[str, str] = field(default_factory=dict)
    """What the resource is labelled with: those of things that are replaced, and have another id then."""
    absent: bool = False
    """Fires where a series that was there is silent."""
    silence_fires: bool = False
    """Fires where no series is there any more, besides what the threshold says."""
    below: bool = False
    """Fires below the threshold instead of above it."""
    minutes: int = 5
    """How long it must last."""
    aligner: str = "ALIGN_MEAN"
    reducer: str | None = None
    by: tuple[str, ...] = ()
    """Fields that stay apart when series are reduced."""
    severity: Literal["CRITICAL", "ERROR", "WARNING"] = "WARNING"

    @property
    def filter(self) -> str:
        """As Cloud Monitoring takes it."""
        parts = [f'resource.type = "{self.resource}"', f'metric.type = "{self.metric}"']
        for where, labels in (
            ("resource.labels", self.labels),
            ("metric.labels", self.metric_labels),
            ("metadata.user_labels", self.user_labels),
        ):
            parts += [f"{where}.{key} = {_quoted(value)}" for key, value in sorted(labels.items())]
        return " AND ".join(parts)


def _quoted(value: str | Sequence[str]) -> str:
    """As a filter compares with it (Cloud Monitoring, "Monitoring filters")."""
    if isinstance(value, str):
        return f'"{value}"'
    return f"one_of({', '.join(_quoted(each) for each in value)})"


def declare_alerts(
    component: GcpComponent,
    part: Store,
    alerts: Iterable[Alert],
    *,
    depends_on: Sequence[pulumi.Resource] = (),
) -> None:
    """Declare the policies as children of a store's component, after the metrics of its own."""
    for alert in alerts:
        _declare(component, part, alert, depends_on)


def _condition(alert: Alert, title: str) -> monitoring.AlertPolicyConditionArgs:
    if alert.absent:
        absent = monitoring.AlertPolicyConditionConditionAbsentArgs(
            filter=alert.filter,
            duration=f"{alert.minutes * 60}s",
            aggregations=[
                monitoring.AlertPolicyConditionConditionAbsentAggregationArgs(
                    alignment_period="60s", per_series_aligner=alert.aligner
                )
            ],
            trigger=monitoring.AlertPolicyConditionConditionAbsentTriggerArgs(count=1),
        )
        return monitoring.AlertPolicyConditionArgs(display_name=title, condition_absent=absent)
    aggregation = monitoring.AlertPolicyConditionConditionThresholdAggregationArgs(
        alignment_period="60s",
        per_series_aligner=alert.aligner,
        cross_series_reducer=alert.reducer,
        group_by_fields=list(alert.by) or None,
    )
    threshold = monitoring.AlertPolicyConditionConditionThresholdArgs(
        filter=alert.filter,
        comparison="COMPARISON_LT" if alert.below else "COMPARISON_GT",
        threshold_value=alert.threshold,
        duration=f"{alert.minutes * 60}s",
        aggregations=[aggregation],
        trigger=monitoring.AlertPolicyConditionConditionThresholdTriggerArgs(count=1),
        evaluation_missing_data="EVALUATION_MISSING_DATA_ACTIVE" if alert.silence_fires else None,
    )
    return monitoring.AlertPolicyConditionArgs(display_name=title, condition_threshold=threshold)


def _declare(component: GcpComponent, part: Store, alert: Alert, after: Sequence[pulumi.Resource]) -> None:
    title = f"{part.name}: {alert.name.replace('-', ' ')}"
    monitoring.AlertPolicy(
        names.logical(part.name, "alert", alert.name),
        display_name=title,
        project=component.project,
        combiner="OR",
        conditions=[_condition(alert, title)],
        severity=alert.severity,
        documentation=monitoring.AlertPolicyDocumentationArgs(content=alert.says, mime_type="text/markdown"),
        user_labels=component.tags,
        opts=component.child(depends_on=after),
    )
