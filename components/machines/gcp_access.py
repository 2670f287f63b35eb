"""Who machines on Google Cloud are, what they may read, and who may reach them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_gcp import compute, secretmanager, serviceaccount, storage

from components.gcp.component import GcpComponent
from components.gcp.firewall import ANYWHERE, HEALTH_CHECKERS, Direction
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
    """Rules about these machines alone, before the network's own: those let the whole inside in, and nothing
    out to other networks (``deny-foreign-networks``)."""
    return tuple(
        _declare(component, part, group, network, email, priority=group.priority + n, rule=rule)
        for n, rule in enumerate(_rules(part, group))
    )


def _declare(
    component: GcpComponent,
    part: model.Machines,
    group: model.MachineGroup,
    network: NetworkHandle,
    email: pulumi.Input[str],
    *,
    priority: int,
    rule: _Rule,
) -> compute.NetworkFirewallPolicyRule:
    layer4 = compute.NetworkFirewallPolicyRuleMatchLayer4ConfigArgs(
        ip_protocol="tcp" if rule.ports else "all", ports=[str(port) for port in rule.ports] or None
    )
    return compute.NetworkFirewallPolicyRule(
        names.logical(group.name, rule.name, "rule"),
        project=component.project,
        firewall_policy=network.firewall,
        rule_name=names.logical(group.name, rule.name),
        description=f"{part.store} in {group.place}: {rule.name}",
        priority=priority,
        direction=rule.direction,
        action=rule.action,
        enable_logging=rule.action == "deny",
        target_service_accounts=[email],
        match=compute.NetworkFirewallPolicyRuleMatchArgs(
            src_ip_ranges=list(rule.ranges) if rule.direction == "INGRESS" else None,
            dest_ip_ranges=list(rule.ranges) if rule.direction == "EGRESS" else None,
            layer4_configs=[layer4],
        ),
        opts=component.child(),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rule:
    """Who may come in or be reached; no ports are all."""

    name: str
    ports: tuple[int, ...]
    ranges: tuple[str, ...]
    direction: Direction = "INGRESS"
    action: Literal["allow", "deny"] = "allow"


def _rules(part: model.Machines, group: model.MachineGroup) -> Iterator[_Rule]:
    """What comes in, ended by a refusal of everybody else; then what leaves for members beyond a path."""
    for opening in group.openings:
        yield _Rule(name=opening.name, ports=opening.ports, ranges=opening.sources)
    yield _Rule(name="health", ports=(part.health_port,), ranges=HEALTH_CHECKERS)
    yield _Rule(name="others", ports=(), ranges=ANYWHERE, action="deny")
    for opening in group.openings:
        if opening.beyond:
            name = names.logical("to", opening.name)
            yield _Rule(name=name, ports=opening.ports, ranges=opening.beyond, direction="EGRESS")
