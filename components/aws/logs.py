"""A log group in one region, under a key of that region, with an end to how long it keeps anything."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent
from components.base import Context
from components.handles import KeyHandle, LogsHandle
from jurisdictions.model import Aspect
from plan import model as planned
from plan import names


class Logs(AwsComponent):
    """Declares the log group of a network. Sends nothing anywhere: no subscription, no export."""

    handle: LogsHandle

    def __init__(
        self,
        part: planned.Logs,
        *,
        context: Context,
        keys: Mapping[str, KeyHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        here, beside = {Aspect.LOGS: [part.place]}, [(part.place, keys[part.key])]
        super().__init__("domicile:aws:Logs", part, context, opts, places=here, beside=beside)
        group = log_group(
            f"{part.name}-group",
            physical=part.physical,
            region=names.region(part.place),
            key=keys[part.key],
            retention_days=part.retention_days,
            component=self,
        )
        self.handle = LogsHandle(name=part.name, place=part.place, id=group.arn)
        self.register_outputs({"arn": group.arn})


def log_group(
    name: str, *, physical: str, region: str, key: KeyHandle, retention_days: int, component: AwsComponent
) -> aws.cloudwatch.LogGroup:
    """A log group that a component owns. CloudWatch checks the key's policy when it is created."""
    return aws.cloudwatch.LogGroup(
        name,
        name=physical,
        kms_key_id=key.id,
        retention_in_days=retention_days,
        log_group_class="STANDARD",
        region=region,
        tags=component.tags,
        opts=component.child(stateful=True, depends_on=key.ready),
    )
