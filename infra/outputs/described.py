"""How outputs are described."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Described(BaseModel):
    """Frozen; unknown fields are kept out of sight, so that a reader of 1.0 reads 1.2."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)
