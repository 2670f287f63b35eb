"""Networks of a jurisdiction: a VPC per AWS region; on Google Cloud one VPC with its regions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError

from jurisdictions import place
from jurisdictions.model import DataClass, Place
from plan import addresses, names
from plan.draft import Ledger, Scope
from plan.model import AwsNetwork, GcpNetwork, GcpRegion, Key, Logs, Subnet, Tier
from plan.settings import Settings

LOGS = "logs"
"""What a network's log key and log store are called; no store may take this name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Networks:
    """The networks of one jurisdiction with their logs and the keys of these."""

    aws: tuple[AwsNetwork, ...]
    gcp: tuple[GcpNetwork, ...]
    logs: tuple[Logs, ...]
    keys: tuple[Key, ...]


def plan_networks(
    scope: Scope,
    at: Iterable[str],
    published: Iterable[tuple[str, str]] = (),
    peered: frozenset[str] = frozenset(),
    asked: Iterable[tuple[str, str]] = (),
) -> Networks:
    """Networks in the places ``at`` (regions that exist and lie inside the law).

    ``published``: place and service class of what Google Cloud publishes into them. In those of ``peered``,
    with a range for the databases that Google keeps in networks of its own. ``asked``: place and AWS service
    that something in its network asks, besides those of the settings.
    """
    classes, services = _by_place(published), _by_place(asked)
    here = sorted(set(at))
    keys = {
        p: scope.key(p, LOGS, DataClass.PERSISTENT, services=("logs" if p.startswith("aws/") else "logging",))
        for p in here
    }
    logs = {p: _logs(scope, p, keys[p]) for p in here}
    ranges = {p: r for p in here if (r := _range(scope, place(p))) is not None}
    for p in here:
        _check_zones(scope, place(p))
    aws = tuple(
        _aws(scope, place(p), r, logs[p], services.get(p, set()))
        for p, r in ranges.items()
        if p.startswith("aws/")
    )
    regions = tuple(
        _gcp_region(
            scope,
            place(p),
            r,
            logs[p],
            published=tuple(sorted(classes.get(p, ()))),
            services=_services(scope, p, r) if p in peered else None,
        )
        for p, r in ranges.items()
        if p.startswith("gcp/")
    )
    gcp: tuple[GcpNetwork, ...] = ()
    if regions:
        physical = scope.physical("network", "the project", limit=40, path=f"the network of {scope.law.id}")
        part = scope.part("gcp", "network", data_class=DataClass.PERSISTENT)
        gcp = (GcpNetwork(**part, physical=physical, regions=regions),)
    return Networks(aws=aws, gcp=gcp, logs=tuple(logs.values()), keys=tuple(keys.values()))


def _by_place(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for place_id, what in pairs:
        found.setdefault(place_id, set()).add(what)
    return found


def pool_of(settings: Settings, ledger: Ledger) -> IPv4Network | None:
    """The address pool; None after noting that it is no private range of a usable size (DOM-221)."""
    given = settings.network.cidr
    found = _parsed(given)
    why = None
    if found is None:
        why = "it is not an IPv4 range, or has bits set behind its prefix"
    elif not any(found.subnet_of(private) for private in addresses.PRIVATE):
        why = "it is not private"
    elif found.prefixlen > addresses.SMALLEST_POOL:
        why = "too small: 256 regions with four networks of /23 or larger need /13"
    if why is None:
        return found
    ledger.problem(
        "DOM-221",
        "network.cidr",
        why,
        value=given,
        allowed="/8 to /13 inside " + ", ".join(map(str, addresses.PRIVATE)),
        fix="use 10.0.0.0/8, or a larger private range that nothing else uses",
    )
    return None


def own_ranges(settings: Settings, pool: IPv4Network | None, ledger: Ledger) -> None:
    """Note what is wrong with ``network.cidrs``: unfit or in the pool (DOM-222), overlapping (DOM-223)."""
    fine: dict[str, IPv4Network] = {}
    for jurisdiction, given in settings.network.cidrs.items():
        for at, text in given.items():
            path = f"network.cidrs.{jurisdiction}.{at}"
            own = _parsed(text)
            why = "it is not an IPv4 range" if own is None else addresses.unfit(own)
            if own is not None and why is None and pool is not None and own.overlaps(pool):
                why = f"it lies in the pool {pool}, where a region added later could need it"
            if own is None or why is not None:
                ledger.problem(
                    "DOM-222",
                    path,
                    why or "",
                    value=text,
                    allowed="a private range, /16 to /23, outside network.cidr",
                    fix="choose another range, or leave it out to take the region's block of the pool",
                )
            else:
                fine[path] = own
    for one, other in addresses.overlaps(fine):
        ledger.problem(
            "DOM-223",
            other,
            f"it overlaps {one}",
            value=str(fine[other]),
            allowed="ranges that nothing else has",
            fix="give each network a range of its own",
        )


def _parsed(text: str) -> IPv4Network | None:
    try:
        return IPv4Network(text)
    except (AddressValueError, NetmaskValueError, ValueError):
        return None


def _range(scope: Scope, at: Place) -> addresses.Ranges | None:
    """The network's ranges; None where the pool or an own range is unfit (noted elsewhere or here)."""
    network = scope.settings.network
    own = network.cidrs.get(scope.law.id, {}).get(at.id)
    if own is not None:
        found = _parsed(own)
        return addresses.split(found) if found is not None and addresses.unfit(found) is None else None
    pool = _parsed(network.cidr)
    if pool is None or pool.prefixlen > addresses.SMALLEST_POOL:
        return None
    found = addresses.network_range(pool, at, scope.law)
    why = addresses.unfit(found)
    if why is None:
        return addresses.split(found)
    scope.ledger.problem(
        "DOM-224",
        f"network.cidrs.{scope.law.id}.{at.id}",
        f"the region's block of the pool cannot be used: {why}",
        value=str(found),
        allowed="a private range, /16 to /23, outside network.cidr",
        fix="set an own range here, or choose another pool",
    )
    return None


def tier_range(scope: Scope, at: str, tier: Tier) -> str | None:
    """The range of a tier of the network that a region has or would have; None where it can have none.

    What is wrong with the range itself is noted where the network is planned.
    """
    found = _range(replace(scope, ledger=Ledger()), place(at))
    return None if found is None else str(found.tiers[tier])


def _check_zones(scope: Scope, at: Place) -> None:
    wanted = scope.settings.network.zones
    if len(at.zones) < wanted:
        scope.ledger.problem(
            "DOM-207",
            "network.zones",
            f"{at.id} has fewer zones",
            value=str(wanted),
            allowed=f"2 to {len(at.zones)} with {at.id} ({', '.join(at.zones)})",
            fix="ask for fewer zones, or choose another region",
        )


def _logs(scope: Scope, at: str, key: Key) -> Logs:
    prefix, law = scope.identity.prefix, scope.law.id
    on_aws = at.startswith("aws/")
    name = f"/{prefix}/{law}/flow" if on_aws else names.physical(prefix, law, names.region(at), limit=90)
    return Logs(
        **scope.part(LOGS, at, data_class=DataClass.PERSISTENT),
        place=at,
        physical=name,
        key=key.name,
        retention_days=scope.settings.network.log_retention_days,
    )


def _aws(scope: Scope, at: Place, ranges: addresses.Ranges, logs: Logs, asked: set[str]) -> AwsNetwork:
    network = scope.settings.network
    subnets = tuple(
        Subnet(
            name=names.logical(scope.law.id, at.id, tier, zone),
            tier=tier,
            cidr=str(ranges.zone(tier, n)),
            zone=zone,
        )
        for tier in addresses.TIERS
        for n, zone in enumerate(at.zones[: network.zones])
    )
    return AwsNetwork(
        **scope.part(at.id, "network", data_class=DataClass.PERSISTENT),
        place=at.id,
        physical=scope.physical(
            "network", at.id, limit=200, path=f"the network of {scope.law.id} in {at.id}"
        ),
        cidr=str(ranges.network),
        subnets=subnets,
        egress=network.egress,
        interface_endpoints=(*network.endpoints, *sorted(asked - set(network.endpoints))),
        flow_logs=logs,
    )


_GCP_TIERS: tuple[Tier, ...] = ("private", "data")
"""A Google subnet is not public by its place: what has no external address is private."""


def _services(scope: Scope, at: str, ranges: addresses.Ranges) -> str | None:
    """The range for Google's own networks of databases; None after noting that there is no room (DOM-262)."""
    if ranges.services is not None:
        return str(ranges.services)
    scope.ledger.problem(
        "DOM-262",
        f"network.cidrs.{scope.law.id}.{at}",
        "the network is too small for a range of Google's database services",
        value=str(ranges.network),
        allowed="/21 or larger, with a /24 for them",
        fix="set a larger range here, or a larger network.cidr",
    )
    return None


def _gcp_region(
    scope: Scope,
    at: Place,
    ranges: addresses.Ranges,
    logs: Logs,
    *,
    published: tuple[str, ...],
    services: str | None,
) -> GcpRegion:
    return GcpRegion(
        name=names.logical(scope.law.id, at.id),
        place=at.id,
        cidr=str(ranges.network),
        subnets=tuple(
            Subnet(
                name=names.logical(scope.law.id, at.id, tier),
                tier=tier,
                cidr=str(ranges.tiers[tier]),
                zone=None,
            )
            for tier in _GCP_TIERS
        ),
        proxy_cidr=str(ranges.proxy),
        services_cidr=services,
        nat=scope.settings.network.egress != "none",
        flow_logs=logs,
        published=published,
    )
