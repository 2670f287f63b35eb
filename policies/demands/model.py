"""The shape of a demand: one setting of a resource type, and the values that it may have."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator

from policies.facts.model import Path

Scalar = bool | int | float | str


class Kind(StrEnum):
    """What a demand is for: each is asked by one rule."""

    ROTATION = "rotation"
    DELETION = "deletion"
    SINGLE_REGION = "single-region"
    EXPOSURE = "exposure"
    TRANSIT = "transit"
    EDGE = "edge"
    EXPIRY = "expiry"
    PROTECTION = "protection"
    ACCESS = "access"


class Names(StrEnum):
    """How a setting names whom it lets in."""

    POLICY = "policy"
    """A policy document, as JSON or as a structure."""
    PRINCIPAL = "principal"
    """AWS: an account, an ARN, a service."""
    CANONICAL = "canonical"
    """AWS: a canonical user id of S3."""
    MEMBER = "member"
    """Google: a member of IAM, ``serviceAccount:...``."""
    PROJECT = "project"
    """Google: a project, by id or number."""
    MAIL = "mail"
    """Google: the address of a service account, a person or a group; or a domain."""
    GROUP = "group"
    """Google: a group that BigQuery keeps."""
    ENTITY = "entity"
    """Google: an entry of an access list of Cloud Storage."""


class Demand(BaseModel):
    """One demand. Without conditions it asks only that something is set at ``path``."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    path: Path = Field(description="The setting; within an item where `some` is given.")
    one_of: tuple[Scalar, ...] = Field((), alias="is", description="The values it may have.")
    never: tuple[Scalar, ...] = Field((), description="Values it may not have.")
    at_least: float | None = Field(None, description="A number, or a duration like 86400s.")
    at_most: float | None = Field(None, description="A number, or a duration like 86400s.")
    lives: Literal["milliseconds", "seconds", "hours", "days"] | None = Field(
        None, description="It is a time to live in this unit, and the law says how long at most."
    )
    policy: bool = Field(False, description="It is a policy document that may not let everyone in.")
    names: Names | None = Field(
        None, description="It lets somebody in, who must be of the stack's own accounts."
    )
    sources: dict[Path, str] = Field(
        {}, description="Settings beside it that narrow a service, by the condition key that each stands for."
    )
    later: bool = Field(
        False, description="A preview cannot know it: it is judged in the update, before it is created."
    )
    some: Path | None = Field(None, description="A list, of which one item must meet the demand.")
    when: dict[Path, tuple[Scalar, ...]] = Field(
        {}, description="Asked only of what has these values; of such items, with `some`."
    )
    unless: dict[Path, tuple[Scalar, ...]] = Field(
        {}, description="Not asked of what has one of these values."
    )
    without: tuple[Path, ...] = Field(
        (), description="With `some`: nothing of this may be set, as it narrows the item."
    )
    unset: Literal["fail", "pass"] = Field("fail", description="What it means that nothing is set.")
    means: str = Field("", description="What the cloud does where nothing is set.")
    of: Path | Literal["*"] | None = Field(
        None, description="Whose setting it is, where it is of another resource; *: whatever it refers to."
    )
    by: tuple[str, ...] = Field((), description="Types of the resources that set it.")
    via: Path | None = Field(None, description="How those refer to this resource.")
    along: tuple[Path, ...] = Field(
        (), description="Or how this refers to those: each is followed from this resource until one says it."
    )
    shared: Path | None = Field(
        default=None,
        description="With along: others of its type that mean the same by this path say it for all of them",
    )
    fix: str = Field("", description="What to do, where it is not to set the path.")
    note: str = Field("", description="Why, with the source.")

    @model_validator(mode="after")
    def _is_whole(self) -> Demand:
        if bool(self.by) != bool(self.via or self.along) or (self.via and self.along):
            msg = "'by' and one of 'via' and 'along' come together"
            raise ValueError(msg)
        return self


class DemandsFile(RootModel[dict[Kind, dict[str, tuple[Demand, ...]]]]):
    """One YAML file: demands by kind and type. A type may begin with ``*``: all that end so."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _names_whom(self) -> DemandsFile:
        for kind, types in self.root.items():
            for token, demands in types.items():
                if any((demand.names is not None) != (kind is Kind.ACCESS) for demand in demands):
                    msg = f"{kind}, {token}: 'names' is for access, and access needs it"
                    raise ValueError(msg)
        return self
