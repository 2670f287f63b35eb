"""The internal passthrough balancer of a group on Google Cloud: TLS ends in the database."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
from pulumi_gcp import compute

from components.gcp.component import GcpComponent
from components.gcp.handles import NetworkHandle
from plan import model, names

SCHEME = "INTERNAL"
DRAIN_SECONDS = 60


def zone_groups(
    component: GcpComponent, group: model.MachineGroup, network: NetworkHandle
) -> Mapping[str, compute.InstanceGroup]:
    """An unmanaged instance group in each zone of the machines; they join when they are made."""
    return {
        zone: compute.InstanceGroup(
            names.logical(group.name, zone, "members"),
            name=names.physical(group.balancer, zone, limit=63),
            project=component.project,
            zone=zone,
            network=network.id,
            # Machines join by resources of their own, which a new machine brings along.
            opts=component.child(ignore_changes=["instances"]),
        )
        for zone in dict.fromkeys(machine.zone for machine in group.machines)
    }


def front_address(
    component: GcpComponent, group: model.MachineGroup, subnet: pulumi.Input[str]
) -> compute.Address:
    """What clients connect to."""
    return compute.Address(
        f"{group.name}-balancer-address",
        name=group.balancer,
        project=component.project,
        region=names.region(group.place),
        address_type="INTERNAL",
        purpose="GCE_ENDPOINT",
        subnetwork=subnet,
        labels=component.tags,
        opts=component.child(),
    )


def balancer(
    component: GcpComponent,
    part: model.Machines,
    group: model.MachineGroup,
    network: NetworkHandle,
    *,
    address: compute.Address,
    members: Mapping[str, compute.InstanceGroup],
) -> None:
    """For clients of the private tier of this region. Health checks do not look at the certificate."""
    region = names.region(group.place)
    check = compute.RegionHealthCheck(
        f"{group.name}-health",
        name=group.balancer,
        project=component.project,
        region=region,
        check_interval_sec=5,
        timeout_sec=5,
        healthy_threshold=2,
        unhealthy_threshold=2,
        https_health_check=compute.RegionHealthCheckHttpsHealthCheckArgs(
            port=part.health_port, request_path=part.health_path
        ),
        opts=component.child(),
    )
    service = compute.RegionBackendService(
        f"{group.name}-backends",
        name=group.balancer,
        project=component.project,
        region=region,
        protocol="TCP",
        load_balancing_scheme=SCHEME,
        health_checks=check.id,
        connection_draining_timeout_sec=DRAIN_SECONDS,
        session_affinity="NONE",
        backends=[
            compute.RegionBackendServiceBackendArgs(group=member.self_link, balancing_mode="CONNECTION")
            for member in members.values()
        ],
        opts=component.child(),
    )
    compute.ForwardingRule(
        f"{group.name}-balancer",
        name=group.balancer,
        project=component.project,
        region=region,
        load_balancing_scheme=SCHEME,
        ip_protocol="TCP",
        ports=[str(part.sql_port)],
        ip_address=address.self_link,
        network=network.id,
        subnetwork=network.near(group.place).tiers["data"],
        backend_service=service.id,
        allow_global_access=False,
        labels=component.tags,
        opts=component.child(),
    )
