"""IPv4 ranges and BGP numbers as the clouds read them."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_network
from typing import Final

LINK_LOCAL: Final = IPv4Network("169.254.0.0/16")
"""Where the insides of tunnels are (RFC 3927)."""
PRIVATE_ASNS: Final = ((64512, 65534), (4200000000, 4294967294))
"""BGP numbers that are nobody's (RFC 6996)."""


def network(text: str) -> IPv4Network | None:
    """The IPv4 range, or None where it is none (host bits set, not IPv4)."""
    try:
        found = ip_network(text)
    except ValueError:
        return None
    return found if isinstance(found, IPv4Network) else None


def is_private_asn(number: int) -> bool:
    """Whether it is one of ``PRIVATE_ASNS``."""
    return any(low <= number <= high for low, high in PRIVATE_ASNS)
