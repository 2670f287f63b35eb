"""What every store tells."""

from __future__ import annotations

from pydantic import Field

from infra.outputs.described import Described
from jurisdictions.model import DataClass
from plan.model import Role, Survives


class StorePlace(Described):
    """One place of a store."""

    role: Role = Field(description="home, recovery or witness")
    key: str = Field(description="Key that encrypts the data there: key ARN, or crypto key id")


class StoreOutput(Described):
    """What every store tells."""

    data_class: DataClass = Field(alias="class", description="metadata, transient or persistent")
    survives: Survives = Field(description="What loss it outlives")
    home: str = Field(description="Place of the writer: aws/eu-west-2")
    places: dict[str, StorePlace] = Field(description="Every place that holds the data, home included")
