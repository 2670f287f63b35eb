"""Settings of a store on Aurora DSQL."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plan.settings.stores.base import StoreBase


class DsqlStore(StoreBase):
    """Aurora DSQL: a cluster in one region; with ``survives: region`` two peers and a witness."""

    engine: Literal["aurora-dsql"] = Field(description="What the store runs on")
    lock_backups: bool = Field(
        default=False,
        description="Nobody deletes a backup before its day, but who may unlock the vault (governance mode)",
    )
