"""Settings of a store on YugabyteDB."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plan.settings.stores.machines import MachinesStore


class YugabytedbStore(MachinesStore):
    """YugabyteDB on virtual machines: the open core, which needs no licence key."""

    engine: Literal["yugabytedb"] = Field(description="What the store runs on")
    version: str = Field(
        default="2025.2.1.0-b141",
        pattern=r"^\d{4}\.\d{1,2}\.\d{1,2}\.\d{1,2}-b\d{1,4}$",
        description="Engine version with its build, as the archive is named",
    )
