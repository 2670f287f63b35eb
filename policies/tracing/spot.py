"""A place that a resource decides, and what of the resource it is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jurisdictions.model import Place


class Part(StrEnum):
    """What of a resource a place is about."""

    HOME = "home"
    COPY = "copy"
    BACKUP = "backup"
    LOG = "log"
    KEY = "key"


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """One place that a resource decides, or an unknown one."""

    part: Part
    place: Place | None
    path: str
    """The property that decides it; empty where none does."""
    said: str
    """As written; empty where it is not known or not said."""
    via: str
    """How it was found, to be read after "by" or "from"."""
    referred: str = ""
    """URN of the resource whose place it is, where it is that of another one."""
