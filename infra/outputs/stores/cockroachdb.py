"""What a store on CockroachDB tells."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from infra.outputs.stores.base import StoreOutput


class CockroachdbOutput(StoreOutput):
    """CockroachDB on virtual machines."""

    engine: Literal["cockroachdb"]
    hosts: dict[str, str] = Field(
        description="Per place: what its clients connect to, from the private tier of the same place"
    )
    port: int
    database: str
    username: str = Field(description="User of the application, known by its certificate")
    sslmode: Literal["verify-full"] = Field(description="What a client must ask for")
    authority: str = Field(
        description="Certificate of the store's own authority, PEM: a client's sslrootcert"
    )
    client_secrets: dict[str, str] = Field(
        description="Per place: secret (ARN, or resource id on Google Cloud) with the application's "
        "certificate and key: JSON of ca.crt, client.<user>.crt and client.<user>.key"
    )
    admin_secrets: dict[str, str] = Field(description="Per place: the same of root, for operators")
    buckets: dict[str, str] = Field(description="Per place: URL of the bucket of backups and software")
    software: str = Field(description="Archive that is expected in software/ of each bucket")
    clusters: dict[str, list[str]] = Field(
        description="Places of the cluster that is written to (home), and of the one that follows (recovery)"
    )
