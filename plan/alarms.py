"""Alarms: how they are named, and the topic of each place that has any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jurisdictions.model import DataClass
from plan import names
from plan.draft import GLOBAL, Draft, Scope
from plan.model import Alarm, AlarmTopic, Key
from plan.model.alarms import Comparison, Missing, Statistic

ALARMS = "alarms"
"""What a topic and its key are called; no store may take this name."""
RULE_NAME_LIMIT = 64
"""EventBridge API, ``PutRule``; a topic may have 256 (SNS API, ``CreateTopic``)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Signal:
    """A metric that an engine publishes, and when it is wrong. ``key`` tells the alarms of a store apart."""

    key: str
    metric: str
    statistic: Statistic
    threshold: float
    missing: Missing
    comparison: Comparison = "GreaterThanThreshold"
    periods: int = 5
    datapoints: int = 5
    dimensions: Mapping[str, str] = field(default_factory=dict)
    """Besides those that say which resource it is."""
    operations: tuple[str, ...] = ()


def alarm(draft: Draft, at: str, namespace: str, signal: Signal, dimensions: Mapping[str, str]) -> Alarm:
    """The alarm on a signal in one place, for the resource that ``dimensions`` name."""
    return Alarm(
        name=draft.scope.logical(draft.name, at, "alarm", signal.key),
        physical=f"{prefix(draft.scope)}{draft.name}/{signal.key}",
        place=at,
        namespace=namespace,
        metric=signal.metric,
        dimensions={**dimensions, **signal.dimensions},
        operations=signal.operations,
        statistic=signal.statistic,
        comparison=signal.comparison,
        threshold=signal.threshold,
        periods=signal.periods,
        datapoints=signal.datapoints,
        missing=signal.missing,
    )


def prefix(scope: Scope) -> str:
    """What the names of a jurisdiction's alarms begin with: no other's do."""
    return f"{scope.identity.prefix}/{scope.law.id}/"


def plan_topics(scope: Scope, at: Iterable[str]) -> tuple[tuple[AlarmTopic, ...], tuple[Key, ...]]:
    """A topic in each place that has alarms, and its key."""
    data_class = DataClass.METADATA if scope.law.id == GLOBAL else DataClass.PERSISTENT
    topics, keys = [], []
    for place in sorted(set(at)):
        key = scope.key(place, ALARMS, data_class, services=("events",))
        keys.append(key)
        topics.append(
            AlarmTopic(
                **scope.part(ALARMS, place, data_class=data_class),
                place=place,
                physical=names.physical(scope.identity.prefix, scope.law.id, ALARMS, limit=RULE_NAME_LIMIT),
                key=key.name,
                prefix=prefix(scope),
            )
        )
    return tuple(topics), tuple(keys)
