"""What a store on YugabyteDB tells."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from infra.outputs.stores.base import StoreOutput


class YugabytedbOutput(StoreOutput):
    """YugabyteDB on virtual machines."""

    engine: Literal["yugabytedb"]
    hosts: dict[str, str] = Field(
        description="Per place: what its clients connect to, from the private tier of the same place"
    )
    port: int
    database: str
    username: str = Field(description="User of the application, known by its password")
    administrator: str = Field(description="Role of operators")
    sslmode: Literal["verify-full"] = Field(description="What a client must ask for")
    authority: str = Field(
        description="Certificate of the store's own authority, PEM: a client's sslrootcert"
    )
    client_secrets: dict[str, str] = Field(
        description="Per place: secret (ARN, or resource id on Google Cloud) with the application's "
        "password: JSON of ca.crt and <user>.password"
    )
    admin_secrets: dict[str, str] = Field(
        description="Per place: the same, and admin.password, for operators"
    )
    buckets: dict[str, str] = Field(description="Per place: URL of the bucket of backups and software")
    software: str = Field(description="Archive that is expected in software/ of each bucket")
    clusters: dict[str, list[str]] = Field(
        description="Places of the universe that is written to (home), and of the one that follows (recovery)"
    )
