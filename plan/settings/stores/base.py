"""What every store has, whatever its engine."""

from __future__ import annotations

from pydantic import Field, JsonValue

from jurisdictions.model import DataClass
from plan.model import Survives
from plan.settings.words import PlaceId, Strict


class StoreBase(Strict):
    """What every store has, whatever its engine."""

    data_class: DataClass = Field(alias="class", description="metadata, transient or persistent")
    survives: Survives = Field(
        default="zone", description="What loss the store outlives: zone, region or cloud"
    )
    expires_hours: int | None = Field(
        default=None, ge=1, description="Longest life of an item; required for class transient"
    )
    backup_days: int = Field(
        default=7,
        ge=1,
        le=35,
        description="How far back a restore can reach, in days; nowhere for class transient",
    )
    only: tuple[str, ...] | None = Field(
        default=None, description="Jurisdictions that hold this store; all of the stack where not given"
    )
    overrides: dict[str, dict[str, JsonValue]] = Field(
        default_factory=dict, alias="in", description="Per jurisdiction: any of these keys, said differently"
    )
    home: PlaceId | None = Field(
        default=None, description="Home of this store, if not its jurisdiction's: aws/eu-west-2"
    )
    recovery: PlaceId | None = Field(
        default=None, description="Recovery, if not its jurisdiction's: aws/eu-west-1"
    )
    witness: PlaceId | None = Field(
        default=None, description="Third voter of a quorum over three regions: aws/eu-west-3"
    )
