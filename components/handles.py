"""Handles that components of both clouds give and take: what is known of a thing once it is declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pulumi

from plan.model import Placement


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyHandle:
    """A declared encryption key."""

    name: str
    """Name of the planned key: what placements refer to."""
    place: str
    """Where its material is: ``aws/eu-west-2``."""
    id: pulumi.Output[str]
    """ARN of the key on AWS; full resource id of the crypto key on GCP."""
    ready: tuple[pulumi.Resource, ...] = field(default=())
    """To depend on before anything encrypts with it: grants to the cloud's own agents."""


def keys_beside(
    placements: Iterable[Placement], keys: Mapping[str, KeyHandle]
) -> list[tuple[str, KeyHandle]]:
    """The key of each placement that has one, with where it must be: for a component's ``beside``."""
    return [(placement.place, keys[placement.key]) for placement in placements if placement.key]


@dataclass(frozen=True, kw_only=True, slots=True)
class LogsHandle:
    """Where logs of one place are kept."""

    name: str
    """Name of the planned logs."""
    place: str
    id: pulumi.Output[str]
    """ARN of the log group on AWS; full resource id of the log bucket on GCP."""
    path: pulumi.Output[str] | None = None
    """On GCP what the id will be, known in a preview too: ``projects/p/locations/l/buckets/b``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FrontHandle:
    """A regional load balancer where TLS of a jurisdiction's host ends."""

    name: str
    """Name of the planned front."""
    place: str
    role: str
    id: pulumi.Output[str]
    """ARN of the load balancer on AWS; id of the forwarding rule on GCP."""
    address: pulumi.Output[str]
    """What reaches it: DNS name of the load balancer on AWS; IPv4 address on GCP."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DnsAuthorization:
    """A record that proves to a certificate authority that a host is ours."""

    name: str
    """Logical name of the record to make: stable, and unique in the stack."""
    record: pulumi.Output[str]
    """Full name of the record, without the last dot."""
    type: pulumi.Output[str]
    """``CNAME``."""
    value: pulumi.Output[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class GatewayHandle:
    """A declared HA VPN gateway with its router, on Google Cloud."""

    name: str
    """Name of the planned gateway."""
    place: str
    id: pulumi.Output[str]
    router: pulumi.Output[str]
    """Name of the Cloud Router."""
    addresses: tuple[pulumi.Output[str], pulumi.Output[str]]
    """Outside IPv4 address of each interface."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TunnelHandle:
    """The AWS end of a tunnel, for who declares the other."""

    name: str
    """Name of the planned tunnel."""
    place: str
    outside: pulumi.Output[str]
    """Outside IPv4 address on AWS."""
    theirs: pulumi.Output[str]
    """Inside IPv4 address on AWS."""
    ours: pulumi.Output[str]
    """Inside IPv4 address on Google Cloud."""
    asn: int
    """BGP number of the AWS end."""
    secret: pulumi.Output[str]
    """The pre-shared key of both ends."""
