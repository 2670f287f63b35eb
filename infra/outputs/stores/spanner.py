"""What a store on Cloud Spanner tells."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from infra.outputs.stores.base import StoreOutput


class SpannerOutput(StoreOutput):
    """Cloud Spanner."""

    engine: Literal["spanner"]
    database: str = Field(description="projects/<project>/instances/<instance>/databases/<database>")
    config: str = Field(description="Instance configuration: regional-europe-west2")
    leader: str = Field(description="Region of the default leader")
    dialect: Literal["GOOGLE_STANDARD_SQL", "POSTGRESQL"]
