"""Valkey on both clouds: shards have copies in other zones, and a cluster elsewhere may follow.

Copies follow asynchronously, so whatever takes over misses what was written last; nothing of a cache outlives
memory, so where no copy is left, it is empty when it is back. Inside a region a replica takes over by itself:
that needs as many zones as there are nodes of a shard, which ElastiCache promises with multi-AZ alone, and
Memorystore unless it is told to stay in one. From region to region only a command makes a follower write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from policies.resources.graph import Resource
from policies.resources.values import read
from survival.ground import SUBNET, Ground, Unit, number, sound
from survival.members import Members, Placed
from survival.model import Fate, Loss, Outcome

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
GLOBAL = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"
INSTANCE = "gcp:memorystore/instance:Instance"
TYPES = (GROUP, GLOBAL, INSTANCE)
_SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
_FOLLOWS = "crossInstanceReplicationConfig.primaryInstance.instance"
MOST_ZONES = 3
"""Memorystore spreads over three zones of a region."""
_FIGURES = {
    "aws": ("elasticache-zone", "elasticache-region"),
    "gcp": ("memorystore-zone", "memorystore-region"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Member(Placed):
    """A cluster in one region."""

    name: str
    project: str
    nodes: int
    """Of each shard: its primary and the replicas."""
    spread: bool
    """Whether these are in zones of their own."""
    zones: frozenset[str]
    """Where its nodes can be; empty where that is any zone of the region."""

    def copies(self, loss: Loss) -> int:
        """Copies of each shard that are certainly left."""
        if not sound({self.place, *self.keys}, loss):
            return 0
        hit = sum(at == self.place and (not self.zones or z in self.zones) for at, z in loss.zones)
        if not hit:
            return self.nodes
        apart = min(self.nodes, len(self.zones) or MOST_ZONES) if self.spread else 1
        return max(0, apart - hit)


@dataclass(frozen=True, kw_only=True, slots=True)
class Valkey(Members[Member]):
    """A cluster that takes writes, and those that follow it: the writer first."""

    together: str
    """Id of the global datastore (ElastiCache); empty where there is none."""

    @property
    def writer(self) -> Member:
        """The one that takes writes."""
        return self.members[0]

    @property
    def followers(self) -> tuple[Member, ...]:
        """The others."""
        return self.members[1:]

    @property
    def cloud(self) -> Literal["aws", "gcp"]:
        """Of all of its members."""
        return "aws" if self.writer.place.startswith("aws/") else "gcp"

    def after(self, loss: Loss) -> Fate:
        """Where the writer has a copy of each shard left, it writes on; else a follower can be made to."""
        left = self.writer.copies(loss)
        answers = tuple(m.place for m in self.members if m.copies(loss))
        said = f"{left} of {self.writer.nodes} copies of each shard left in {self.writer.place}"
        if left:
            gone = [m.place for m in self.followers if not m.copies(loss)]
            return Fate(
                outcome=Outcome.KEEPS_WRITING,
                left=said,
                figure=_FIGURES[self.cloud][0] if left < self.writer.nodes else "",
                notes=tuple(f"no copy in {place} until it is back" for place in gone),
                answered_by=answers,
            )
        best = max(self.followers, key=lambda m: m.copies(loss), default=None)
        if best is None or not best.copies(loss):
            note = "it is empty when it is back: nothing of it outlives memory"
            return Fate(outcome=Outcome.LOST, left=said, figure="valkey-lost", notes=(note,))
        return Fate(
            outcome=Outcome.STEP,
            left=f"{said}; {best.copies(loss)} of {best.nodes} in {best.place}",
            figure=_FIGURES[self.cloud][1],
            steps=(
                _promote(self.together, best),
                _set_to(best),
            ),
            back=(_switch(self.together, self.writer, best), _set_to(self.writer)),
            notes=(
                f"then swap home and recovery of the store in the settings, and `pulumi refresh` before the "
                f"next up: {best.place} writes",
            ),
            answered_by=answers,
        )


def units(ground: Ground, resources: Iterable[Resource]) -> Iterator[Unit]:
    """The clusters among ``resources``, each with those that follow it."""
    found = list(resources)
    followed = dict(_followed(ground, found))
    clusters = {r.urn: r for r in found if r.type != GLOBAL}
    for urn, resource in clusters.items():
        if urn in followed and followed[urn] in clusters:
            continue
        behind = [clusters[f] for f, first in followed.items() if first == urn and f in clusters]
        yield Valkey(
            members=tuple(_member(ground, r) for r in (resource, *behind)),
            together=next((_id(g) for g in ground.of(GLOBAL) if urn in _firsts(ground, g)), ""),
        )


def _followed(ground: Ground, resources: Iterable[Resource]) -> Iterator[tuple[str, str]]:
    """Each follower and the one that it follows."""
    for resource in resources:
        if resource.type == INSTANCE:
            for first in ground.meant(resource, _FOLLOWS, INSTANCE):
                yield resource.urn, first.urn
        elif resource.type == GROUP:
            for together in ground.meant(resource, "globalReplicationGroupId", GLOBAL):
                for urn in _firsts(ground, together):
                    if urn != resource.urn:
                        yield resource.urn, urn


def _firsts(ground: Ground, together: Resource) -> list[str]:
    """The member of a global datastore that takes writes, as it says: that moves with a failover."""
    return [r.urn for r in ground.meant(together, "primaryReplicationGroupId", GROUP)]


def _id(together: Resource) -> str:
    return (
        together.text("globalReplicationGroupId")
        or f"<id of {together.text('globalReplicationGroupIdSuffix')}>"
    )


def _member(ground: Ground, resource: Resource) -> Member:
    return _group(ground, resource) if resource.type == GROUP else _instance(ground, resource)


def _group(ground: Ground, group: Resource) -> Member:
    subnets = [
        subnet
        for of_group in ground.meant(group, "subnetGroupName", _SUBNETS)
        for subnet in ground.meant(of_group, "subnetIds", SUBNET)
    ]
    zones = {ground.subnet_zone(subnet) for subnet in subnets}
    per_group = group.props.get("replicasPerNodeGroup")
    nodes = number(group.props.get("numCacheClusters"), 1) if per_group is None else number(per_group, 0) + 1
    return Member(
        place=ground.place(group),
        name=group.text("replicationGroupId") or group.name,
        project="",
        nodes=nodes,
        spread=group.props.get("multiAzEnabled") is True,
        zones=frozenset() if None in zones else frozenset(z for z in zones if z),
        keys=ground.key_places(group, "kmsKeyId"),
    )


def _instance(ground: Ground, instance: Resource) -> Member:
    mode = next((v for _, v in read(instance.props, "zoneDistributionConfig.mode")), "MULTI_ZONE")
    said = next((v for _, v in read(instance.props, "zoneDistributionConfig.zone")), None)
    alone = mode != "MULTI_ZONE" and isinstance(said, str)
    return Member(
        place=ground.place(instance),
        name=instance.text("instanceId") or instance.name,
        project=instance.text("project"),
        nodes=number(instance.props.get("replicaCount"), 0) + 1,
        spread=mode == "MULTI_ZONE",
        zones=frozenset({str(said)} if alone else ()),
        keys=ground.key_places(instance, "kmsKey"),
    )


def _set_to(member: Member) -> str:
    return f"set applications to {member.name} (output endpoints.{member.place})"


def _switch(together: str, member: Member, writer: Member) -> str:
    """A follower and the writer change roles while both answer; in Memorystore that loses nothing."""
    if member.place.startswith("aws/"):
        return _promote(together, member)
    project = f" --project={member.project}" if member.project else ""
    full = f"projects/{writer.project or '<project>'}/locations/{writer.region}/instances/{writer.name}"
    return (
        f"gcloud memorystore instances update {member.name} --location={member.region}{project} "
        f"--cross-instance-replication-config-role=primary "
        f"--cross-instance-replication-config-secondary-instances=instance={full}"
    )


def _promote(together: str, member: Member) -> str:
    """A follower of Memorystore is detached; the program makes the other one follow it."""
    if member.place.startswith("aws/"):
        return (
            f"aws elasticache failover-global-replication-group --region {member.region} "
            f"--global-replication-group-id {together} --primary-region {member.region} "
            f"--primary-replication-group-id {member.name}"
        )
    project = f" --project={member.project}" if member.project else ""
    return (
        f"gcloud memorystore instances update {member.name} --location={member.region}{project} "
        f"--cross-instance-replication-config-role=none"
    )
