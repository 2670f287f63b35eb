"""Declares the entry of a jurisdiction: fronts on both clouds, the accelerator, and the host's records."""

from __future__ import annotations

from typing import Any

from components.aws.accelerator import Accelerator
from components.aws.certificates import Certificates
from components.aws.hosts import Hosts
from components.aws.ingress import Ingress as AwsIngress
from components.aws.zone import ZoneHandle
from components.gcp.ingress import Ingress as GcpIngress
from components.handles import DnsAuthorization, FrontHandle
from infra.site import Site
from plan.model import Entry


def declare_entry(entry: Entry, zone: ZoneHandle, site: Site) -> dict[str, Any]:
    """Declare what users of one jurisdiction connect to. Returns its fronts as the contract has them."""
    context, inside = site.context, site.inside
    fronts: dict[str, FrontHandle] = {}
    targets: dict[str, dict[str, Any]] = {}
    authorizations: list[DnsAuthorization] = []
    certificates = {}
    if entry.accelerator is not None:
        certificates = dict(Certificates(entry, context=context, zone=zone, opts=inside).handle.arns)
    for front in entry.fronts:
        if front.place.startswith("aws/"):
            balancer = AwsIngress(
                entry,
                front,
                context=context,
                network=site.on_aws[front.network],
                certificate_arn=certificates[front.place],
                opts=inside,
            )
            fronts[front.name] = balancer.handle
            targets[front.name] = {"all": balancer.target_group_arn}
        else:
            network = site.on_gcp[front.network]
            regional = GcpIngress(entry, front=front, network=network, context=context, opts=inside).handle
            fronts[front.name] = regional
            targets[front.name] = dict(regional.groups)
            authorizations.append(regional.authorization)
    accelerator = None
    if entry.accelerator is not None:
        accelerator = Accelerator(entry, context=context, fronts=fronts, opts=inside).handle
    Hosts(
        entry,
        context=context,
        zone=zone,
        fronts=fronts,
        accelerator=accelerator,
        authorizations=authorizations,
        opts=inside,
    )
    return {
        f.place: {"role": f.role, "address": fronts[f.name].address, "targets": targets[f.name]}
        for f in entry.fronts
    }
