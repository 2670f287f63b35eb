"""Every name, logical and physical, from one place. Names are a public contract.

Logical names are made of the jurisdiction, the store and the place, never of a position in a list: adding
something renames nothing. Physical names that would be too long keep their beginning and end in six
characters of a hash of the whole, so that they are as stable as the name itself.
"""

from __future__ import annotations

import hashlib

HASH_LENGTH = 6


def slug(place: str) -> str:
    """``aws/eu-west-2`` as part of a name: ``aws-eu-west-2``."""
    return place.replace("/", "-").lower()


def region(place: str) -> str:
    """What the cloud calls it: ``aws/eu-west-2`` is ``eu-west-2``."""
    return place.partition("/")[2]


def logical(*parts: str) -> str:
    """Pulumi logical name of these parts."""
    return "-".join(slug(p) for p in parts)


def physical(*parts: str, limit: int, separator: str = "-") -> str:
    """Name in the cloud, at most ``limit`` characters long.

    Raises ``ValueError`` for a limit that leaves no room for a beginning and the hash.
    """
    name = separator.join(p for p in parts if p)
    if len(name) <= limit:
        return name
    keep = limit - HASH_LENGTH - len(separator)
    if keep < 1:
        msg = f"a limit of {limit} leaves no room for a name"
        raise ValueError(msg)
    digest = hashlib.sha256(name.encode()).hexdigest()[:HASH_LENGTH]
    return f"{name[:keep].rstrip(separator)}{separator}{digest}"
