"""A principal that is let in, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Whose(StrEnum):
    """Whose a principal is."""

    OURS = "ours"
    """Of an account or a project of the stack."""
    CLOUD = "cloud"
    """A service of the cloud itself, which works for whoever uses it."""
    DEPUTY = "deputy"
    """A service of the cloud that also works for strangers, and nothing says for whom it may come."""
    EVERYONE = "everyone"
    """Anybody, without a condition."""
    STRANGER = "stranger"
    """Of another account, project or organisation."""
    UNTOLD = "untold"
    """What is written does not tell: a person, a group, an identity of another provider."""
    UNNUMBERED = "unnumbered"
    """A service of Google that works for the project of a number, where nothing tells the stack's numbers."""
    LATER = "later"
    """Not known before the update."""


HARMLESS = frozenset({Whose.OURS, Whose.CLOUD})


@dataclass(frozen=True, slots=True)
class Grantee:
    """One principal, as it is written, and whose it is."""

    said: str
    whose: Whose
