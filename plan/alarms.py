"""Alarms: how they are named, and the topic of each place that has any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jurisdictions.model import DataClass
from plan import names
from plan.draft import GLOBAL, Draft, Scope
from plan.model import Alarm, AlarmTopic, Key
from plan.model.alarms import Comparison, Missing, Statistic, Summed

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
    period_seconds: int = 60
    periods: int = 5
    datapoints: int = 5
    dimensions: Mapping[str, str] = field(default_factory=dict)
    """Besides those that say which resource it is."""
    ids: tuple[str, ...] = ()
    """Dimensions whose values the cloud makes up."""
    summed: Summed | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """One of several things of a store that have alarms of their own, or one whose id the cloud makes up."""

    name: str
    """Logical name: those of its alarms begin with it."""
    physical: str = ""
    """What its alarms say it is; empty where the store has no other in its place."""


def alarm(
    draft: Draft,
    at: str,
    namespace: str,
    signal: Signal,
    dimensions: Mapping[str, str],
    *,
    of: Watched | None = None,
) -> Alarm:
    """The alarm on a signal in one place, for the resource that ``dimensions``, or ``of``, name."""
    parts = (draft.name, of.physical, signal.key) if of and of.physical else (draft.name, signal.key)
    if of is None:
        name = draft.scope.logical(draft.name, at, "alarm", signal.key)
    else:
        name = names.logical(of.name, "alarm", signal.key)
    return Alarm(
        name=name,
        physical=prefix(draft.scope) + "/".join(parts),
        place=at,
        namespace=namespace,
        metric=signal.metric,
        dimensions={**dimensions, **signal.dimensions},
        watches=of.name if of else "",
        ids=signal.ids,
        summed=signal.summed,
        statistic=signal.statistic,
        comparison=signal.comparison,
        threshold=signal.threshold,
        period_seconds=signal.period_seconds,
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
