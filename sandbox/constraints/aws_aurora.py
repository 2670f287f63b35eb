"""Rules of Aurora's serverless class and of write forwarding, and of strongly consistent tables' expiry.

Sources: ``aws docs`` are pages of docs.aws.amazon.com; ``provider`` is the documentation inside pulumi-aws
7.51.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sandbox.constraints.rule import Rule, Subject, needs
from sandbox.typecheck import Failure
from sandbox.values import at

CLUSTER: Final = "aws:rds/cluster:Cluster"
INSTANCE: Final = "aws:rds/clusterInstance:ClusterInstance"
SCALING: Final = "serverlessv2ScalingConfiguration"


def _capacity(subject: Subject) -> Iterator[Failure]:
    """Half units, the least not over the most."""
    least, most = (subject.get(f"{SCALING}.{end}Capacity") for end in ("min", "max"))
    for name, value in (("minCapacity", least), ("maxCapacity", most)):
        if value is not None and (2 * value) % 1:
            yield Failure(f"{SCALING}.{name}", f"{value} is no multiple of half a unit")
    if least is not None and most is not None and least > most:
        yield Failure(f"{SCALING}.minCapacity", f"{least:g} is over the maximum of {most:g}")


def _serverless(subject: Subject) -> Iterator[Failure]:
    """A serverless instance needs the capacity of its cluster."""
    if subject.get("instanceClass") != "db.serverless":
        return
    for cluster in subject.named(CLUSTER, subject.get("clusterIdentifier")):
        if cluster.inputs.get("region") in (None, subject.place.region) and not cluster.get(SCALING):
            yield Failure(
                "instanceClass",
                "InvalidDBClusterStateFault: a serverless instance needs the cluster's scaling configuration",
            )


def _strong_expiry(subject: Subject) -> Iterator[Failure]:
    modes = [mode for _, mode in at(subject.inputs, "replicas[].consistencyMode")]
    if "STRONG" in modes and subject.get("ttl.enabled"):
        yield Failure("ttl.enabled", "a strongly consistent global table has no time to live")


RULES: Final = (
    Rule(id="rds-serverless-range", types=(CLUSTER,), check=_capacity, source="provider: rds.Cluster"),
    Rule(
        id="rds-serverless-class",
        types=(INSTANCE,),
        check=_serverless,
        source="aws docs: aurora-serverless-v2.create",
        needs_state=True,
    ),
    Rule(
        id="rds-forwarding-global",
        types=(CLUSTER,),
        check=lambda s: (
            needs("enableGlobalWriteForwarding", with_="globalClusterIdentifier")(s)
            if s.get("enableGlobalWriteForwarding")
            else []
        ),
        source="aws docs: RDS CreateDBCluster",
    ),
    Rule(
        id="dynamodb-strong-expiry",
        types=("aws:dynamodb/table:Table",),
        check=_strong_expiry,
        source="aws docs: V2globaltables_HowItWorks",
    ),
)
