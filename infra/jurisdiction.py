"""Declares one jurisdiction: its keys, networks, stores and entry, and what of them app teams get."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from components.aws.logs import Logs
from components.aws.network import Network as AwsNetwork
from components.gcp.network import Network as GcpNetwork
from infra.alarms import declare_alarm_topics
from infra.entry import declare_entry
from infra.paths import declare_paths
from infra.site import Shared, Site, open_site
from infra.stores import declare_store
from jurisdictions import law
from plan import addresses
from plan.model import JurisdictionPlan


def declare_jurisdiction(plan: JurisdictionPlan, shared: Shared) -> dict[str, Any]:
    """Declare all of one jurisdiction. Returns its part of the outputs contract."""
    site = _with_networks(open_site(plan.id, plan.keys, shared), plan)
    paths = declare_paths(plan.paths, site)
    stores = {part.store: declare_store(part, site) for part in plan.stores}
    entry, zone = plan.entry, shared.zone
    return {
        "name": law(plan.id).name,
        "home": plan.home,
        "recovery": plan.recovery,
        "host": entry.host if entry else None,
        "fronts": declare_entry(entry, zone, site) if entry and zone else {},
        "networks": _networks(plan, site),
        "paths": paths,
        "stores": stores,
        "alarm_topics": declare_alarm_topics(plan.alarm_topics, site),
    }


def _with_networks(site: Site, plan: JurisdictionPlan) -> Site:
    """Networks on both clouds; on AWS their logs first (on Google Cloud a network declares its own)."""
    context, inside = site.context, site.inside
    logs = {
        part.name: Logs(part, context=context, keys=site.keys, opts=inside).handle
        for part in plan.logs
        if part.place.startswith("aws/")
    }
    return replace(
        site,
        logs=logs,
        on_aws={
            part.name: AwsNetwork(part, context=context, logs=logs, opts=inside).handle
            for part in plan.aws_networks
        },
        on_gcp={
            part.name: GcpNetwork(part, context=context, keys=site.keys, opts=inside).handle
            for part in plan.gcp_networks
        },
    )


def _networks(plan: JurisdictionPlan, site: Site) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for network in plan.aws_networks:
        handle = site.on_aws[network.name]
        tiers = {tier: [s.id for s in handle.tier(tier)] for tier in addresses.TIERS}
        found[network.place] = {"network": handle.vpc_id, "cidr": network.cidr, "subnets": tiers}
    for wide in plan.gcp_networks:
        vpc = site.on_gcp[wide.name]
        for region in wide.regions:
            subnets = {tier: [i] for tier, i in vpc.regions[region.place].tiers.items()}
            found[region.place] = {"network": vpc.id, "cidr": region.cidr, "subnets": subnets}
    return found
