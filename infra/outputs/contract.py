"""What app teams may rely on: the outputs of a stack, versioned.

A field may be added in a minor version; removing, renaming or re-typing one needs a new major version. The
JSON Schema made from these models is docs/reference/outputs.schema.json (tested). Reading it needs only
pydantic: see ``infra.outputs.reader``.
"""

from __future__ import annotations

from pydantic import Field

from infra.outputs.described import Described
from infra.outputs.stores import AnyStore
from plan.model import Role, Survives

VERSION = "1.2"
TOPICS = "Per place: ARN of the topic that alarms are told to, for a team to subscribe to"


class NetworkOutput(Described):
    """Where workloads of one jurisdiction run in one region."""

    network: str = Field(description="VPC id on AWS, network id on Google Cloud")
    cidr: str
    subnets: dict[str, list[str]] = Field(description="Per tier (public, private, data): subnet ids")


class PathOutput(Described):
    """How one place reaches the others of its jurisdiction, privately."""

    gateway: str = Field(description="Transit gateway id on AWS, HA VPN gateway id on Google Cloud")
    reaches: dict[str, str] = Field(description="Per place that is reached: the range of its network")


class FrontOutput(Described):
    """The regional load balancer of a jurisdiction's host in one place: TLS ends here."""

    role: Role
    address: str = Field(description="DNS name (AWS) or IPv4 address (Google Cloud) of the balancer")
    targets: dict[str, str] = Field(
        description="Where an app registers: {all: target group ARN}, or per zone a network endpoint group"
    )


class JurisdictionOutput(Described):
    """One legal home."""

    name: str = Field(description="United Kingdom")
    home: str
    recovery: str | None
    host: str | None = Field(description="What users with personal data connect to: uk.acme.example")
    fronts: dict[str, FrontOutput] = Field(description="Per place")
    networks: dict[str, NetworkOutput] = Field(description="Per place")
    paths: dict[str, PathOutput] = Field({}, description="Per place with a way to others of its jurisdiction")
    stores: dict[str, AnyStore]
    alarm_topics: dict[str, str] = Field(default_factory=dict, description=TOPICS)


class EverywhereOutput(Described):
    """What is not personal and belongs to no jurisdiction."""

    host: str | None = Field(description="Global entry: acme.example")
    address: str | None = Field(description="IPv4 address of the global load balancer")
    name_servers: list[str] = Field(description="Delegate the domain to these; empty for an existing zone")
    stores: dict[str, AnyStore]
    alarm_topics: dict[str, str] = Field(default_factory=dict, description=TOPICS)


class Contract(Described):
    """The outputs of a stack: ``pulumi stack output --json``."""

    contract: str = Field(description="Version of this contract: major.minor", pattern=r"^\d+\.\d+$")
    stack: str
    jurisdictions: dict[str, JurisdictionOutput]
    everywhere: EverywhereOutput
    promises: dict[str, dict[str, Survives]] = Field(
        {},
        description="Per jurisdiction (global: everybody) and store: what loss it outlives, as its survives "
        "says; known before anything is made; since contract 1.2",
    )
