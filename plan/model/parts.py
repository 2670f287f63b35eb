"""What every planned thing has, and who and where: identity, keys, logs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jurisdictions.model import DataClass

Role = Literal["home", "recovery", "witness"]
Survives = Literal["zone", "region", "cloud"]
Tier = Literal["public", "private", "data"]
Egress = Literal["nat-per-zone", "nat", "none"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Whose stack this is, and the account and project that hold it."""

    project: str
    stack: str
    prefix: str
    """Begins every physical name: ``acme-prod``."""
    aws_account: str | None
    """12 digits; None where the stack has nothing on AWS."""
    gcp_project: str | None
    protect: bool
    """Stores and keys are protected from deletion, by Pulumi and by the cloud."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What every planned thing has."""

    name: str
    """Pulumi logical name, unique in the stack: a public contract (see ``plan.names``)."""
    jurisdiction: str
    """Key of the law; ``global`` for what is not personal and belongs to no jurisdiction."""
    data_class: DataClass
    tags: Mapping[str, str]
    """AWS tags and GCP labels: data-class, jurisdiction, project, stack, and store where there is one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Key(Part):
    """A customer-managed key, in one place, for one store (or for the logs of a network)."""

    place: str
    physical: str
    """AWS: alias without ``alias/``. GCP: id of the crypto key."""
    ring: str
    """GCP: id of the key ring, shared by the keys of one jurisdiction and place. AWS: empty."""
    rotation_days: int
    """90 to 2560 on AWS."""
    deletion_days: int
    """How long a deletion can be taken back: 7 to 30 days on AWS."""
    services: tuple[str, ...]
    """Who encrypts with it. AWS service prefixes (``rds``, ``s3``, ``dynamodb``, ``secretsmanager``,
    ``logs``); GCP (``spanner``, ``storage``, ``logging``)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Logs(Part):
    """Where the logs of a network in one place are kept: in that place, under a key of that place."""

    place: str
    physical: str
    """AWS: log group. GCP: log bucket id."""
    key: str
    """Name of the planned key."""
    retention_days: int
