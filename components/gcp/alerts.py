"""Alert policies of a store: a metric, a threshold, and nothing of what the store holds.

Who is told is no part of the plan: channels are addresses of people, and belong to the team on call. Names,
labels and texts say which store and what of it; a message that crosses a border carries nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pulumi_gcp import monitoring

from components.gcp.component import GcpComponent
from plan import names
from plan.model import Store


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
    threshold: float
    labels: Mapping[str, str] = field(default_factory=dict)
    """Of the resource: which one."""
    metric_labels: Mapping[str, str] = field(default_factory=dict)
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
        parts += [f'resource.labels.{key} = "{value}"' for key, value in sorted(self.labels.items())]
        parts += [f'metric.labels.{key} = "{value}"' for key, value in sorted(self.metric_labels.items())]
        return " AND ".join(parts)


def declare_alerts(component: GcpComponent, part: Store, alerts: Iterable[Alert]) -> None:
    """Declare the policies as children of a store's component."""
    for alert in alerts:
        _declare(component, part, alert)


def _declare(component: GcpComponent, part: Store, alert: Alert) -> None:
    title = f"{part.name}: {alert.name.replace('-', ' ')}"
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
    )
    monitoring.AlertPolicy(
        names.logical(part.name, "alert", alert.name),
        display_name=title,
        project=component.project,
        combiner="OR",
        conditions=[
            monitoring.AlertPolicyConditionArgs(display_name=title, condition_threshold=threshold),
        ],
        severity=alert.severity,
        documentation=monitoring.AlertPolicyDocumentationArgs(content=alert.says, mime_type="text/markdown"),
        user_labels=component.tags,
        opts=component.child(),
    )
