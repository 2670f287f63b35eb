"""The shape of a case of a rule, and what is common to all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.sandbox.tokens import SUBNET, SUBNETWORK

ACCOUNT = "111122223333"
PROJECT = "acme-prod"
Inputs = dict[str, Any]


@dataclass(frozen=True)
class There:
    """A resource that exists before the rule is asked."""

    type: str
    id: str
    inputs: Inputs
    scope: str = f"{ACCOUNT}/eu-west-2"


@dataclass(frozen=True)
class Case:
    type: str
    good: Inputs
    bad: Inputs
    there: tuple[There, ...] = field(default=())
    region: str = "eu-west-2"
    id: str = ""
    bad_region: str = ""
    """Where ``bad`` is, if it is the place that is wrong."""


def names(type_: str, name: str, good: str, *bad: str) -> list[Case]:
    return [Case(type_, {name: good}, {name: wrong}) for wrong in bad]


def each(type_: str, good: Inputs, *bad: Inputs, there: tuple[There, ...] = ()) -> list[Case]:
    """One case for each of the wrong inputs."""
    return [Case(type_, good, wrong, there=there) for wrong in bad]


def london(type_: str, id_: str, **inputs: Any) -> There:
    return There(type_, id_, {"region": "eu-west-2", **inputs})


def google(type_: str, id_: str, **inputs: Any) -> There:
    return There(type_, id_, inputs, scope=PROJECT)


def crypto_key(location: str) -> str:
    return f"projects/{PROJECT}/locations/{location}/keyRings/r/cryptoKeys/k"


NET = "projects/acme-prod/global/networks/n"
OTHER = "projects/acme-prod/global/networks/other"
ZONES = tuple(
    london(
        SUBNET,
        f"subnet-{zone}",
        vpcId="vpc-1",
        cidrBlock=f"10.0.{zone * 16}.0/20",
        availabilityZoneId=f"euw2-az{zone % 2 + 1}",
    )
    for zone in range(3)
)
"""Three subnets of one network in London, in two zones."""
PROXY = google(
    SUBNETWORK,
    "p",
    network=NET,
    region="europe-west2",
    purpose="REGIONAL_MANAGED_PROXY",
    ipCidrRange="10.9.0.0/24",
)
"""The subnetwork of a network that its proxies have."""
PEERED = google(
    "gcp:servicenetworking/connection:Connection", f"{NET}:s", network=NET, reservedPeeringRanges=["r"]
)
"""The network is joined to Google's services, by one range."""
