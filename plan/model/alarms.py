"""Alarms of stores, and the topic that tells of them: one for each jurisdiction and place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from plan.model.parts import Part

Comparison = Literal["GreaterThanThreshold", "LessThanThreshold"]
Statistic = Literal["Average", "Maximum", "Minimum", "Sum"]
Missing = Literal["breaching", "notBreaching", "ignore"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Summed:
    """A metric that has no figure for all of something together: its figures are added up."""

    dimension: str
    values: tuple[str, ...]
    """Of the dimension: at most 10 (CloudWatch API, ``PutMetricAlarm``: metrics of an alarm)."""
    silence_is_zero: bool = False
    """Whether a value without data in a period counts as 0; else it is left out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """A CloudWatch alarm on one metric of a store, in the place where the metric is published."""

    name: str
    """Pulumi logical name."""
    physical: str
    """Begins with the prefix of its place's topic, and so reaches that topic. 1 to 255 characters."""
    place: str
    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    watches: str = ""
    """Logical name of what it watches, where that is one of several things, or the cloud makes up its id."""
    ids: tuple[str, ...] = ()
    """Dimensions with such ids: whoever declares what is watched knows their values."""
    summed: Summed | None = None
    statistic: Statistic
    comparison: Comparison = "GreaterThanThreshold"
    threshold: float
    """In the metric's own unit."""
    period_seconds: int = 60
    periods: int = 5
    """So many periods are looked at."""
    datapoints: int = 5
    """So many of them must be over the threshold."""
    missing: Missing
    """What a period without data counts as."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmTopic(Part):
    """Where the alarms of one jurisdiction in one place are told: names and states, no data."""

    place: str
    physical: str
    """Name of the topic and of the rule that feeds it, 1 to 64 characters."""
    key: str
    """Name of the planned key."""
    prefix: str
    """What the names of its alarms begin with: ``acme-prod/eu/``."""
