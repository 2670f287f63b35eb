"""Address ranges: a pure function of the place and the jurisdiction, so that adding one moves no other.

The pool has 256 blocks. Each region of either cloud has a fixed block (``block`` in places.yaml), split in
four by the ``slot`` of the law, because a region may serve its own country and a union of countries. The
quarter is the network's range, itself in quarters: public, private, data, and one kept for proxies::

    pool /8 -> region /16 -> network /18 -> tier /20 -> zone /22 (AWS) or the tier itself (GCP)

Of the last quarter, the first quarter is for proxies, and the second half for Google's own networks of
databases: /21 of a network of /18. Each of their services takes a /24 per region from it, so a network of
/21 is the smallest that has such a range (Virtual Private Cloud, "Private services access": /24 or larger).
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network
from itertools import combinations
from typing import get_args

from jurisdictions.model import Law, Place
from plan.model import Tier

BLOCK_BITS = 8
SLOT_BITS = 2
QUARTER_BITS = 2
TIERS: tuple[Tier, ...] = get_args(Tier)
SMALLEST_NETWORK = 23
"""With sixteen /27 subnets: the smallest a load balancer takes (Application Load Balancers, subnets)."""
SMALLEST_POOL = SMALLEST_NETWORK - BLOCK_BITS - SLOT_BITS
"""Prefix of a pool whose every network is large enough."""
LARGEST_NETWORK = 16
SMALLEST_PROXY = 26
"""A proxy-only subnet wants 64 addresses or more (Cloud Load Balancing, proxy-only subnets)."""
SMALLEST_SERVICES = 24
"""A range of private services access has 256 addresses or more."""
PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))
RESERVED = {IPv4Network("172.17.0.0/16"): "Cloud SQL and container bridges use it"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranges:
    """The address ranges of one network in one region."""

    network: IPv4Network
    tiers: dict[Tier, IPv4Network]
    proxy: IPv4Network
    services: IPv4Network | None
    """None where the network is too small for one."""

    def zone(self, tier: Tier, index: int) -> IPv4Network:
        """Range of one zone of a tier; ``index`` 0 to 3."""
        return list(self.tiers[tier].subnets(prefixlen_diff=QUARTER_BITS))[index]


def network_range(pool: IPv4Network, place: Place, law: Law) -> IPv4Network:
    """The range of ``law``'s network in ``place``. Raises ``ValueError`` for a place without a block."""
    if place.block is None:
        msg = f"{place.id} has no address block"
        raise ValueError(msg)
    offset = (place.block << SLOT_BITS) | law.slot
    prefix = pool.prefixlen + BLOCK_BITS + SLOT_BITS
    return IPv4Network((int(pool.network_address) + (offset << (32 - prefix)), prefix))


def split(network: IPv4Network) -> Ranges:
    """A network's tiers, proxy range, and range of Google's services."""
    *tiers, spare = network.subnets(prefixlen_diff=QUARTER_BITS)
    proxy = next(spare.subnets(new_prefix=max(spare.prefixlen, min(spare.prefixlen + 2, SMALLEST_PROXY))))
    _, half = spare.subnets(prefixlen_diff=1)
    services = half if half.prefixlen <= SMALLEST_SERVICES else None
    return Ranges(network=network, tiers=dict(zip(TIERS, tiers, strict=True)), proxy=proxy, services=services)


def unfit(network: IPv4Network) -> str | None:
    """Why a range cannot be a network, or None."""
    if not LARGEST_NETWORK <= network.prefixlen <= SMALLEST_NETWORK:
        return f"a network is /{LARGEST_NETWORK} to /{SMALLEST_NETWORK}"
    if not any(network.subnet_of(private) for private in PRIVATE):
        return "it is not private (" + ", ".join(map(str, PRIVATE)) + ")"
    for taken, why in RESERVED.items():
        if network.overlaps(taken):
            return f"it overlaps {taken}: {why}"
    return None


def overlaps(ranges: dict[str, IPv4Network]) -> list[tuple[str, str]]:
    """Pairs of names whose ranges overlap, in the order given."""
    return [(a, b) for (a, x), (b, y) in combinations(ranges.items(), 2) if x.overlaps(y)]
