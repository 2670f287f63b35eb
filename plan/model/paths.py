"""Planned paths: how the networks of one jurisdiction reach each other, and nothing else, privately."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from plan.model.parts import Logs, Part

By = Literal["peering", "vpn"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """Another place of the same jurisdiction that a place reaches."""

    place: str
    cidr: str
    """The whole range of the network there."""
    by: By
    """``peering`` of transit gateways between AWS regions, ``vpn`` between AWS and Google Cloud."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Transit(Part):
    """The transit gateway of one jurisdiction in one AWS region: where paths leave its VPC."""

    place: str
    physical: str
    asn: int
    """BGP: 64512 to 65534, of this jurisdiction and place alone."""
    network: str
    """Name of the planned AwsNetwork."""
    cidr: str
    """Range of that network: all that other places are told of it."""
    subnets: tuple[str, ...]
    """Names of the planned subnets that the gateway has an address in: the data tier, one a zone."""
    tables: tuple[str, ...]
    """Logical names of the VPC route tables that lead here: of the data and the private tier."""
    reaches: tuple[Reach, ...]
    """By place."""
    blackholes: tuple[str, ...]
    """Ranges whose packets are dropped: all private ones. The more specific ``reaches`` win."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Peering(Part):
    """Two transit gateways of one jurisdiction, joined over AWS's own backbone."""

    requester: str
    """Name of the planned transit gateway that asks."""
    accepter: str
    requester_place: str
    accepter_place: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Gateway(Part):
    """The HA VPN gateway and the Cloud Router of one jurisdiction in one Google Cloud region."""

    place: str
    asn: int
    network: str
    """Name of the planned GcpNetwork."""
    advertised: tuple[str, ...]
    """The ranges that others are told of: those of this region, and no others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tunnel:
    """One of the four tunnels of a VPN."""

    name: str
    inside: str
    """/30 of 169.254.0.0/16. Its first address is AWS's, its second Google's."""
    interface: int
    """0 to 3: which address of AWS it ends at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Connection:
    """One AWS VPN connection: two tunnels to one interface of the HA VPN gateway."""

    name: str
    interface: int
    """0 or 1: of the HA VPN gateway."""
    tunnels: tuple[Tunnel, Tunnel]


@dataclass(frozen=True, kw_only=True, slots=True)
class Vpn(Part):
    """A transit gateway and a HA VPN gateway of one jurisdiction, joined by four IPsec tunnels."""

    transit: str
    gateway: str
    aws_place: str
    gcp_place: str
    aws_asn: int
    gcp_asn: int
    connections: tuple[Connection, Connection]
    logs: Logs
    """Of the network on AWS: the tunnels write there too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Paths:
    """All paths of one jurisdiction. Places on Google Cloud need none between them: they share a VPC."""

    transits: tuple[Transit, ...] = ()
    peerings: tuple[Peering, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    vpns: tuple[Vpn, ...] = ()
