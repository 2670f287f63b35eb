"""Cloud Logging kept at home: a log bucket in the region, the sink that fills it, and no copy elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
from pulumi_gcp import logging

from components.base import Context
from components.gcp.component import GcpComponent
from components.handles import KeyHandle, LogsHandle
from jurisdictions.model import Aspect
from plan import model, names


class Logs(GcpComponent):
    """Logs that match ``source`` go to a bucket in this part's place, under its key, and nowhere else.

    Without the exclusion they would also go to the project's ``_Default`` bucket, which is in ``global``.
    So whatever writes such logs depends on this component. The sink has no grant: one that writes to a log
    bucket of its own project gets no writer identity, and a grant to nobody is refused by the cloud.
    """

    def __init__(
        self,
        part: model.Logs,
        *,
        source: str,
        context: Context,
        keys: Mapping[str, KeyHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        here, beside = {Aspect.LOGS: (part.place,)}, [(part.place, keys[part.key])]
        super().__init__("domicile:gcp:Logs", part, context, opts, places=here, beside=beside)
        bucket = self._bucket(part, keys[part.key])
        # From what the bucket is given, not from its id, so that a preview shows where the logs go.
        place = pulumi.Output.concat("projects/", bucket.project, "/locations/", bucket.location)
        path = pulumi.Output.concat(place, "/buckets/", bucket.bucket_id)
        sink = self._sink(part, source, bucket, path)
        logging.ProjectExclusion(
            names.logical(part.name, "exclusion"),
            name=self.physical(part.name),
            project=self.project,
            description=f"Kept in {part.physical} ({part.place}) instead of the global bucket",
            filter=source,
            # The other way round, a failure in between would lose logs instead of storing them twice.
            opts=self.child(depends_on=[sink]),
        )
        self.handle = LogsHandle(name=part.name, place=part.place, id=bucket.id, path=path)
        self.register_outputs({"id": bucket.id})

    def _bucket(self, part: model.Logs, key: KeyHandle) -> logging.ProjectBucketConfig:
        return logging.ProjectBucketConfig(
            part.name,
            project=self.project,
            location=names.region(part.place),
            bucket_id=part.physical,
            description=f"{part.jurisdiction}: logs of its network in {part.place}",
            retention_days=part.retention_days,
            cmek_settings=logging.ProjectBucketConfigCmekSettingsArgs(kms_key_name=key.id),
            deletion_policy=self.deletion_policy,
            opts=self.child(stateful=True, depends_on=key.ready),
        )

    def _sink(
        self, part: model.Logs, source: str, bucket: logging.ProjectBucketConfig, path: pulumi.Output[str]
    ) -> logging.ProjectSink:
        return logging.ProjectSink(
            names.logical(part.name, "sink"),
            name=self.physical(part.name),
            project=self.project,
            description=f"{part.jurisdiction}: logs of its network stay in {part.place}",
            destination=pulumi.Output.concat("logging.googleapis.com/", path),
            filter=source,
            unique_writer_identity=True,
            opts=self.child(depends_on=[bucket]),
        )


def network_source(subnetworks: Sequence[str], gateway: str | None) -> str:
    """Filter for what these subnetworks and this NAT gateway log: flows, firewall hits, NAT errors.

    By name and not by region: two jurisdictions may have networks in the same region.
    """
    these = " OR ".join(f'"{name}"' for name in sorted(subnetworks))
    subnets = (
        '(log_id("compute.googleapis.com/vpc_flows") OR log_id("compute.googleapis.com/firewall"))'
        f' AND resource.type="gce_subnetwork" AND resource.labels.subnetwork_name=({these})'
    )
    if gateway is None:
        return subnets
    nat = (
        'log_id("compute.googleapis.com/nat_flows") AND resource.type="nat_gateway"'
        f' AND resource.labels.gateway_name="{gateway}"'
    )
    return f"({subnets}) OR ({nat})"


def keep_at_home(
    component: GcpComponent, name: str, *, logs: LogsHandle, source: str, what: str
) -> pulumi.Resource:
    """Send what matches ``source`` to the log bucket of its own place, and nowhere else.

    What databases log may quote what people sent. Returns what must be there before it writes a line.
    Raises ``ValueError`` for logs that are not on Google Cloud.
    """
    if logs.path is None:
        msg = f"{logs.name} is no log bucket of Google Cloud"
        raise ValueError(msg)
    logical = names.logical(name, "logs")
    sink = logging.ProjectSink(
        names.logical(logical, "sink"),
        name=component.physical(logical),
        project=component.project,
        description=f"{what} stay in {logs.place}",
        destination=pulumi.Output.concat("logging.googleapis.com/", logs.path),
        filter=source,
        unique_writer_identity=True,
        opts=component.child(),
    )
    return logging.ProjectExclusion(
        names.logical(logical, "exclusion"),
        name=component.physical(logical),
        project=component.project,
        description=f"Kept in {logs.place} instead of the global bucket",
        filter=source,
        opts=component.child(depends_on=[sink]),
    )
