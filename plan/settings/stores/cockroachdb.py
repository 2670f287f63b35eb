"""Settings of a store on CockroachDB."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plan.settings.stores.machines import MachinesStore


class CockroachdbStore(MachinesStore):
    """CockroachDB on virtual machines; its key is the secret ``domicile:cockroachdb-licence``."""

    engine: Literal["cockroachdb"] = Field(description="What the store runs on")
    version: str = Field(default="v26.2.0", pattern=r"^v\d{2}\.\d\.\d{1,2}$", description="Engine version")
    organisation: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9 .,&_-]{1,64}$",
        description="Whom the licence names, as it says it",
    )
    licence: Literal["enterprise", "free", "trial"] | None = Field(
        default=None, description="enterprise for personal data: free and trial report to the vendor"
    )
