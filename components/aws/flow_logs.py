"""Flow logs of a VPC, into the log group of the same place, with a role that can do nothing else."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent, account, arn, document, role_name, trust
from components.handles import LogsHandle
from plan import model as planned

INTERVAL_SECONDS = 60
"""The shortest there is; the other is 600 (EC2 API, ``CreateFlowLogs``)."""


def flow_logs(
    component: AwsComponent, part: planned.AwsNetwork, vpc: aws.ec2.Vpc, logs: LogsHandle, region: str
) -> aws.ec2.FlowLog:
    """All traffic, accepted and rejected."""
    role = _role(component, part, region)
    policy = aws.iam.RolePolicy(
        f"{part.name}-flow-logs-policy",
        name="write-flow-logs",
        role=role.name,
        policy=_write(component, part, logs),
        opts=component.child(),
    )
    return aws.ec2.FlowLog(
        f"{part.name}-flow-logs",
        vpc_id=vpc.id,
        traffic_type="ALL",
        log_destination_type="cloud-watch-logs",
        log_destination=logs.id,
        iam_role_arn=role.arn,
        max_aggregation_interval=INTERVAL_SECONDS,
        region=region,
        tags=component.titled(f"{part.physical}-flow-logs"),
        opts=component.child(depends_on=[policy]),
    )


def _role(component: AwsComponent, part: planned.AwsNetwork, region: str) -> aws.iam.Role:
    """Named with its region: roles are global, and networks of two regions may have one name."""
    context = component.context
    return aws.iam.Role(
        f"{part.name}-flow-logs-role",
        name=role_name(part.physical, region, "flow-logs"),
        description=f"Flow logs of {part.physical} write to their log group",
        assume_role_policy=trust(
            "vpc-flow-logs.amazonaws.com",
            StringEquals={"aws:SourceAccount": account(context)},
            ArnLike={"aws:SourceArn": arn(context, part.place, "ec2", "vpc-flow-log/*")},
        ),
        tags=component.tags,
        opts=component.child(),
    )


def _write(component: AwsComponent, part: planned.AwsNetwork, logs: LogsHandle) -> pulumi.Output[str]:
    groups = arn(component.context, part.place, "logs", "log-group:*")

    def policy(group: str) -> str:
        return document(
            [
                {
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                    "Resource": [group, f"{group}:*"],
                },
                {"Effect": "Allow", "Action": "logs:DescribeLogGroups", "Resource": groups},
            ]
        )

    return logs.id.apply(policy)
