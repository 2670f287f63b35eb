"""A stack as a whole: accounts, jurisdictions, stores, entry, networks and keys."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from plan.model import Egress
from plan.settings.stores import StoreSettings
from plan.settings.words import WORD, Key, PlaceId, Strict

Endpoint = Literal[
    "athena",
    "ec2",
    "ec2messages",
    "ecr.api",
    "ecr.dkr",
    "ecs",
    "ecs-agent",
    "ecs-telemetry",
    "elasticfilesystem",
    "elasticloadbalancing",
    "events",
    "execute-api",
    "kinesis-streams",
    "kms",
    "lambda",
    "logs",
    "monitoring",
    "rds",
    "rds-data",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "ssmmessages",
    "states",
    "sts",
    "xray",
]
"""AWS services with an interface endpoint in every region (PrivateLink, services that integrate)."""


class AwsAccount(Strict):
    """The AWS account of this stack. A stack has one: split a larger estate into several stacks."""

    account: str = Field(pattern=r"^\d{12}$", description="Account number, 12 digits in quotes")


class GcpAccount(Strict):
    """The Google Cloud project of this stack."""

    project: str = Field(pattern=r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$", description="Project id")


class Accounts(Strict):
    """Where the stack lives on each cloud. A cloud that is not used needs no entry."""

    aws: AwsAccount | None = Field(default=None, description="The AWS account")
    gcp: GcpAccount | None = Field(default=None, description="The Google Cloud project")


class Jurisdiction(Strict):
    """The places of one jurisdiction. All of them lie inside it."""

    home: PlaceId = Field(description="Where data rests and users are served: aws/eu-west-2")
    recovery: PlaceId | None = Field(
        default=None, description="Where both continue when home is lost: gcp/europe-west2"
    )

    @property
    def places(self) -> tuple[str, ...]:
        """Home first, then recovery where it is set."""
        return tuple(p for p in (self.home, self.recovery) if p is not None)


class Entry(Strict):
    """What users connect to: ``<jurisdiction>.<domain>``, and ``<domain>`` for what is not personal."""

    domain: str = Field(
        pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$", description="DNS domain"
    )
    zone_id: str | None = Field(
        default=None, pattern=r"^Z[A-Z0-9]{1,31}$", description="Existing Route 53 zone; else one is made"
    )
    discovery: PlaceId | None = Field(
        default=None,
        description="GCP region that keeps the static page of the global, non-personal entry; none without",
    )


class Network(Strict):
    """Address ranges and zones, the same in every region."""

    cidr: str = Field(default="10.0.0.0/8", description="Private pool, /8 to /13; every region has its block")
    zones: int = Field(default=3, ge=2, le=4, description="Zones per region")
    egress: Egress = Field(default="nat-per-zone", description="Way out to the internet for private subnets")
    endpoints: tuple[Endpoint, ...] = Field(
        default=("kms", "logs", "secretsmanager", "sts"), description="AWS services reached privately"
    )
    cidrs: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="Own range per jurisdiction and place, outside the pool"
    )
    log_retention_days: Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400] = Field(
        default=30, description="How long flow logs are kept, in their own region"
    )

    @field_validator("endpoints")
    @classmethod
    def _each_once(cls, given: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
        return tuple(dict.fromkeys(given))


class Keys(Strict):
    """How customer-managed keys live and die."""

    rotation_days: int = Field(default=365, ge=90, le=2560, description="New key material so often")
    deletion_days: int = Field(default=30, ge=7, le=30, description="A deletion can be taken back so long")


class Settings(Strict):
    """The whole of ``domicile:stack``."""

    name: str = Field(
        pattern=WORD, min_length=2, max_length=12, description="Begins every physical name: acme"
    )
    protect: bool = Field(default=True, description="Stores and keys cannot be deleted; false for dev only")
    accounts: Accounts = Field(description="Where the stack lives on each cloud")
    jurisdictions: dict[Key, Jurisdiction] = Field(
        min_length=1, description="Places per jurisdiction, by its key in jurisdictions/law.yaml"
    )
    stores: dict[Key, StoreSettings] = Field(default_factory=dict, description="Data sets, by name")
    entry: Entry | None = Field(default=None, description="What users connect to; nothing where not given")
    network: Network = Field(default_factory=Network, description="Address ranges, zones, way out")
    keys: Keys = Field(default_factory=Keys, description="Rotation and deletion of keys")
