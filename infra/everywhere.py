"""Declares what belongs to no jurisdiction and is never personal: global tables and the discovery page."""

from __future__ import annotations

from typing import Any

from components.aws.hosts import GlobalHost
from components.gcp.global_entry import GlobalEntry
from infra.alarms import declare_alarm_topics
from infra.site import Shared, open_site
from infra.stores import declare_store
from plan.draft import GLOBAL
from plan.model import Plan


def declare_everywhere(plan: Plan, shared: Shared) -> dict[str, Any]:
    """Declare the global part of a plan. Returns its part of the outputs contract."""
    everywhere, context = plan.everywhere, shared.context
    site = open_site(GLOBAL, everywhere.keys, shared)
    stores = {part.store: declare_store(part, site) for part in everywhere.stores}
    address = None
    if everywhere.entry is not None and shared.zone is not None:
        hosts = {j.id: j.entry.host for j in plan.jurisdictions if j.entry is not None}
        entry = GlobalEntry(everywhere.entry, hosts=hosts, context=context, opts=site.inside).handle
        GlobalHost(
            everywhere.entry,
            context=context,
            zone=shared.zone,
            address=entry.address,
            authorizations=[entry.authorization],
            opts=site.inside,
        )
        address = entry.address
    servers = shared.zone.name_servers if shared.zone is not None else None
    return {
        "host": everywhere.entry.host if everywhere.entry else None,
        "address": address,
        "name_servers": servers if servers is not None else [],
        "stores": stores,
        "alarm_topics": declare_alarm_topics(everywhere.alarm_topics, site),
    }
