"""DynamoDB: a table, and its replicas. Each region keeps three copies in three zones; two must be left.

Eventually consistent replicas each take writes by themselves. Strongly consistent ones need two of the three
regions of the table, witness included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from policies.resources.graph import Resource
from policies.resources.values import read
from survival.ground import Ground, Unit, region
from survival.members import MAJORITY, ZONES, Members, OverZones
from survival.model import Fate, Loss, Outcome

TABLE, REPLICA = "aws:dynamodb/table:Table", "aws:dynamodb/tableReplica:TableReplica"
TYPES = (TABLE, REPLICA)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dynamodb(Members[OverZones]):
    """A table with its replicas."""

    witness: str | None
    strong: bool
    not_known: ClassVar[str] = "the place of a member is not known"

    @property
    def places(self) -> frozenset[str]:
        """Where its members are, the witness too."""
        return frozenset({*(m.place for m in self.members), *([self.witness] if self.witness else [])})

    def after(self, loss: Loss) -> Fate:
        """By the members that are left."""
        left = [m for m in self.members if m.alive(loss)]
        total = len(self.members)
        if not left:
            said = f"0 of {total} regions left"
            if sum(loss.zones_of(m.place) for m in self.members):
                said += f"; {MAJORITY} of {ZONES} zones are a majority"
            return Fate(outcome=Outcome.LOST, left=said, figure="lost")
        if self.strong:
            return self._by_majority(left, loss)
        places = tuple(m.place for m in left)
        if len(left) == total:
            said = f"{ZONES - max(loss.zones_of(p) for p in places)} of {ZONES} zones left: majority holds"
            return Fate(outcome=Outcome.KEEPS_WRITING, left=said, figure="dynamodb-zone", answered_by=places)
        return Fate(
            outcome=Outcome.KEEPS_WRITING,
            left=f"{len(left)} of {total} regions left, each writes by itself",
            figure="dynamodb-eventual",
            answered_by=places,
        )

    def _by_majority(self, left: list[OverZones], loss: Loss) -> Fate:
        regions = len(self.places)
        voting = len(left) + bool(self.witness and not loss.takes(self.witness))
        said = f"{voting} of {regions} regions left, {MAJORITY} are a majority"
        if voting < MAJORITY:
            return Fate(outcome=Outcome.LOST, left=said, figure="lost")
        return Fate(
            outcome=Outcome.KEEPS_WRITING,
            left=said,
            figure="dynamodb-strong",
            answered_by=tuple(m.place for m in left),
        )


def units(ground: Ground, resources: Iterable[Resource]) -> Iterator[Unit]:
    """The tables among ``resources``, each with its replicas."""
    for table in resources:
        if table.type != TABLE:
            continue
        home = ground.place(table)
        keys = ground.key_places(table, "serverSideEncryption")
        members = {home: OverZones(place=home, keys=keys)}
        strong = False
        for path, replica in read(table.props, "replicas[]"):
            at = region("aws", replica.get("regionName")) if isinstance(replica, dict) else ""
            members[at] = OverZones(place=at, keys=ground.key_places(table, path))
            strong |= isinstance(replica, dict) and replica.get("consistencyMode") == "STRONG"
        for apart in ground.of(REPLICA):
            if table in ground.meant(apart, "globalTableArn", TABLE):
                at = ground.place(apart)
                members[at] = OverZones(place=at, keys=ground.key_places(apart, "kmsKeyArn"))
        said = read(table.props, "globalTableWitness.regionName")
        witness = region("aws", said[0][1]) if said else None
        yield Dynamodb(members=tuple(members.values()), witness=witness, strong=strong)
