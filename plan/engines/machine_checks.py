"""What a store on machines may not say of its machines, whatever its engine."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jurisdictions import place
from plan.draft import Draft
from plan.rest import listed
from plan.settings.stores.machines import MachinesStore

ZONES_NEEDED = 3
"""With two, the one that holds more copies takes the majority with it."""
REPLICAS = (3, 5)
LEAST_VCPUS = 4
TYPES = {
    "aws": re.compile(r"(?:m5n?|m6[ai]|m7[ai]|c5n?|c6[ai]|c7[ai]|r5n?|r6[ai]|r7[ai]|i4i|i7i)\.(\d*)xlarge"),
    "gcp": re.compile(r"(?:n2|n2d|c3|c3d)-(?:standard|highmem|highcpu)-(\d+)"),
}
"""x86-64 families that give their whole processor all the time; CockroachDB, "Production checklist": no
burstable and no shared-core type. The number is of four vCPU on AWS, of vCPU on Google."""
FIT = {
    "aws": "m5, m6a, m6i, m7a, m7i, c6i, c7i, r6i, r7i, i4i and their kin, xlarge or larger",
    "gcp": "n2, n2d, c3, c3d, of 4 vCPU or more",
}
IMAGES = {
    "aws": re.compile(r"ami-[0-9a-f]{8,17}"),
    "gcp": re.compile(r"projects/[a-z0-9:.-]+/global/images/(family/)?[a-z]([a-z0-9-]{0,61}[a-z0-9])?"),
}
ENDPOINT = "secretsmanager"


def vcpus(cloud: str, machine_type: str) -> int:
    """How many a fit machine type has; 0 for any other."""
    found = TYPES[cloud].fullmatch(machine_type)
    return int(found[1] or 1) * (4 if cloud == "aws" else 1) if found else 0


def replicas_of(draft: Draft, store: MachinesStore, usual: int, *, only: int | None = None) -> int:
    """Copies in a cluster; notes a number that has no majority, or is too few or too many (DOM-283)."""
    allowed = REPLICAS if only is None else (only,)
    if store.replicas is None or store.replicas in allowed:
        return store.replicas or usual
    even = store.replicas % 2 == 0
    draft.scope.ledger.problem(
        "DOM-283",
        f"{draft.path}.replicas",
        "an even number of copies outlives no more than one fewer"
        if even
        else "so many copies cannot be had",
        value=str(store.replicas),
        allowed=" or ".join(map(str, allowed)),
        fix=f"use {allowed[-1]}, or leave it out",
    )
    return usual


def check_machines(draft: Draft, store: MachinesStore, at: Iterable[str]) -> None:
    """Machine types, images, zones and the way to secrets, in the places ``at``."""
    places = list(at)
    for cloud in sorted({p.partition("/")[0] for p in places}):
        _check_type(draft, cloud, getattr(store.machine_types, cloud))
    for where in store.images:
        _check_image(draft, where, store.images[where], places)
    endpoints = draft.scope.settings.network.endpoints
    if ENDPOINT not in endpoints and any(p.startswith("aws/") for p in places):
        draft.scope.ledger.problem(
            "DOM-288",
            "network.endpoints",
            "machines in the data tier have no other way to their certificates",
            value=listed(endpoints),
            allowed=f"a list with {ENDPOINT}",
            fix=f"add {ENDPOINT}",
        )


def check_zones(draft: Draft, at: str, needed: int) -> None:
    """Note where a region, or the network in it, has too few zones for ``needed`` members (DOM-282)."""
    of_map, of_network = len(place(at).zones), draft.scope.settings.network.zones
    if at.startswith("gcp/"):
        of_network = of_map  # a subnet of Google's covers every zone of its region
    if min(of_map, of_network) >= needed:
        return
    short = of_map < needed
    draft.scope.ledger.problem(
        "DOM-282",
        f"{draft.path}.home" if short else "network.zones",
        f"{draft.name} needs {needed} zones in {at}: with fewer, one zone holds the majority",
        value=str(of_map if short else of_network),
        allowed=f"{needed} zones or more" + ("" if short else f", of {', '.join(place(at).zones)}"),
        fix="choose another region" if short else f"set network.zones to {needed}",
    )


def _check_type(draft: Draft, cloud: str, given: str) -> None:
    size = vcpus(cloud, given)
    if size >= LEAST_VCPUS:
        return
    draft.scope.ledger.problem(
        "DOM-285",
        f"{draft.path}.machine_types.{cloud}",
        "too small for a database" if size else "not a type for a database: burstable, shared, or not x86-64",
        value=given,
        allowed=FIT[cloud],
        fix=f"use {'m7i.2xlarge' if cloud == 'aws' else 'n2-standard-8'}, or another of these",
    )


def _check_image(draft: Draft, where: str, given: str, places: list[str]) -> None:
    path = f"{draft.path}.images.{where}"
    if where not in places:
        what, allowed = "the store has no machines here", listed(places)
    elif not IMAGES[where.partition("/")[0]].fullmatch(given):
        what = "no image of this cloud"
        allowed = (
            "ami-0123456789abcdef0" if where.startswith("aws/") else "projects/<p>/global/images/<image>"
        )
    else:
        return
    draft.scope.ledger.problem(
        "DOM-287", path, what, value=given if where in places else where, allowed=allowed, fix="correct it"
    )
