"""What machines on Google Cloud tell Cloud Monitoring of themselves, and the alert policies on them.

An internal passthrough balancer publishes no health of its backends (Cloud Load Balancing, "Logging and
monitoring for internal passthrough Network Load Balancers"), so whether a machine takes clients is its own
word, and its silence. The types of these metrics are declared: a policy on one that nobody has declared or
written yet is refused. Machines are told apart by labels and zones, not by ids, which change with a machine.
Other metrics: Compute Engine's list of metrics; of the status of disks, "Monitor disk health".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources

import pulumi
from pulumi_gcp import monitoring, projects

from components.gcp.alerts import PERCENT, Alert, declare_alerts
from components.gcp.component import GcpComponent
from components.machines.script import HOME
from plan import model, names
from plan.model.stores.machines import CERTIFICATE_DAYS, DISK_USED, READY

INSTANCE, NODE = "gce_instance", "generic_node"
TOLD = {
    DISK_USED: ("%", "How full the data disk is, 0 to 100"),
    CERTIFICATE_DAYS: ("d", "Days until the first of its certificates expires"),
    READY: ("1", "1 while the database takes clients, else 0"),
}
SLOW = ("Degraded", "Severely Degraded")
SELECTED_BY = ("jurisdiction", "project", "stack", "store")
"""Labels that together say which store of which stack a machine is of."""
REPORT = f"{HOME}/report"


def report(group: model.MachineGroup, project: str) -> str:
    """Shell: tells Cloud Monitoring that the number ``$1`` of this machine is ``$2``."""
    where = f"{project} {names.region(group.place)} {group.identity}"
    return f'{REPORT} {where} "$NAME" "{group.metrics}/$1" "$2"'


def report_files() -> Mapping[str, str]:
    """What ``report`` runs, by path."""
    folder = resources.files(__package__).joinpath("files")
    return {REPORT: folder.joinpath("report").read_text(encoding="utf-8")}


def report_access(
    component: GcpComponent, group: model.MachineGroup, member: pulumi.Input[str]
) -> projects.IAMMember:
    """Write metrics, and read none. Monitoring knows no smaller part than a project."""
    return projects.IAMMember(
        f"{group.name}-metric-writer",
        project=component.project,
        role="roles/monitoring.metricWriter",
        member=member,
        opts=component.child(),
    )


def declare(component: GcpComponent, part: model.Machines, group: model.MachineGroup) -> None:
    """The types of what the machines of a group tell, and the policies on the group."""
    types = [_type(component, group, metric) for metric in TOLD]
    declare_alerts(component, part, alerts(part, group, component.tags), depends_on=types)


def _type(component: GcpComponent, group: model.MachineGroup, metric: str) -> monitoring.MetricDescriptor:
    unit, says = TOLD[metric]
    return monitoring.MetricDescriptor(
        names.logical(group.name, "metric", metric),
        project=component.project,
        type=f"{group.metrics}/{metric}",
        metric_kind="GAUGE",
        value_type="DOUBLE",
        unit=unit,
        display_name=f"{group.identity}: {metric}",
        description=says,
        opts=component.child(),
    )


def alerts(part: model.Machines, group: model.MachineGroup, tags: Mapping[str, str]) -> Iterator[Alert]:
    """The same as on AWS, one of a kind for all machines of a group: an incident says which machine."""
    region = names.region(group.place)
    yield from _published(part, group, region, {key: tags[key] for key in SELECTED_BY})
    yield from _told(part, group, region)
    yield from _ready(group, region)


def _published(
    part: model.Machines, group: model.MachineGroup, region: str, labels: Mapping[str, str]
) -> Iterator[Alert]:
    """What Compute Engine itself knows of machines."""
    zones = sorted({machine.zone for machine in group.machines})
    yield Alert(
        name=f"silent-{region}",
        says=f"A machine of {group.identity} does not run. Look at its console output, and replace it.",
        metric="compute.googleapis.com/instance/uptime",
        resource=INSTANCE,
        labels={"zone": zones},
        user_labels=labels,
        absent=True,
        aligner="ALIGN_RATE",
        severity="ERROR",
    )
    yield Alert(
        name=f"cpu-{region}",
        says=f"CPU of a machine of {group.identity} is above {part.limits.cpu_percent} % for a quarter of an "
        "hour: use a larger machine type.",
        metric="compute.googleapis.com/instance/cpu/utilization",
        resource=INSTANCE,
        labels={"zone": zones},
        user_labels=labels,
        threshold=part.limits.cpu_percent / PERCENT,
        minutes=15,
    )
    yield Alert(
        name=f"disk-slow-{region}",
        says=f"Google says that a disk of {group.identity} is slower than it should be, on its side.",
        metric="compute.googleapis.com/instance/disk/performance_status",
        resource=INSTANCE,
        labels={"zone": zones},
        metric_labels={"performance_status": SLOW},
        user_labels=labels,
        aligner="ALIGN_FRACTION_TRUE",
        severity="ERROR",
    )


def _told(part: model.Machines, group: model.MachineGroup, region: str) -> Iterator[Alert]:
    """What machines tell of their disks and certificates."""
    labels, limits = {"namespace": group.identity}, part.limits
    yield Alert(
        name=f"disk-full-{region}",
        says=f"A data disk of {group.identity} is fuller than {limits.disk_used_percent} %: raise disk_gib.",
        metric=f"{group.metrics}/{DISK_USED}",
        resource=NODE,
        labels=labels,
        threshold=limits.disk_used_percent,
        aligner="ALIGN_MAX",
        severity="ERROR",
    )
    yield Alert(
        name=f"certificates-{region}",
        says=f"A certificate of {group.identity} expires in less than {limits.certificate_days} days: "
        "run `pulumi up`.",
        metric=f"{group.metrics}/{CERTIFICATE_DAYS}",
        resource=NODE,
        labels=labels,
        threshold=limits.certificate_days,
        below=True,
        aligner="ALIGN_MIN",
        severity="ERROR",
    )


def _ready(group: model.MachineGroup, region: str) -> Iterator[Alert]:
    """What machines tell of their databases, and do not."""
    labels = {"namespace": group.identity}
    yield Alert(
        name=f"ready-{region}",
        says=f"A machine of {group.identity} takes no clients, or says nothing of itself.",
        metric=f"{group.metrics}/{READY}",
        resource=NODE,
        labels=labels,
        threshold=1,
        below=True,
        silence_fires=True,
        aligner="ALIGN_MIN",
        severity="ERROR",
    )
    yield Alert(
        name=f"quorum-{region}",
        says=f"Fewer than {group.least_ready} machines of {group.identity} take clients: nothing can be "
        "written here.",
        metric=f"{group.metrics}/{READY}",
        resource=NODE,
        labels=labels,
        threshold=group.least_ready,
        below=True,
        silence_fires=True,
        minutes=3,
        aligner="ALIGN_MIN",
        reducer="REDUCE_SUM",
        severity="CRITICAL",
    )
