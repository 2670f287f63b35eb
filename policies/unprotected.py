"""Which stacks may lose what they hold: those that ``unprotected.yaml`` lists, and no other."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from jurisdictions.documents import parse as parsed

FILE = Path(__file__).with_suffix(".yaml")
_CODE = "DOM-706"
_OWNER = r"^(@[\w.-]+/[\w.-]+|[^@\s]+@[^@\s]+\.[^@\s]+)$"


class Unprotected(BaseModel):
    """One stack, with who answers for that, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    project: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    stack: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    owner: str = Field(pattern=_OWNER)
    reason: str = Field(min_length=10)


class Listed(BaseModel):
    """The file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    unprotected: tuple[Unprotected, ...]


@cache
def stacks() -> frozenset[str]:
    """The listed stacks, each as ``domicile/dev``. Raises ``ProblemsError``."""
    return parse(FILE.read_text(encoding="utf-8"), "policies/unprotected.yaml")


def parse(text: str, source: str) -> frozenset[str]:
    """The stacks in ``text``. Raises ``ProblemsError`` with all that is wrong: DOM-706."""
    return frozenset(f"{one.project}/{one.stack}" for one in parsed(text, Listed, source, _CODE).unprotected)


def stack_in(urn: str) -> str:
    """``domicile/dev`` of ``urn:pulumi:dev::domicile::...``; empty where there is none."""
    head, _, rest = urn.partition("::")
    parts, project = head.split(":"), rest.partition("::")[0]
    return f"{project}/{parts[2]}" if len(parts) == 3 and project else ""
