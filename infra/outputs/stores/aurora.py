"""What a store on Aurora PostgreSQL tells."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from infra.outputs.stores.base import StoreOutput


class AuroraOutput(StoreOutput):
    """Aurora PostgreSQL."""

    engine: Literal["aurora-postgresql"]
    writer: str = Field(description="Host of the writer; of a Global Database the one that follows it")
    readers: dict[str, str] = Field(description="Per place: host that balances over its readers")
    port: int
    database: str
    secret: str = Field(description="ARN of the secret with the master user's name and password")
