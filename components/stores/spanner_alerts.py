"""What to watch on a Spanner instance. Metrics: Cloud Monitoring, list of metrics of spanner."""

from __future__ import annotations

from collections.abc import Iterator

from components.gcp.alerts import PERCENT, Alert
from plan import model

RESOURCE = "spanner_instance"
STORAGE = 0.75
"""Share of what the instance's size may store (Spanner, "Create alerts for storage")."""
LOCATION = "resource.label.location"


def alerts(part: model.Spanner) -> Iterator[Alert]:
    """CPU that would not outlive a loss, storage that runs out, and the health of a quorum of two regions."""
    labels = {"instance_id": part.instance}
    yield Alert(
        name="cpu",
        says=f"High-priority CPU of {part.instance} is above {part.cpu_alert} %: the loss of a zone or "
        "region would slow it down. Add processing units.",
        metric="spanner.googleapis.com/instance/cpu/utilization_by_priority",
        resource=RESOURCE,
        labels=labels,
        metric_labels={"priority": "high"},
        threshold=part.cpu_alert / PERCENT,
        minutes=10,
        aligner="ALIGN_MAX",
        reducer="REDUCE_SUM",
        by=(LOCATION,),
    )
    yield Alert(
        name="storage",
        says=f"{part.instance} stores more than 75 % of what its size may. Add processing units.",
        metric="spanner.googleapis.com/instance/storage/utilization",
        resource=RESOURCE,
        labels=labels,
        threshold=STORAGE,
        aligner="ALIGN_MAX",
        reducer="REDUCE_SUM",
    )
    if part.layout == "dual-region":
        yield Alert(
            name="quorum",
            says=f"A quorum of {part.instance} is not healthy. With errors and latency, it says whether to "
            "change the quorum to the region that is left: `gcloud spanner databases change-quorum`.",
            metric="spanner.googleapis.com/instance/dual_region_quorum_availability",
            resource=RESOURCE,
            labels=labels,
            metric_labels={"quorum_availability": "Healthy"},
            threshold=1,
            below=True,
            minutes=2,
            aligner="ALIGN_FRACTION_TRUE",
            reducer="REDUCE_MIN",
            by=(LOCATION,),
            severity="CRITICAL",
        )
