"""Numbers of a path: BGP's and the tunnels', pure functions of place and jurisdiction.

Like address ranges they are derived from the fixed ``block`` of a region and the ``slot`` of a law, so that
adding a place moves no other, and no gateway ever sees the same number twice.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

from jurisdictions.model import Law, Place
from plan.addresses import SLOT_BITS

FIRST_ASN, LAST_ASN = 64512, 65534
"""Private 16-bit numbers that both clouds take (RFC 6996; EC2 API, ``CreateTransitGateway``)."""
INSIDE = IPv4Address("169.254.6.0")
"""AWS keeps a /30 at the start of 169.254.0.0 to 169.254.5.0, and another (EC2 API, ``TunnelOptions``)."""
TUNNELS = 4
GROUPS = 2593
"""Of four /30s each: 169.254.6.0 to 169.254.168.15, which is below 169.254.169.0 with its metadata servers. A
prime, so that the weights below never send two regions of one gateway to the same group."""
GCP_WEIGHT, SLOT_WEIGHT = 41, 512
"""Chosen so that no two pairs of places that any law allows share a group (tested)."""


def asn(at: Place, law: Law) -> int:
    """The BGP number of ``law``'s gateway in ``at``. Raises ``ValueError`` where there is none left."""
    found = FIRST_ASN + (_block(at) << SLOT_BITS | law.slot)
    if found > LAST_ASN:
        msg = f"no private 16-bit BGP number is left for {at.id}"
        raise ValueError(msg)
    return found


def inside_ranges(aws: Place, gcp: Place, law: Law) -> tuple[IPv4Network, ...]:
    """The insides of the four tunnels between two places of ``law``: /30s of 169.254.0.0/16."""
    group = (_block(aws) + GCP_WEIGHT * _block(gcp) + SLOT_WEIGHT * law.slot) % GROUPS
    first = int(INSIDE) + group * TUNNELS * 4
    return tuple(IPv4Network((first + n * 4, 30)) for n in range(TUNNELS))


def _block(at: Place) -> int:
    if at.block is None:
        msg = f"{at.id} has no address block"
        raise ValueError(msg)
    return at.block
