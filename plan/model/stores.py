"""Planned stores: one class an engine, each with the places of its data."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Literal

from plan.model.parts import Part, Role, Survives


@dataclass(frozen=True, kw_only=True, slots=True)
class Store(Part, ABC):
    """A named data set of one class, laid out in one jurisdiction (or ``global``)."""

    store: str
    """The name the user gave it."""
    engine: str
    survives: Survives
    backup_days: int
    """How long backups or point-in-time recovery reach back; they stay in the member's own place. 0: none."""

    @property
    @abstractmethod
    def placements(self) -> tuple[Placement, ...]:
        """Where this store's data is, with the role of each place and the key that encrypts it there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """One place of a store: what it does there, and under which key."""

    place: str
    role: Role
    key: str
    """Name of the planned key that encrypts the data in this place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AuroraMember(Placement):
    """A regional Aurora cluster; the first is the writer, the others secondaries of a Global Database."""

    name: str
    cluster: str
    """Physical cluster identifier, 1 to 63 characters."""
    network: str
    """Name of the planned AwsNetwork whose data tier it sits in."""
    instances: tuple[str, ...]
    """Physical instance identifiers, one a zone; the first is the preferred writer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Aurora(Store):
    """Aurora PostgreSQL: one regional cluster, or a Global Database inside the jurisdiction."""

    members: tuple[AuroraMember, ...]
    global_cluster: str | None
    """Physical id of the Global Database, where it has secondaries."""
    engine_version: str
    family: str
    """Parameter group family: ``aurora-postgresql17``."""
    instance_class: str
    database: str
    username: str

    @property
    def placements(self) -> tuple[Placement, ...]:
        """The clusters."""
        return self.members


@dataclass(frozen=True, kw_only=True, slots=True)
class Spanner(Store):
    """A Spanner instance with one database."""

    instance: str
    """Physical instance id, 6 to 30 characters."""
    display_name: str
    """4 to 30 characters."""
    config: str
    """``regional-europe-west2``, ``dual-region-germany1``, ``eur3``."""
    edition: Literal["STANDARD", "ENTERPRISE", "ENTERPRISE_PLUS"]
    processing_units: int
    database: str
    dialect: Literal["GOOGLE_STANDARD_SQL", "POSTGRESQL"]
    leader: str
    """Region of the default leader: ``europe-west2``."""
    replicas: tuple[Placement, ...]
    """Every region of the configuration, the witness included; each has a key of its own."""

    @property
    def placements(self) -> tuple[Placement, ...]:
        """The regions of the configuration."""
        return self.replicas


@dataclass(frozen=True, kw_only=True, slots=True)
class BucketMember(Placement):
    """One bucket: S3 or Cloud Storage, by the cloud of its place."""

    name: str
    bucket: str
    """Physical bucket name, globally unique."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bucket(Store):
    """Object storage: one regional bucket, or two with replication from home to recovery (same cloud)."""

    members: tuple[BucketMember, ...]
    expires_days: int | None
    """Objects are deleted after so many days (class transient); None keeps them."""

    @property
    def placements(self) -> tuple[Placement, ...]:
        """The buckets."""
        return self.members


@dataclass(frozen=True, kw_only=True, slots=True)
class Dynamodb(Store):
    """A DynamoDB table, with replicas (global table, eventually consistent) where it has more places."""

    table: str
    """Physical table name, 3 to 255 characters."""
    hash_key: str
    expires_attribute: str | None
    """Name of the attribute that holds the expiry in epoch seconds, where items must expire."""
    members: tuple[Placement, ...]
    """The first is where the table is declared, the others are its replicas."""

    @property
    def placements(self) -> tuple[Placement, ...]:
        """The table and its replicas."""
        return self.members
