"""Parts of a store that have members: one a region or bucket, each under keys of its own.

What such engines have in common, and nothing of how they fail over: when a loss leaves them alone, and when
nothing can be told of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from survival.ground import sound
from survival.model import UNTOUCHED, Fate, Loss, Outcome

ZONES, MAJORITY = 3, 2
"""Of a service that keeps a copy in each of three zones of a region: two must be left."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A member: what is in one place."""

    place: str
    """Empty where it is not known."""
    keys: frozenset[str]
    """Where its keys are; with an empty one where any is not known."""

    @property
    def region(self) -> str:
        """As its cloud writes it."""
        return self.place.partition("/")[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class OverZones(Placed):
    """A member with a copy in each of three zones of its region."""

    def alive(self, loss: Loss) -> bool:
        """Whether it takes reads and writes: a majority of its zones is left."""
        return sound({self.place, *self.keys}, loss) and ZONES - loss.zones_of(self.place) >= MAJORITY


M = TypeVar("M", bound=Placed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Members(ABC, Generic[M]):
    """Members that stand or fall as one."""

    members: tuple[M, ...]
    not_known: ClassVar[str] = "the place of a member or its key is not known"

    @property
    def places(self) -> frozenset[str]:
        """Where its members are."""
        return frozenset(m.place for m in self.members)

    @property
    def stands_on(self) -> frozenset[str]:
        """Its places, and those of its keys."""
        return self.places.union(*(m.keys for m in self.members))

    def fate(self, loss: Loss) -> Fate:
        """What becomes of it: nothing, where none of what it stands on is gone."""
        if loss.spares(self.stands_on):
            return UNTOUCHED
        if not sound(self.stands_on, Loss()):
            return Fate(outcome=Outcome.CANNOT_TELL, notes=(self.not_known,))
        return self.after(loss)

    @abstractmethod
    def after(self, loss: Loss) -> Fate:
        """What becomes of it when all of its places are known, and something of them is gone."""
