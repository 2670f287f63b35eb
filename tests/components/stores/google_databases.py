"""What the tests of AlloyDB and Cloud SQL stand on: planned stores of two countries, and their networks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pulumi
from pulumi_gcp import compute, servicenetworking

from components.gcp.handles import NetworkHandle, RegionHandle
from components.handles import LogsHandle
from plan.model import Store
from tests.components.gcp.support import key_handle
from tests.plan.intents import intent, planned

BERLIN, FRANKFURT, LONDON = "gcp/europe-west10", "gcp/europe-west3", "gcp/europe-west2"
GERMANY = {"home": BERLIN, "recovery": FRANKFURT}
SWAPPED = {"home": FRANKFURT, "recovery": BERLIN}


def store(engine: str, jurisdiction: str, where: dict[str, str], **keys: Any) -> Any:
    """The planned store of this engine, in this jurisdiction."""
    given = {"class": "persistent", "engine": engine, **keys}
    plan = planned(intent(jurisdictions={jurisdiction: where}, stores={"orders": given}))
    return plan.jurisdictions[0].stores[0]


def keys_of(part: Store, ready: tuple[pulumi.Resource, ...] = ()) -> dict[str, Any]:
    """A declared key for each place of a store."""
    return {p.key: key_handle(p.place, p.key, ready) for p in part.placements}


def network(part: Store, *, peering: pulumi.Resource | None = None) -> dict[str, NetworkHandle]:
    """The declared network of a store's jurisdiction, with a range for each of its places."""
    regions = {p.place: _region(p.place) for p in part.placements}
    handle = NetworkHandle(
        name=f"{part.jurisdiction}-gcp-network",
        id=pulumi.Output.from_input("projects/acme-test-1/global/networks/n"),
        self_link=pulumi.Output.from_input("projects/acme-test-1/global/networks/n"),
        firewall=pulumi.Output.from_input("acme-test"),
        regions=regions,
        services={p: pulumi.Output.from_input(f"range-{p.partition('/')[2]}") for p in regions},
        peering=() if peering is None else (peering,),
    )
    return {handle.name: handle}


def connection() -> pulumi.Resource:
    """A private services connection, to be called where a component is declared."""
    return servicenetworking.Connection(
        "peering", network="n", service="servicenetworking.googleapis.com", reserved_peering_ranges=["r"]
    )


def elsewhere(part: Any, place: str) -> Any:
    """The same store with its first member abroad."""
    first, *others = part.members
    return replace(part, members=(replace(first, place=place), *others))


def _region(place: str) -> RegionHandle:
    region = place.partition("/")[2]
    path = pulumi.Output.from_input(f"projects/acme-test-1/locations/{region}/buckets/logs")
    return RegionHandle(
        name=region,
        place=place,
        subnets={},
        tiers={},
        proxies=compute.Subnetwork(f"proxies-{region}", network="n", ip_cidr_range="10.0.0.0/26"),
        logs=LogsHandle(name=f"logs-{region}", place=place, id=path, path=path),
    )
