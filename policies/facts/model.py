"""The shape of a fact: what a resource type holds, and which of its inputs decide where that is."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

PATH = re.compile(r"[A-Za-z][A-Za-z0-9]*(\[\])*(\.[A-Za-z][A-Za-z0-9-]*(\[\])*)*")
"""Names of properties; below the first also keys of maps, which may have hyphens."""
TOKEN = re.compile(r"[a-z][a-z0-9-]*:([A-Za-z0-9]+(/\w+)?)?:?\w*\*?")


class Holds(StrEnum):
    """What a resource of this type holds. Everything but ``nothing`` has a data class and a jurisdiction."""

    DATA = "data"
    """Data at rest: a store, a queue, a cache, a secret."""
    COPY = "copy"
    """A replica of a store that is a resource of its own."""
    BACKUP = "backup"
    """A backup, a snapshot, or what decides where one is kept."""
    KEY = "key"
    """An encryption key."""
    LOG = "log"
    """Logs and audit trails."""
    COMPUTE = "compute"
    """Handles plaintext: compute, or where TLS ends."""
    NOTHING = "nothing"
    """No data of users: networks, access rules, names, settings of another resource."""
    OPAQUE = "opaque"
    """Declares other things out of sight: what it holds cannot be told, so it is refused."""


class How(StrEnum):
    """How to read the value of a path."""

    REGION = "region"
    ZONE = "zone"
    LOCATION = "location"
    CONFIG = "config"
    """A Spanner instance configuration: a name, or a reference to a custom one."""
    ARN = "arn"
    """An ARN: its region; where it has none (buckets), the resource it names."""
    NAME = "name"
    """A full GCP resource name: its location; otherwise the resource it names."""
    BUCKET = "bucket"
    """A bucket by name, ARN or URL: the place of the bucket."""
    KEY = "key"
    """An encryption key by ARN, name, alias or reference."""
    REF = "ref"
    """Another resource by id or short name: the place of that resource."""
    MODEL = "model"
    """A model of Bedrock: by its id in the region of the resource, by a profile in several regions."""


class Form(StrEnum):
    """How a free text is written down."""

    PLAIN = "plain"
    """As it is; one that somebody encoded all the same is read as well."""
    BASE64 = "base64"
    """Encoded, by definition of the input."""


class Scope(StrEnum):
    """From where something gathers."""

    ALL = "all"
    """From the whole account or project, and what is beyond."""
    REGION = "region"
    """From its own region."""


def _path(text: str) -> str:
    if not PATH.fullmatch(text):
        msg = f"{text!r} is not a path of camelCase properties like replicas[].regionName"
        raise ValueError(msg)
    return text


Path = Annotated[str, AfterValidator(_path)]
Places = dict[Path, How]


class Gathers(BaseModel):
    """What carries logs or events of everything around it, whosever they are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scope: Scope = Field(description="From where.")
    wide: tuple[Path, ...] = Field((), description="Switches that make a region all.")
    unless: tuple[Path, ...] = Field((), description="Switches that, turned off, make all its region.")
    only: tuple[Path, ...] = Field((), description="References to the only resources that it gathers from.")
    filter: Path | None = Field(None, description="A filter of Cloud Logging, which may name such resources.")
    by: Path | None = Field(
        None, description="The rule of events by which it does: a schedule or alarms alone gather nothing."
    )


class Fact(BaseModel):
    """One resource type."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    holds: Holds = Field(description="What a resource of this type holds.")
    at: Places = Field({}, description="Where it is: the first path that says something decides.")
    fixed: str = Field("", description="Where it is whatever its inputs say: global, or a place id.")
    copies: Places = Field({}, description="Further places of the same data.")
    backups: Places = Field({}, description="Where its backups go.")
    logs: Places = Field({}, description="Where its logs go.")
    keys: tuple[Path, ...] = Field((), description="The keys that encrypt it.")
    sealed_by: tuple[Path, ...] = Field(
        (), description="Those of the keys that encrypt the data itself, unless that is the first."
    )
    unset: dict[Path, str] = Field({}, description="Where it is if a path is unset: global, or a place id.")
    unset_within: Path | None = Field(
        None, description="What an unset path decides nothing without: the block that it is in."
    )
    of: tuple[Path, ...] = Field((), description="References to what it belongs to, where it has no tags.")
    gathers: Gathers | None = Field(None, description="Whether it carries what others around it log.")
    tags: Path | None = Field(None, description="Where its tags are, if not in tags (AWS) or labels (GCP).")
    service: str | None = Field(None, description="Whose spelling of locations it uses: spanner, storage.")
    text: dict[Path, Form] = Field(
        {},
        description="Documents, scripts, statements and settings: one text, or a map of them.",
    )
    fix: str = Field("", description="What to do where its own place is wrong, if not to move it.")
    note: str = Field("", description="Why, where it is not plain; with the source of the fact.")

    def how(self, path: str) -> How | None:
        """How to read a path that decides a place; None where it decides none."""
        for places in (self.at, self.copies, self.backups, self.logs):
            if path in places:
                return places[path]
        return How.KEY if path in self.keys else None

    @model_validator(mode="after")
    def _says_where(self) -> Fact:
        if self.holds not in {Holds.NOTHING, Holds.OPAQUE} and not (self.at or self.fixed):
            msg = f"holds {self.holds} but says no place: give 'at' or 'fixed'"
            raise ValueError(msg)
        if self.at and self.fixed:
            msg = "'at' and 'fixed' exclude each other"
            raise ValueError(msg)
        listed = {*self.at, *self.copies, *self.backups, *self.logs}
        if stray := set(self.unset) - listed:
            msg = f"'unset' names {sorted(stray)}, which no list of places has"
            raise ValueError(msg)
        return self


def _needs_default(fact: dict[str, object]) -> bool:
    return fact.get("holds") not in {"nothing", "opaque"} and "at" not in fact and "fixed" not in fact


class FactsFile(BaseModel):
    """One YAML file of facts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    default_at: Places = Field({}, description="Where types of this file are that do not say.")
    nothing: dict[str, tuple[str, ...]] = Field({}, description="Types that hold no data, by the reason why.")
    types: dict[str, Fact] = Field({}, description="Types that hold or move something.")

    @model_validator(mode="before")
    @classmethod
    def _defaults(cls, file: object) -> object:
        """Gives ``default_at`` to each type that holds something and says neither ``at`` nor ``fixed``."""
        types = file.get("types") if isinstance(file, dict) else None
        if not isinstance(file, dict) or not isinstance(types, dict) or "default_at" not in file:
            return file
        default = {"at": file["default_at"]}
        placed = {
            token: {**default, **fact} if isinstance(fact, dict) and _needs_default(fact) else fact
            for token, fact in types.items()
        }
        return {**file, "types": placed}

    @model_validator(mode="after")
    def _tokens(self) -> FactsFile:
        listed = [token for tokens in self.nothing.values() for token in tokens]
        for token in [*listed, *self.types]:
            if not TOKEN.fullmatch(token):
                msg = f"{token!r} is not a resource type like aws:rds/cluster:Cluster"
                raise ValueError(msg)
        if twice := {t for t in listed if t in self.types or listed.count(t) > 1}:
            msg = f"classified twice: {sorted(twice)}"
            raise ValueError(msg)
        return self
