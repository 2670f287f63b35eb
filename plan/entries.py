"""Entry points: a host per jurisdiction whose TLS ends inside it, and one for what is not personal."""

from __future__ import annotations

from jurisdictions import place
from jurisdictions.model import DataClass
from plan import names
from plan.draft import Ledger, Scope, known_region
from plan.model import Accelerator, Dns, Entry, Front, GlobalEntry, Role

BALANCER_LIMIT = 32
"""Application Load Balancer and target group names (Elastic Load Balancing API)."""
GCP_LIMIT = 40
"""Compute Engine takes 63; the parts of a load balancer add their own endings."""


def plan_entry(scope: Scope, domain: str, home: str, recovery: str | None) -> Entry:
    """The host of a jurisdiction with a front in home and, where there is one, in recovery."""
    fronts = [_front(scope, home, "home")]
    if recovery is not None:
        fronts.append(_front(scope, recovery, "recovery"))
    part = scope.part("entry", data_class=DataClass.PERSISTENT)
    accelerator = None
    if any(f.place.startswith("aws/") for f in fronts):
        physical = scope.physical("accelerator", "the account", limit=64, path=f"the entry of {scope.law.id}")
        accelerator = Accelerator(name=names.logical(scope.law.id, "accelerator"), physical=physical)
    return Entry(**part, host=f"{scope.law.id}.{domain}", fronts=tuple(fronts), accelerator=accelerator)


def plan_global_entry(scope: Scope, domain: str, discovery: str) -> GlobalEntry | None:
    """The global load balancer's static page; None after noting that its place is not on Google Cloud."""
    path = "entry.discovery"
    if known_region(scope.ledger, discovery, path) is None:
        return None
    if not discovery.startswith("gcp/"):
        scope.ledger.problem(
            "DOM-203",
            path,
            "the page is kept in Cloud Storage",
            value=discovery,
            allowed="a region of Google Cloud",
            fix="choose a place of gcp",
        )
        return None
    project = scope.identity.gcp_project or ""
    return GlobalEntry(
        **scope.part("entry", data_class=DataClass.METADATA),
        host=domain,
        physical=scope.physical("balancer", "the project", limit=GCP_LIMIT, path=path),
        bucket=scope.physical("bucket", "gcp", "discovery", project, limit=63, path=path),
        bucket_place=discovery,
    )


def plan_dns(scope: Scope, domain: str, zone_id: str | None) -> Dns:
    """The public zone of the domain."""
    return Dns(**scope.part("dns", data_class=DataClass.METADATA), domain=domain, zone_id=zone_id)


def check_host(ledger: Ledger, domain: str, jurisdictions: list[str]) -> None:
    """Note hosts that DNS would not take (DOM-232): 253 characters in all."""
    for jurisdiction in jurisdictions:
        host = f"{jurisdiction}.{domain}"
        if len(host) > 253:
            ledger.problem(
                "DOM-232",
                "entry.domain",
                "a host name would be too long",
                value=f"{len(host)} characters with {jurisdiction}.",
                allowed="253 characters",
                fix="use a shorter domain",
            )


def _front(scope: Scope, at: str, role: Role) -> Front:
    region = names.region(at)
    found = place(at)
    on_aws = at.startswith("aws/")
    zones = found.zones[: scope.settings.network.zones]
    path = f"the entry of {scope.law.id} in {at}"
    if on_aws:
        physical = scope.physical("balancer", at, limit=BALANCER_LIMIT, path=path)
    else:
        physical = scope.physical("balancer", "the project", region, limit=GCP_LIMIT, path=path)
    network = names.logical(scope.law.id, at if on_aws else "gcp", "network")
    return Front(
        name=names.logical(scope.law.id, "entry", at),
        place=at,
        role=role,
        physical=physical,
        network=network,
        public_subnets=tuple(names.logical(scope.law.id, at, "public", z) for z in zones) if on_aws else (),
        zones=() if on_aws else zones,
    )
