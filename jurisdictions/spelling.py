"""From a cloud's own spelling of a location to a place. Unknown is ``None``: callers fail closed.

Knows regions, zones, zone ids, local zones, resource paths, ARNs and names of several regions. Does not know
Wavelength zones, GCP's AI zones (neither need be in their region's country) or custom Spanner
configurations (their replicas are not in the name).
"""

from __future__ import annotations

import re
from functools import cache

from jurisdictions.load import load_map
from jurisdictions.lookup import meaning
from jurisdictions.model import Place

AWS_GLOBAL = frozenset({"global", "aws-global"})
SEGMENTS = frozenset({"locations", "regions", "zones", "instanceconfigs"})
AWS_ZONE = re.compile(r"(?P<region>[a-z]+-[a-z]+-[0-9]+)[a-z]")
GCP_ZONE = re.compile(r"(?P<region>[a-z]+-[a-z]+[0-9]+)-[a-z]")
AWS_ZONE_ID = re.compile(r"(?P<prefix>[a-z]+[0-9])-az[0-9]+")
LOCAL_ZONE = re.compile(r"(?P<group>[a-z]+-[a-z]+-[0-9]+-[a-z]{3}-[0-9]+)[a-z]?")
LOCAL_ZONE_ID = re.compile(r"(?P<prefix>[a-z]+[0-9])-(?P<city>[a-z]{3})(?P<number>[0-9]+)-az[0-9]+")


def locate(cloud: str, location: str, service: str | None = None) -> Place | None:
    """The place that ``location`` means on ``cloud`` (``aws`` or ``gcp``), or None where it is unknown.

    ``service`` picks the meaning of a GCP name of several regions, as in ``place``.
    """
    text = location.strip()
    if cloud == "aws":
        return _aws(_arn_region(text) if text.startswith("arn:") else text.lower())
    return _gcp(text, service) if cloud == "gcp" else None


def _arn_region(arn: str) -> str:
    """The region of an ARN; empty (unknown) where it has none or is of another partition."""
    parts = arn.split(":", 5)
    return parts[3] if len(parts) == 6 and parts[1] == "aws" else ""


def _aws(name: str) -> Place | None:
    atlas = load_map()
    if name in AWS_GLOBAL:
        return atlas.worldwide["aws/global"]
    if zone := LOCAL_ZONE.fullmatch(name):
        return atlas.local_zones.get(zone["group"])
    if zone := LOCAL_ZONE_ID.fullmatch(name):
        region = _prefixes().get(zone["prefix"], "")
        return atlas.local_zones.get(f"{region}-{zone['city']}-{zone['number']}")
    if zone := AWS_ZONE_ID.fullmatch(name):
        return atlas.regions.get(f"aws/{_prefixes().get(zone['prefix'], '')}")
    zone = AWS_ZONE.fullmatch(name)
    return atlas.regions.get(f"aws/{zone['region'] if zone else name}")


@cache
def _prefixes() -> dict[str, str]:
    """``euw2`` to ``eu-west-2``: zone ids begin with it."""
    regions = (p for p in load_map().regions.values() if p.cloud == "aws")
    return {p.zones[0].rpartition("-az")[0]: p.name for p in regions}


def _gcp(text: str, service: str | None) -> Place | None:
    if "/" not in text:
        return _gcp_name(text.lower(), service)
    parts = text.lower().split("/")
    named = [(part, parts[i + 1]) for i, part in enumerate(parts[:-1]) if part in SEGMENTS]
    if not named and "global" in parts:
        named = [("locations", "global")]
    found = {_gcp_name(name, "spanner" if kind == "instanceconfigs" else service) for kind, name in named}
    # Two different places in one path say nothing certain.
    return found.pop() if len(found) == 1 else None


def _gcp_name(name: str, service: str | None) -> Place | None:
    atlas = load_map()
    if name == "global":
        return atlas.worldwide["gcp/global"]
    bare = name.removeprefix("regional-") if service in (None, "spanner") else name
    zone = GCP_ZONE.fullmatch(bare)
    key = f"gcp/{zone['region'] if zone else bare}"
    return atlas.regions.get(key) or atlas.hidden.get(key) or meaning(name, service)
