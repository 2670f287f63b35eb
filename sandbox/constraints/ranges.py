"""IPv4 ranges as the clouds read them."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_network


def network(text: str) -> IPv4Network | None:
    """The IPv4 range, or None where it is none (host bits set, not IPv4)."""
    try:
        found = ip_network(text)
    except ValueError:
        return None
    return found if isinstance(found, IPv4Network) else None
