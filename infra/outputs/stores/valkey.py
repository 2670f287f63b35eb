"""What a store on Valkey tells."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from infra.outputs.described import Described
from infra.outputs.stores.base import StoreOutput


class ValkeyEndpoint(Described):
    """How the cluster in one place is reached, and by whom. Writes are taken in home alone."""

    host: str = Field(
        description="Where a client in cluster mode begins; it reads from replicas after READONLY"
    )
    port: int
    user: str | None = Field(
        description="User that signs in with a token of IAM; null where the token says it (Google Cloud)"
    )
    connect: list[str] = Field(
        description="What an app's identity needs: elasticache:Connect on these ARNs (AWS), or "
        "roles/memorystore.dbConnectionUser on this instance (Google Cloud)"
    )
    certificates: list[str] = Field(
        description="PEM certificates to check the server's against; empty where a public authority made it"
    )


class ValkeyOutput(StoreOutput):
    """Valkey, in cluster mode."""

    engine: Literal["valkey"]
    version: str = Field(description="Engine version: 8.0")
    tls: Literal[True] = Field(description="Plain text is refused")
    endpoints: dict[str, ValkeyEndpoint] = Field(description="Per place")
    expires_seconds: int | None = Field(
        description="Longest time to live of an item, which the app sets with every write; null for none"
    )
