"""Planned entry points, per jurisdiction and for what is not personal."""

from __future__ import annotations

from dataclasses import dataclass

from plan.model.parts import Part, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Front:
    """A regional load balancer where TLS of a jurisdiction's host ends: inside that jurisdiction."""

    name: str
    place: str
    role: Role
    physical: str
    """At most 32 characters, not beginning ``internal-`` (ALB)."""
    network: str
    """Name of the planned AwsNetwork or GcpNetwork."""
    public_subnets: tuple[str, ...]
    """Names of the planned public subnets (AWS); empty on GCP."""
    zones: tuple[str, ...]
    """GCP zones that get an endpoint group; empty on AWS."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Accelerator:
    """AWS Global Accelerator for the AWS fronts of one jurisdiction: never of two."""

    name: str
    physical: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry(Part):
    """What the users of one jurisdiction connect to with personal data."""

    host: str
    """``uk.acme.example``."""
    fronts: tuple[Front, ...]
    """Home first."""
    accelerator: Accelerator | None
    """None where the jurisdiction has no AWS front."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GlobalEntry(Part):
    """What everybody connects to, with nothing personal: the discovery page, close to each user."""

    host: str
    """``acme.example``."""
    physical: str
    """Begins the names of the global load balancer's parts."""
    bucket: str
    """Cloud Storage bucket of the static discovery page."""
    bucket_place: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Dns(Part):
    """The public zone, on Route 53."""

    domain: str
    zone_id: str | None
    """An existing hosted zone; None creates it."""
