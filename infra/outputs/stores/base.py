"""What every store tells."""

from __future__ import annotations

from pydantic import Field

from infra.outputs.described import Described
from jurisdictions.engine_schema import Consistency
from jurisdictions.model import DataClass
from plan.model import Role, Survives


class StorePlace(Described):
    """One place of a store."""

    role: Role = Field(description="home, recovery or witness")
    key: str = Field(
        description="Key that encrypts the data there: key ARN, or crypto key id; empty for a witness whose "
        "log the cloud keeps under a key of its own"
    )


class StoreRead(Described):
    """One way to read a store."""

    consistency: Consistency = Field(
        description="strong: what was written last; follower: the nearest copy, as old as staleness says; "
        "eventual: a copy that is behind"
    )
    staleness: str = Field(description="How old what is read may be; empty for a strong read")
    ask: str = Field(description="What a client does to read in this way")
    places: list[str] = Field(description="Where a client can ask: the nearest to it will do")


class StoreOutput(Described):
    """What every store tells."""

    data_class: DataClass = Field(alias="class", description="metadata, transient or persistent")
    survives: Survives = Field(description="What loss it outlives")
    home: str = Field(description="Place of the writer: aws/eu-west-2")
    places: dict[str, StorePlace] = Field(description="Every place that holds the data, home included")
    reads: list[StoreRead] = Field(
        default=[], description="How it can be read, the strongest way first; since contract 1.1"
    )
