"""Rules of alert policies and of metrics of one's own.

Sources: ``gcp docs`` are pages of docs.cloud.google.com.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sandbox.constraints.rule import Rule, Subject, pattern
from sandbox.typecheck import Failure
from sandbox.values import at

POLICY: Final = "gcp:monitoring/alertPolicy:AlertPolicy"
DESCRIPTOR: Final = "gcp:monitoring/metricDescriptor:MetricDescriptor"
CONDITIONS: Final = ("conditionThreshold", "conditionAbsent")
MINUTE: Final = 60
LONGEST: Final = 84_600
"""Seconds: 23.5 hours."""
OWN: Final = re.compile(r'metric\.type = "(custom\.googleapis\.com/[^"]+)"')


def _seconds(subject: Subject, field: str) -> Iterator[tuple[str, int]]:
    for kind in CONDITIONS:
        for where, text in at(subject.inputs, f"conditions[].{kind}.{field}"):
            yield where, int(str(text).removesuffix("s"))


def _filters(subject: Subject) -> Iterator[tuple[str, str]]:
    for kind in CONDITIONS:
        yield from at(subject.inputs, f"conditions[].{kind}.filter")


def _durations(subject: Subject) -> Iterator[Failure]:
    for where, seconds in _seconds(subject, "duration"):
        if seconds % MINUTE or seconds > LONGEST:
            yield Failure(where, f"{seconds} s: whole minutes, up to 23.5 hours")


def _alignments(subject: Subject) -> Iterator[Failure]:
    for where, seconds in _seconds(subject, "aggregations[].alignmentPeriod"):
        if seconds < MINUTE:
            yield Failure(where, f"{seconds} s: a minute or more")


def _selects(subject: Subject) -> Iterator[Failure]:
    for where, text in _filters(subject):
        lacking = [each for each in ("resource.type", "metric.type") if f'{each} = "' not in text]
        if lacking:
            yield Failure(where, f"must restrict {' and '.join(lacking)}")


def _known(subject: Subject) -> Iterator[Failure]:
    """A metric that nobody declared, or has written yet, is not found."""
    there = {str(d.get("type")) for d in subject.state.of_type(DESCRIPTOR)} if subject.state else set()
    for where, text in _filters(subject):
        if (found := OWN.search(text)) and found[1] not in there:
            yield Failure(where, f'Error 404: Cannot find metric(s) that match type = "{found[1]}"')


RULES: Final = (
    Rule(
        id="alert-duration",
        types=(POLICY,),
        check=_durations,
        source="gcp docs: Monitoring API, AlertPolicy; Create metric-absence alerting policies",
    ),
    Rule(
        id="alert-alignment",
        types=(POLICY,),
        check=_alignments,
        source="gcp docs: Monitoring API, Aggregation",
    ),
    Rule(id="alert-filter", types=(POLICY,), check=_selects, source="gcp docs: Monitoring API, AlertPolicy"),
    Rule(
        id="alert-metric",
        types=(POLICY,),
        check=_known,
        source="github.com: hashicorp/terraform-provider-google #10325",
        needs_state=True,
    ),
    Rule(
        id="metric-type",
        types=(DESCRIPTOR,),
        check=pattern(
            "type",
            r"(custom|external)\.googleapis\.com/[A-Za-z0-9][A-Za-z0-9_./]{0,199}",
            "a domain of one's own metrics, then letters, digits, underscores, dots and slashes",
        ),
        source="gcp docs: Cloud Monitoring, Naming conventions",
    ),
)
