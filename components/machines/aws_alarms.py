"""What machines on AWS tell CloudWatch of themselves, and the alarms on them and their balancer.

The alarms of a machine begin with its name: who replaces one machine by its target takes them along.
"""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.aws.alarms import declare_alarms
from components.aws.component import AwsComponent, document
from plan import model, names


def report(group: model.MachineGroup) -> str:
    """Shell: tells CloudWatch that the number ``$1`` of this machine is ``$2``."""
    return (
        f"aws cloudwatch put-metric-data --region {names.region(group.place)} --namespace {group.metrics} "
        '--metric-name "$1" --value "$2" --dimensions "Machine=$NAME"'
    )


def report_access(
    component: AwsComponent, group: model.MachineGroup, role: aws.iam.Role
) -> aws.iam.RolePolicy:
    """Put numbers into the namespace of this group, and no other."""
    policy = document(
        [
            {
                "Effect": "Allow",
                "Action": "cloudwatch:PutMetricData",
                "Resource": "*",
                "Condition": {"StringEquals": {"cloudwatch:namespace": group.metrics}},
            }
        ]
    )
    return aws.iam.RolePolicy(
        f"{group.name}-metrics-policy",
        name="metrics",
        role=role.name,
        policy=policy,
        opts=component.child(),
    )


def balancer_alarms(
    component: AwsComponent,
    part: model.Machines,
    group: model.MachineGroup,
    balancer: aws.lb.LoadBalancer,
    targets: aws.lb.TargetGroup,
) -> None:
    """Those of the group as a whole: its balancer, and whether enough machines say that they are ready."""
    alarms = [a for a in part.alarms if a.watches == group.name]
    known = {"LoadBalancer": balancer.arn_suffix, "TargetGroup": targets.arn_suffix}
    declare_alarms(component, alarms, known={group.name: known})


def machine_alarms(
    component: AwsComponent,
    part: model.Machines,
    instances: Mapping[str, aws.ec2.Instance],
    volumes: Mapping[str, aws.ebs.Volume],
) -> None:
    """Those of each machine; ``instances`` and ``volumes`` by its name."""
    known: dict[str, dict[str, pulumi.Input[str]]] = {
        name: {"InstanceId": instance.id, "VolumeId": volumes[name].id}
        for name, instance in instances.items()
    }
    alarms = [a for a in part.alarms if a.watches in instances]
    declare_alarms(component, alarms, known=known)
