"""What has been declared of a jurisdiction so far, for what is declared next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from components.aws.keys import Key as AwsKey
from components.aws.network import NetworkHandle as AwsNetworkHandle
from components.aws.zone import ZoneHandle
from components.base import Context
from components.gcp.handles import AgentsHandle
from components.gcp.handles import NetworkHandle as GcpNetworkHandle
from components.gcp.keys import KeyRing, by_ring
from components.handles import KeyHandle, LogsHandle
from plan.model import Key


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """What all jurisdictions of a stack have in common: none of it is personal."""

    context: Context
    agents: AgentsHandle | None
    """Google's service agents; None where nothing on Google Cloud encrypts."""
    zone: ZoneHandle | None
    """The public zone; None for a stack without entry."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """A jurisdiction while it is declared."""

    shared: Shared
    inside: pulumi.ResourceOptions
    """Parent of everything the jurisdiction has."""
    keys: Mapping[str, KeyHandle]
    logs: Mapping[str, LogsHandle] = field(default_factory=dict)
    """Of networks on AWS; on Google Cloud a network declares its own."""
    on_aws: Mapping[str, AwsNetworkHandle] = field(default_factory=dict)
    on_gcp: Mapping[str, GcpNetworkHandle] = field(default_factory=dict)

    @property
    def context(self) -> Context:
        """What every component is given."""
        return self.shared.context

    @property
    def agents(self) -> AgentsHandle:
        """Google's service agents. Raises ``LookupError`` where the plan said that none is needed."""
        if self.shared.agents is None:
            msg = "no service agents were declared, and something encrypts on Google Cloud"
            raise LookupError(msg)
        return self.shared.agents


class Jurisdiction(pulumi.ComponentResource):
    """Groups what one jurisdiction has, so that a preview shows it together."""

    def __init__(self, name: str) -> None:
        super().__init__("domicile:infra:Jurisdiction", name)
        self.register_outputs({})


def open_site(name: str, parts: tuple[Key, ...], shared: Shared) -> Site:
    """The site of a jurisdiction with its keys declared, on both clouds."""
    inside = pulumi.ResourceOptions(parent=Jurisdiction(name))
    keys = {
        part.name: AwsKey(part, context=shared.context, opts=inside).handle
        for part in parts
        if part.place.startswith("aws/")
    }
    bare = Site(shared=shared, inside=inside, keys=keys)
    for ring in by_ring(parts).values():
        keys |= KeyRing(ring, agents=bare.agents, context=shared.context, opts=inside).handles
    return bare
