"""Handles of the Google Cloud components: what is known of them once they are declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from components.handles import DnsAuthorization, FrontHandle, LogsHandle
from plan.model import Tier


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentsHandle:
    """The project's service agents: Google's own identities that encrypt, copy and write for us."""

    members: Mapping[str, pulumi.Output[str]]
    """IAM member by service, as keys name them: ``spanner``, ``cloud-sql``; and ``transfer``."""
    ready: Mapping[str, tuple[pulumi.Resource, ...]]
    """Grants in the project to depend on before the service is used, by service."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionHandle:
    """One region of a network."""

    name: str
    """Name of the planned region."""
    place: str
    subnets: Mapping[str, pulumi.Output[str]]
    """Id of each subnet, by the name of the planned subnet."""
    tiers: Mapping[Tier, pulumi.Output[str]]
    """Id of the subnet of each tier."""
    proxies: pulumi.Resource
    """The proxy-only subnet: a regional load balancer must depend on it, for nothing in it refers to it."""
    logs: LogsHandle
    published: Mapping[str, pulumi.Resource] = field(default_factory=dict)
    """By service class: what such a service must depend on, to get an address of the data tier."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkHandle:
    """A VPC of one jurisdiction."""

    name: str
    """Name of the planned network."""
    id: pulumi.Output[str]
    self_link: pulumi.Output[str]
    firewall: pulumi.Output[str]
    """Name of its firewall policy, for rules about what a store declares in it."""
    regions: Mapping[str, RegionHandle]
    """By place id: ``gcp/europe-west2``."""
    services: Mapping[str, pulumi.Output[str]] = field(default_factory=dict)
    """By place: name of the range that Google's database services there take their addresses from."""
    peering: tuple[pulumi.Resource, ...] = ()
    """What such a database depends on, for nothing in it refers to it."""

    def near(self, place: str) -> RegionHandle:
        """The region of this place; where it has none, any: whoever asked finds that it is elsewhere."""
        return self.regions.get(place) or next(iter(self.regions.values()))

    @property
    def subnets(self) -> Mapping[str, pulumi.Output[str]]:
        """Ids of all subnets, by the name of the planned subnet."""
        return {name: id_ for region in self.regions.values() for name, id_ in region.subnets.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class IngressHandle(FrontHandle):
    """A regional load balancer on Google Cloud."""

    authorization: DnsAuthorization
    """The record that the certificate waits for."""
    groups: Mapping[str, pulumi.Output[str]]
    """Id of the network endpoint group of each zone: where an application adds its instances."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GlobalEntryHandle:
    """The global load balancer of the discovery page."""

    name: str
    address: pulumi.Output[str]
    """IPv4, anycast."""
    authorization: DnsAuthorization
    """The record that the certificate waits for."""
