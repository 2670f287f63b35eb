"""What every planned store is: a data set of one class, with the places of its data."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from plan.model.alarms import Alarm
from plan.model.parts import Part, Role, Survives


@dataclass(frozen=True, kw_only=True, slots=True)
class Mesh:
    """Members of one store in several networks of its jurisdiction that talk to each other."""

    places: tuple[str, ...]
    """Where they are: each reaches each."""
    ports: tuple[int, ...]
    """TCP ports that members of other places connect to: these, and no others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Store(Part, ABC):
    """A named data set of one class, laid out in one jurisdiction (or ``global``)."""

    store: str
    """The name the user gave it."""
    engine: str
    layout: str
    """Key of its layout in jurisdictions/engines.yaml: what it outlives, how it reads."""
    survives: Survives
    backup_days: int
    """How long backups or point-in-time recovery reach back; they stay in the member's own place. 0: none."""
    alarms: tuple[Alarm, ...] = ()
    """What is watched of it. Each place that has any has a topic."""

    @property
    @abstractmethod
    def placements(self) -> tuple[Placement, ...]:
        """Where this store's data is, with the role of each place and the key that encrypts it there."""

    @property
    def networked(self) -> tuple[str, ...]:
        """Places where it sits in a network of its jurisdiction; none for what is reached by an API."""
        return ()

    @property
    def published(self) -> Mapping[str, str]:
        """Service class by place, where Google Cloud publishes it into the network under an address there."""
        return {}

    @property
    def peered(self) -> tuple[str, ...]:
        """Places where it sits in a network of Google's, which is peered with that of its jurisdiction."""
        return ()

    @property
    def asked(self) -> tuple[str, ...]:
        """AWS services that it asks from ``networked``, besides those that the settings name."""
        return ()

    @property
    def mesh(self) -> Mesh | None:
        """What its members need to reach each other privately; None where the cloud sees to that."""
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkedStore(Store):
    """A store of members that are each reached in a network of their place."""

    members: tuple[Placement, ...]
    """Home first."""

    @property
    def placements(self) -> tuple[Placement, ...]:
        """The members."""
        return self.members

    @property
    def networked(self) -> tuple[str, ...]:
        """The places of the members."""
        return tuple(m.place for m in self.members)


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """One place of a store: what it does there, and under which key."""

    place: str
    role: Role
    key: str
    """Name of the planned key that encrypts the data in this place. Empty for a witness whose log the cloud
    keeps under a key of its own."""
