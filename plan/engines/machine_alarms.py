"""What is watched of machines and their balancer, with the thresholds; on Google Cloud the same numbers hold.

No agent runs on the machines. Besides what the cloud publishes by itself, each tells three numbers of its own
every minute (components/machines/files/watch): how full its data disk is, for how many days its certificates
are valid, and, last of all, whether its database takes clients. So silence about the last says that something
is wrong, and the alarms on the others need none of their own.

Sources: EC2 User Guide, "Status checks" and "CloudWatch metrics" (CPU every five minutes); EBS User Guide,
"CloudWatch metrics" (gp3 has no burst; checks are published for a volume at a Nitro instance); Elastic Load
Balancing, "CloudWatch metrics for your Network Load Balancer"; CloudWatch User Guide, "Recommended alarms"
(CPU 80 % for 15 minutes); CockroachDB, "Essential alerts" (a store that is 80 % full). What they leave open
is this project's choice and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plan.alarms import Signal, Watched, alarm
from plan.draft import Draft
from plan.model import Alarm, MachineCluster, MachineGroup, MachineLimits
from plan.model.alarms import Summed
from plan.model.stores.machines import CERTIFICATE_DAYS, DISK_USED, READY

EC2, EBS, BALANCERS = "AWS/EC2", "AWS/EBS", "AWS/NetworkELB"
LIMITS = MachineLimits(cpu_percent=80, disk_used_percent=80, certificate_days=30)
"""Days: half of the last 60, in which any ``pulumi up`` renews a certificate. This project's choice."""
PRESSED_MINUTES = 15
"""A disk may be at its limits for moments. This project's choice."""
VOLUME = ("InstanceId", "VolumeId")
GROUP = ("LoadBalancer", "TargetGroup")


def least_ready(votes: int, copies: int) -> int:
    """How many machines of a region must be ready, if all elsewhere are, for its cluster to be written to.

    ``votes`` of its ``copies`` are in the region. At least one: a region without any answers nobody.
    """
    majority = copies // 2 + 1
    return max(1, majority - (copies - votes))


def machine_alarms(draft: Draft, clusters: Iterable[MachineCluster]) -> tuple[Alarm, ...]:
    """Alarms of all machines on AWS, and of each of their balancers."""
    groups = [g for c in clusters for g in c.groups if g.place.startswith("aws/")]
    return tuple(found for group in groups for found in _of_group(draft, group))


def _of_group(draft: Draft, group: MachineGroup) -> Iterator[Alarm]:
    for machine in group.machines:
        of = Watched(name=machine.name, physical=machine.physical)
        own = {"Machine": machine.physical}
        for signal in _of_machine():
            yield alarm(draft, group.place, EC2, signal, {}, of=of)
        for signal in _of_disk():
            yield alarm(draft, group.place, EBS, signal, {}, of=of)
        for signal in _told():
            yield alarm(draft, group.place, group.metrics, signal, own, of=of)
    together = Watched(name=group.name)
    for signal in _of_balancer():
        yield alarm(draft, group.place, BALANCERS, signal, {}, of=together)
    yield alarm(draft, group.place, group.metrics, _quorum(group), {}, of=together)


def _of_machine() -> Iterator[Signal]:
    yield Signal(
        key="status",
        metric="StatusCheckFailed",
        statistic="Maximum",
        threshold=0,
        periods=3,
        datapoints=3,
        missing="breaching",
        ids=("InstanceId",),
    )
    yield Signal(
        key="cpu",
        metric="CPUUtilization",
        statistic="Average",
        threshold=LIMITS.cpu_percent,
        period_seconds=300,
        periods=3,
        datapoints=3,
        missing="notBreaching",
        ids=("InstanceId",),
    )


def _of_disk() -> Iterator[Signal]:
    for key, metric, minutes in _CHECKS:
        yield Signal(
            key=key,
            metric=metric,
            statistic="Maximum",
            threshold=0,
            periods=minutes,
            datapoints=minutes,
            missing="notBreaching",
            ids=VOLUME,
        )


_CHECKS = (
    ("disk-stalled", "VolumeStalledIOCheck", 2),
    ("disk-iops", "VolumeIOPSExceededCheck", PRESSED_MINUTES),
    ("disk-throughput", "VolumeThroughputExceededCheck", PRESSED_MINUTES),
)


def _told() -> Iterator[Signal]:
    yield Signal(
        key="disk-full",
        metric=DISK_USED,
        statistic="Maximum",
        threshold=LIMITS.disk_used_percent,
        missing="notBreaching",
    )
    yield Signal(
        key="certificates",
        metric=CERTIFICATE_DAYS,
        statistic="Minimum",
        comparison="LessThanThreshold",
        threshold=LIMITS.certificate_days,
        missing="notBreaching",
    )
    yield Signal(
        key="ready",
        metric=READY,
        statistic="Minimum",
        comparison="LessThanThreshold",
        threshold=1,
        missing="breaching",
    )


def _of_balancer() -> Iterator[Signal]:
    """What holds however the balancer counts over zones: any that is unhealthy; none that is healthy."""
    yield Signal(
        key="balancer",
        metric="UnHealthyHostCount",
        statistic="Maximum",
        threshold=0,
        missing="notBreaching",
        ids=GROUP,
    )
    yield Signal(
        key="balancer-empty",
        metric="HealthyHostCount",
        statistic="Maximum",
        comparison="LessThanThreshold",
        threshold=1,
        periods=3,
        datapoints=3,
        missing="breaching",
        ids=GROUP,
    )


def _quorum(group: MachineGroup) -> Signal:
    """Machines that say they are ready; one that says nothing is not."""
    names = tuple(machine.physical for machine in group.machines)
    return Signal(
        key="quorum",
        metric=READY,
        statistic="Minimum",
        comparison="LessThanThreshold",
        threshold=group.least_ready,
        periods=3,
        datapoints=3,
        missing="breaching",
        summed=Summed(dimension="Machine", values=names, silence_is_zero=True),
    )
