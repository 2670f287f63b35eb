"""What app teams may rely on: the outputs of a stack, versioned.

A field may be added in a minor version; removing, renaming or re-typing one needs a new major version. The
JSON Schema made from these models is docs/reference/outputs.schema.json (tested). Reading it needs only
pydantic: see ``infra.outputs.reader``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from jurisdictions.model import DataClass
from plan.model import Role, Survives

VERSION = "1.0"


class Described(BaseModel):
    """Frozen; unknown fields are kept out of sight, so that a reader of 1.0 reads 1.1."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class StorePlace(Described):
    """One place of a store."""

    role: Role = Field(description="home, recovery or witness")
    key: str = Field(description="Key that encrypts the data there: key ARN, or crypto key id")


class StoreOutput(Described):
    """What every store tells."""

    data_class: DataClass = Field(alias="class", description="metadata, transient or persistent")
    survives: Survives = Field(description="What loss it outlives")
    home: str = Field(description="Place of the writer: aws/eu-west-2")
    places: dict[str, StorePlace] = Field(description="Every place that holds the data, home included")


class AuroraOutput(StoreOutput):
    """Aurora PostgreSQL."""

    engine: Literal["aurora-postgresql"]
    writer: str = Field(description="Host of the writer; of a Global Database the one that follows it")
    readers: dict[str, str] = Field(description="Per place: host that balances over its readers")
    port: int
    database: str
    secret: str = Field(description="ARN of the secret with the master user's name and password")


class SpannerOutput(StoreOutput):
    """Cloud Spanner."""

    engine: Literal["spanner"]
    database: str = Field(description="projects/<project>/instances/<instance>/databases/<database>")
    config: str = Field(description="Instance configuration: regional-europe-west2")
    leader: str = Field(description="Region of the default leader")
    dialect: Literal["GOOGLE_STANDARD_SQL", "POSTGRESQL"]


class BucketOutput(StoreOutput):
    """Object storage."""

    engine: Literal["bucket"]
    buckets: dict[str, str] = Field(description="Per place: s3://name or gs://name")


class DynamodbOutput(StoreOutput):
    """DynamoDB."""

    engine: Literal["dynamodb"]
    table: str = Field(description="Table name, the same in each of its places")
    arns: dict[str, str] = Field(description="Per place: ARN of the table or its replica")
    hash_key: str
    expires_attribute: str | None = Field(description="Attribute with the expiry in epoch seconds")


AnyStore = Annotated[
    AuroraOutput | SpannerOutput | BucketOutput | DynamodbOutput, Field(discriminator="engine")
]


class NetworkOutput(Described):
    """Where workloads of one jurisdiction run in one region."""

    network: str = Field(description="VPC id on AWS, network id on Google Cloud")
    cidr: str
    subnets: dict[str, list[str]] = Field(description="Per tier (public, private, data): subnet ids")


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
    stores: dict[str, AnyStore]


class EverywhereOutput(Described):
    """What is not personal and belongs to no jurisdiction."""

    host: str | None = Field(description="Global entry: acme.example")
    address: str | None = Field(description="IPv4 address of the global load balancer")
    name_servers: list[str] = Field(description="Delegate the domain to these; empty for an existing zone")
    stores: dict[str, AnyStore]


class Contract(Described):
    """The outputs of a stack: ``pulumi stack output --json``."""

    contract: str = Field(description="Version of this contract: major.minor", pattern=r"^\d+\.\d+$")
    stack: str
    jurisdictions: dict[str, JurisdictionOutput]
    everywhere: EverywhereOutput
