"""What holds data and is of no engine that this package knows: never said to survive what it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policies.resources.graph import Resource
from survival.ground import Ground, Unit
from survival.model import UNTOUCHED, Fate, Loss, Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """One resource."""

    type: str
    places: frozenset[str]

    @property
    def stands_on(self) -> frozenset[str]:
        """Its places: of its keys nothing is asked, for nothing is claimed."""
        return self.places

    def fate(self, loss: Loss) -> Fate:
        """Nothing but that it is elsewhere, where it certainly is."""
        if loss.is_nothing or not any(loss.touches(p) or not p or p.endswith("/global") for p in self.places):
            return UNTOUCHED
        return Fate(outcome=Outcome.CANNOT_TELL, notes=(f"nothing is known of how {self.type} survives",))


def units(ground: Ground, resources: Iterable[Resource]) -> Iterator[Unit]:
    """Each of ``resources`` by itself."""
    for resource in resources:
        yield Unknown(type=resource.type, places=ground.all_places(resource))
