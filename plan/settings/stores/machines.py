"""Settings that every engine on virtual machines has."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from plan.settings.stores.base import StoreBase
from plan.settings.words import PlaceId, Strict


class MachineTypes(Strict):
    """Machine type by cloud: a store may be on both."""

    aws: str = Field(default="m7i.2xlarge", description="Of a family m, c, r or i, 4 vCPU or more, x86-64")
    gcp: str = Field(default="n2-standard-8", description="n2, n2d, c3 or c3d, 4 vCPU or more")


class MachinesStore(StoreBase):
    """A database on machines of its own, in one region, over three, or with a second cluster behind it."""

    database: str = Field(default="app", pattern=r"^[a-z][a-z0-9_]{0,62}$", description="Database")
    username: str = Field(
        default="app", pattern=r"^[a-z][a-z0-9_]{0,62}$", description="User of the application"
    )
    machine_types: MachineTypes = Field(
        default_factory=MachineTypes, description="Machine type of each cloud: aws, gcp"
    )
    disk_gib: int = Field(
        default=256, ge=100, le=10_240, description="Data disk of each machine, in GiB; 10 TiB at most"
    )
    replicas: int | None = Field(
        default=None, description="Copies of everything in a cluster, one a machine: 3 or 5"
    )
    replication: Literal["synchronous", "asynchronous"] | None = Field(
        default=None,
        description="How a region is survived: by a majority of three, or by a second cluster",
    )
    images: dict[PlaceId, str] = Field(
        default_factory=dict, description="Own image per place, with the software in it"
    )
    sha256: str | None = Field(
        default=None,
        pattern=r"^[0-9a-f]{64}$",
        description="Digest of the software's archive; where not given, the file beside it says it",
    )
