"""The shape of ``places.yaml``, ``locations.yaml`` and ``law.yaml``, exactly as they are written.

Strict, and nothing unknown is let through: a misspelt key is a problem, not a default. What the entries mean
together (blocks that collide, countries nobody knows) is checked where they are built.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""
RegionName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)+-?[0-9]+$")]
"""As the cloud writes it: ``eu-west-2``, ``europe-west2``."""
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Allowed = list[Text] | Literal["home", "everywhere", "nowhere"]
"""Country codes and groups, or a word."""


class Strict(BaseModel):
    """Frozen; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class City(Strict):
    """A place without address block: a local zone, a hidden region."""

    city: Text
    country: Country


class Region(City):
    """One region of ``places.yaml``."""

    at: tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]]
    zones: Annotated[list[Text], Field(min_length=2)]
    block: Annotated[int, Field(ge=0, le=255)]
    opt_in: bool = False
    note: str = ""
    source: str = ""


class PlacesFile(Strict):
    """``places.yaml``."""

    next_block: Annotated[int, Field(ge=0, le=256)]
    countries: dict[Country, Text]
    aws: dict[RegionName, Region]
    gcp: dict[RegionName, Region]
    local_zones: dict[Text, City]


Members = Annotated[list[RegionName], Field(min_length=1)]


class SpannerEntry(Strict):
    """One instance configuration of ``locations.yaml``."""

    read_write: Annotated[list[RegionName], Field(min_length=2)]
    read_only: list[RegionName] = []
    witness: list[RegionName] = []
    optional: list[RegionName] = []
    exact: bool = True
    refused: str = ""


class LocationsFile(Strict):
    """``locations.yaml``."""

    hidden: dict[RegionName, City]
    sets: dict[Text, Members]
    spanner: dict[Text, SpannerEntry]
    inexact_services: list[Text]
    multi: dict[Text, dict[Text, Members | Text]]
    aws_sets: dict[Text, dict[Text, Members]]


class ClassRule(Strict):
    """Where one data class may be. What is left out is as ``rest``."""

    rest: Allowed
    processed: Allowed | None = None
    keys: Allowed | None = None
    logs: Allowed | None = None
    backups: Allowed | None = None
    expires_hours: Annotated[int, Field(ge=0)] | None = None
    because: str = ""


class Defaults(Strict):
    """What holds where a jurisdiction says nothing."""

    persistent: ClassRule
    transient: ClassRule
    metadata: ClassRule


class Jurisdiction(Strict):
    """One entry of ``law.yaml``."""

    name: Text
    regulation: Text
    home: list[Text]
    slot: Annotated[int, Field(ge=0, le=3)] = 0
    persistent: ClassRule | None = None
    transient: ClassRule | None = None
    metadata: ClassRule | None = None
    sources: list[Text] = []
    reviewed: date


class LawFile(Strict):
    """``law.yaml``."""

    groups: dict[Text, list[Text]]
    default: Defaults
    jurisdictions: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,15}$")], Jurisdiction]
