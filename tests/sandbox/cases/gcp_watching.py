"""Cases of the rules of Google's alert policies and metrics of one's own."""

from __future__ import annotations

from sandbox.constraints.gcp_watching import DESCRIPTOR, POLICY
from tests.sandbox.shapes import Case, Inputs, google, names

READY = "custom.googleapis.com/domicile/acme_uk/Ready"
CPU = "compute.googleapis.com/instance/cpu/utilization"


def _policy(
    metric: str = CPU,
    *,
    resource: str = "gce_instance",
    seconds: int = 300,
    alignment: int = 60,
    kind: str = "conditionThreshold",
) -> Inputs:
    condition = {
        "filter": f'resource.type = "{resource}" AND metric.type = "{metric}"',
        "duration": f"{seconds}s",
        "aggregations": [{"alignmentPeriod": f"{alignment}s"}],
    }
    return {"conditions": [{"displayName": "it", kind: condition}]}


def _unfiltered(part: str) -> Inputs:
    return {"conditions": [{"conditionThreshold": {"filter": part, "duration": "60s"}}]}


CASES: dict[str, list[Case]] = {
    "alert-duration": [
        Case(POLICY, _policy(seconds=0), _policy(seconds=90)),
        Case(POLICY, _policy(kind="conditionAbsent"), _policy(kind="conditionAbsent", seconds=84_660)),
    ],
    "alert-alignment": [Case(POLICY, _policy(), _policy(alignment=30))],
    "alert-filter": [
        Case(POLICY, _policy(), _unfiltered(wrong))
        for wrong in ('resource.type = "gce_instance"', f'metric.type = "{CPU}"')
    ],
    "alert-metric": [
        Case(
            POLICY,
            _policy(READY, resource="generic_node"),
            _policy("custom.googleapis.com/domicile/acme_uk/Redy", resource="generic_node"),
            there=(google(DESCRIPTOR, "d", type=READY),),
        )
    ],
    "metric-type": names(
        DESCRIPTOR,
        "type",
        READY,
        "custom.googleapis.com/acme-uk/ready",
        "custom.googleapis.com/",
        "compute.googleapis.com/instance/uptime",
    ),
}
