"""Planned networks: a VPC per AWS region, one VPC per jurisdiction on Google Cloud."""

from __future__ import annotations

from dataclasses import dataclass

from plan.model.parts import Egress, Logs, Part, Tier


@dataclass(frozen=True, kw_only=True, slots=True)
class Subnet:
    """One address range of a tier: in one zone on AWS, over the region on GCP."""

    name: str
    tier: Tier
    cidr: str
    zone: str | None
    """AWS zone id; None on GCP."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AwsNetwork(Part):
    """A VPC in one region for one jurisdiction: three tiers over zones."""

    place: str
    physical: str
    cidr: str
    subnets: tuple[Subnet, ...]
    egress: Egress
    interface_endpoints: tuple[str, ...]
    """Service suffixes reached privately: ``kms``, ``logs``, ``sts``, ``secretsmanager``, ... Gateway
    endpoints for s3 and dynamodb are always there."""
    flow_logs: Logs


@dataclass(frozen=True, kw_only=True, slots=True)
class GcpRegion:
    """One region of a GCP network."""

    name: str
    place: str
    cidr: str
    subnets: tuple[Subnet, ...]
    proxy_cidr: str
    """For the proxies of the regional load balancer (purpose REGIONAL_MANAGED_PROXY), /26 or larger."""
    nat: bool
    flow_logs: Logs
    published: tuple[str, ...] = ()
    """Service classes of Google Cloud that take addresses of its data tier: ``gcp-memorystore``."""
    services_cidr: str | None = None
    """Kept for Google's own networks of databases (private services access); None where none is here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GcpNetwork(Part):
    """One VPC per jurisdiction (a GCP VPC spans the world and routes between its regions)."""

    physical: str
    regions: tuple[GcpRegion, ...]
