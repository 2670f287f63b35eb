"""The plan: plain data, decided before anything is declared.

Every place, address range, name, replica, backup and key of a stack. References between parts are by
``name`` (the Pulumi logical name), so that a plan can be printed, compared and tested without an engine.
Components declare exactly this and decide nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jurisdictions.model import DataClass

Role = Literal["home", "recovery", "witness"]
Survives = Literal["zone", "region"]
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
    gcp_project_number: str | None
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


@dataclass(frozen=True, kw_only=True, slots=True)
class GcpNetwork(Part):
    """One VPC per jurisdiction (a GCP VPC spans the world and routes between its regions)."""

    physical: str
    regions: tuple[GcpRegion, ...]


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


@dataclass(frozen=True, kw_only=True, slots=True)
class JurisdictionPlan:
    """What one jurisdiction has in this stack. Does not depend on which others share the stack."""

    id: str
    home: str
    recovery: str | None
    witness: str | None
    keys: tuple[Key, ...]
    logs: tuple[Logs, ...]
    aws_networks: tuple[AwsNetwork, ...]
    gcp_networks: tuple[GcpNetwork, ...]
    stores: tuple[Store, ...]
    entry: Entry | None


@dataclass(frozen=True, kw_only=True, slots=True)
class GlobalPlan:
    """What belongs to no jurisdiction and is never personal."""

    keys: tuple[Key, ...]
    stores: tuple[Store, ...]
    entry: GlobalEntry | None
    dns: Dns | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """All that a stack will declare."""

    identity: Identity
    jurisdictions: tuple[JurisdictionPlan, ...]
    everywhere: GlobalPlan
