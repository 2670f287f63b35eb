"""The intent of a stack, as a platform engineer writes it in ``Pulumi.<stack>.yaml``.

Shapes, types and bounds only. What the law and the map have to say about it is decided in the plan, so that
both kinds of mistake are reported together (see ``plan.parse`` and ``plan.resolve``).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator

from jurisdictions.model import DataClass
from plan.model import Egress, Survives

PlaceId = Annotated[
    str, Field(pattern=r"^(aws|gcp)/[a-z0-9-]+$|^gcp/[A-Z0-9]+$", description="A place: aws/eu-west-2")
]
WORD = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
"""What the clouds take in a name: lower case, digits, single hyphens between them."""
NAME_FORM = "lower case letters, digits, single hyphens; 30 characters at most"
Key = Annotated[str, Field(pattern=WORD, max_length=30, description=NAME_FORM)]
RESERVED_NAMES = frozenset({"aws", "amazon", "internal", "sg", "goog", "google"})
"""Beginnings that a cloud keeps for itself: ALB ``internal-``, security groups ``sg-``, buckets ``goog``."""
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
HOURS_PER_DAY = 24


class Strict(BaseModel):
    """Frozen, strict, and closed: a key that nobody knows is an error, not a wish."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=False)


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


class StoreBase(Strict):
    """What every store has, whatever its engine."""

    data_class: DataClass = Field(alias="class", description="metadata, transient or persistent")
    survives: Survives = Field(default="zone", description="What loss the store outlives: zone or region")
    expires_hours: int | None = Field(
        default=None, ge=1, description="Longest life of an item; required for class transient"
    )
    backup_days: int = Field(
        default=7,
        ge=1,
        le=35,
        description="How far back a restore can reach, in days; nowhere for class transient",
    )
    only: tuple[str, ...] | None = Field(
        default=None, description="Jurisdictions that hold this store; all of the stack where not given"
    )
    overrides: dict[str, dict[str, JsonValue]] = Field(
        default_factory=dict, alias="in", description="Per jurisdiction: any of these keys, said differently"
    )
    home: PlaceId | None = Field(
        default=None, description="Home of this store, if not its jurisdiction's: aws/eu-west-2"
    )
    recovery: PlaceId | None = Field(
        default=None, description="Recovery, if not its jurisdiction's: aws/eu-west-1"
    )


class AuroraStore(StoreBase):
    """Aurora PostgreSQL: a cluster over zones; with ``survives: region`` a Global Database."""

    engine: Literal["aurora-postgresql"] = Field(description="What the store runs on")
    version: str = Field(default="17.7", pattern=r"^\d{2}\.\d{1,2}$", description="Engine version")
    instance_class: str = Field(
        default="db.r8g.large",
        pattern=r"^db\.(r[5-9][a-z]*\.\w+|serverless)$",
        description="db.r* or db.serverless",
    )
    instances: int = Field(default=2, ge=1, le=4, description="Instances per cluster, one a zone")
    database: str = Field(default="app", pattern=r"^[a-z][a-z0-9]{0,62}$", description="Initial database")
    username: str = Field(default="dbadmin", pattern=r"^[a-z][a-z0-9]{0,15}$", description="Master user")


class SpannerStore(StoreBase):
    """Cloud Spanner: regional; with ``survives: region`` dual-region or multi-region inside the law."""

    engine: Literal["spanner"] = Field(description="What the store runs on")
    config: str | None = Field(
        default=None, description="Instance configuration, if the plan's is not wanted"
    )
    processing_units: int = Field(
        default=1000, ge=100, le=100_000, description="100 to 900 in hundreds, or thousands"
    )
    database: str = Field(
        default="app", pattern=r"^[a-z][a-z0-9_-]{0,28}[a-z0-9]$", description="Database id"
    )
    dialect: Literal["GOOGLE_STANDARD_SQL", "POSTGRESQL"] = Field(
        default="GOOGLE_STANDARD_SQL", description="SQL dialect; cannot change later"
    )


class BucketStore(StoreBase):
    """Object storage on the cloud of its home; with ``survives: region`` replicated to recovery."""

    engine: Literal["bucket"] = Field(description="What the store runs on")


class DynamodbStore(StoreBase):
    """DynamoDB. Class metadata: one global table for all; else a table per jurisdiction."""

    engine: Literal["dynamodb"] = Field(description="What the store runs on")
    hash_key: str = Field(
        default="id", pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,254}$", description="Key attribute"
    )
    replicas: tuple[PlaceId, ...] | None = Field(
        default=None,
        description="Class metadata: where else it is; every AWS place of the stack where not given",
    )


StoreSettings = Annotated[
    AuroraStore | SpannerStore | BucketStore | DynamodbStore, Field(discriminator="engine")
]


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
