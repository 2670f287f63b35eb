"""What a store on AlloyDB tells."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from infra.outputs.stores.base import StoreOutput


class AlloydbOutput(StoreOutput):
    """AlloyDB."""

    engine: Literal["alloydb"]
    writer: str = Field(description="Private address of the primary; another one after a change of roles")
    readers: dict[str, str] = Field(description="Per place: private address that answers reads only")
    port: int
    database: str
    secrets: dict[str, str] = Field(
        description="Per place: full name of the regional secret with username and password, as JSON"
    )
