"""Who machines on Google Cloud are, what they may read, and who may reach them."""

from __future__ import annotations

from collections.abc import Iterator

import pulumi
from pulumi_gcp import compute, secretmanager, serviceaccount, storage

from components.gcp.component import GcpComponent
from components.gcp.firewall import ANYWHERE, HEALTH_CHECKERS
from components.gcp.handles import NetworkHandle
from components.machines.bucket import BACKUPS
from plan import model, names


def account_of(
    component: GcpComponent, part: model.Machines, group: model.MachineGroup
) -> serviceaccount.Account:
    """A service account that machines take; it may do nothing yet."""
    return serviceaccount.Account(
        f"{group.name}-account",
        account_id=group.identity,
        display_name=group.identity,
        description=f"Machines of {part.store} in {group.place}",
        project=component.project,
        opts=component.child(),
    )


def bucket_access(
    component: GcpComponent, group: model.MachineGroup, member: pulumi.Input[str], bucket: storage.Bucket
) -> tuple[pulumi.Resource, ...]:
    """Read all of the bucket of this place; write backups."""
    backups = bucket.name.apply(
        lambda name: f'resource.name.startsWith("projects/_/buckets/{name}/objects/{BACKUPS}/")'
    )
    read = storage.BucketIAMMember(
        f"{group.name}-bucket-read",
        bucket=bucket.name,
        role="roles/storage.objectViewer",
        member=member,
        opts=component.child(),
    )
    write = storage.BucketIAMMember(
        f"{group.name}-bucket-write",
        bucket=bucket.name,
        role="roles/storage.objectUser",
        member=member,
        condition=storage.BucketIAMMemberConditionArgs(title="backups only", expression=backups),
        opts=component.child(),
    )
    return read, write


def secret_access(
    component: GcpComponent, name: str, secret: secretmanager.Secret, member: pulumi.Input[str]
) -> secretmanager.SecretIamMember:
    """Read one secret."""
    return secretmanager.SecretIamMember(
        f"{name}-reader",
        secret_id=secret.id,
        project=component.project,
        role="roles/secretmanager.secretAccessor",
        member=member,
        opts=component.child(),
    )


def firewall(
    component: GcpComponent,
    part: model.Machines,
    group: model.MachineGroup,
    network: NetworkHandle,
    email: pulumi.Input[str],
) -> tuple[pulumi.Resource, ...]:
    """Rules about these machines alone, before the network's own, which let the whole inside in."""
    return tuple(
        compute.NetworkFirewallPolicyRule(
            names.logical(group.name, rule, "rule"),
            project=component.project,
            firewall_policy=network.firewall,
            rule_name=names.logical(group.name, rule),
            description=f"{part.store} in {group.place}: {rule}",
            priority=group.priority + n,
            direction="INGRESS",
            action="deny" if rule == "others" else "allow",
            enable_logging=rule == "others",
            target_service_accounts=[email],
            match=compute.NetworkFirewallPolicyRuleMatchArgs(
                src_ip_ranges=list(sources),
                layer4_configs=[
                    compute.NetworkFirewallPolicyRuleMatchLayer4ConfigArgs(
                        ip_protocol="tcp" if ports else "all", ports=[str(port) for port in ports] or None
                    )
                ],
            ),
            opts=component.child(),
        )
        for n, (rule, ports, sources) in enumerate(_rules(part, group))
    )


def _rules(
    part: model.Machines, group: model.MachineGroup
) -> Iterator[tuple[str, tuple[int, ...], tuple[str, ...]]]:
    """Name, ports and sources; the last refuses everybody else."""
    for opening in group.openings:
        yield opening.name, opening.ports, opening.sources
    yield "health", (part.health_port,), HEALTH_CHECKERS
    yield "others", (), ANYWHERE
