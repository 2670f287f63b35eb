"""Aurora DSQL: a cluster over three zones of its region, or two peers and a witness in a third region.

Two of three must be left: zones of a cluster alone, regions of peers, the witness counted. Both peers write,
so whoever is left writes on by itself. The witness has no data to answer with, and no key of ours: it stands
or falls with its region. Of peers that nothing joins nothing can be told: they wait for each other.
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

CLUSTER, PEERING = "aws:dsql/cluster:Cluster", "aws:dsql/clusterPeering:ClusterPeering"
TYPES = (CLUSTER, PEERING)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dsql(Members[OverZones]):
    """A cluster alone, or peers with the witness."""

    witness: str | None
    """None for a cluster alone; empty where it is not known."""
    not_known: ClassVar[str] = "the place of a peer or its key is not known"

    @property
    def places(self) -> frozenset[str]:
        """Where its members are, the witness too."""
        return frozenset(
            {*(m.place for m in self.members), *([] if self.witness is None else [self.witness])}
        )

    def after(self, loss: Loss) -> Fate:
        """By the majority: of zones for a cluster alone, of regions for peers."""
        if self.witness is None:
            return self._alone(self.members[0], loss)
        if len(self.members) < MAJORITY:
            return Fate(outcome=Outcome.CANNOT_TELL, notes=("its other peer is not in this state",))
        return self._by_majority(self.witness, loss)

    def _alone(self, member: OverZones, loss: Loss) -> Fate:
        zones = 0 if loss.takes(member.place) else ZONES - loss.zones_of(member.place)
        said = f"{zones} of {ZONES} zones left, {MAJORITY} are a majority"
        if not member.alive(loss):
            return Fate(outcome=Outcome.LOST, left=said, figure="lost")
        return Fate(outcome=Outcome.KEEPS_WRITING, left=said, figure="dsql-zone", answered_by=(member.place,))

    def _by_majority(self, witness: str, loss: Loss) -> Fate:
        left = tuple(m.place for m in self.members if m.alive(loss))
        witnessed = not loss.takes(witness) and ZONES - loss.zones_of(witness) >= MAJORITY
        voting, total = len(left) + witnessed, len(self.members) + 1
        said = f"{voting} of {total} regions left, {MAJORITY} are a majority"
        if voting < MAJORITY or not left:
            return Fate(outcome=Outcome.LOST, left=said, figure="lost")
        figure = "dsql-zone" if voting == total else "dsql-region"
        return Fate(outcome=Outcome.KEEPS_WRITING, left=said, figure=figure, answered_by=left)


def units(ground: Ground, resources: Iterable[Resource]) -> Iterator[Unit]:
    """The clusters among ``resources``, peers together."""
    clusters = {r.urn: r for r in resources if r.type == CLUSTER}
    done: set[str] = set()
    for urn, cluster in clusters.items():
        if urn in done:
            continue
        together = [urn, *(p for p in _peers(ground, cluster) if p in clusters)]
        done.update(together)
        yield Dsql(
            members=tuple(_member(ground, clusters[u]) for u in dict.fromkeys(together)),
            witness=_witness(cluster),
        )


def _peers(ground: Ground, cluster: Resource) -> Iterator[str]:
    """Clusters that a peering joins with this one, on either side."""
    for peering in ground.of(PEERING):
        sides = [r.urn for path in ("identifier", "clusters[]") for r in ground.meant(peering, path, CLUSTER)]
        if cluster.urn in sides:
            yield from (urn for urn in sides if urn != cluster.urn)


def _member(ground: Ground, cluster: Resource) -> OverZones:
    return OverZones(place=ground.place(cluster), keys=ground.key_places(cluster, "kmsEncryptionKey"))


def _witness(cluster: Resource) -> str | None:
    said = read(cluster.props, "multiRegionProperties.witnessRegion")
    return region("aws", said[0][1]) if said else None
