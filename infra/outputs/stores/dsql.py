"""What a store on Aurora DSQL tells."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from infra.outputs.stores.base import StoreOutput


class DsqlOutput(StoreOutput):
    """Aurora DSQL."""

    engine: Literal["aurora-dsql"]
    endpoints: dict[str, str] = Field(
        description="Per place that reads and writes: host, answered in the network of that place only"
    )
    arns: dict[str, str] = Field(description="Per place that reads and writes: ARN of the cluster")
    port: int
    database: str
    auth: str = Field(
        description="How a client signs in: with a token that it makes from its IAM identity, over TLS"
    )
