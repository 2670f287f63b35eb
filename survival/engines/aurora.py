"""Aurora: in each member region six copies of the storage over three zones, and instances; one region writes.

The storage of a region loses two copies with a zone; four must be left to write and three to read. Instances
fail over inside a region by themselves; from region to region only by a command, so the loss of the writer's
region is a step, and lost where no other member is left. Backups stay in each member's own region.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policies.resources.graph import Resource
from survival.ground import Ground, Unit, sound
from survival.members import Members, Placed
from survival.model import Fate, Loss, Outcome

CLUSTER = "aws:rds/cluster:Cluster"
INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
GLOBAL = "aws:rds/globalCluster:GlobalCluster"
TYPES = (CLUSTER, INSTANCE, GLOBAL)
COPIES, PER_ZONE, TO_WRITE, TO_READ = 6, 2, 4, 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Member(Placed):
    """A cluster in one region."""

    cluster: str
    arn: str
    instance_class: str
    zones: tuple[str | None, ...]
    """Zone of each instance; None where it is not known."""
    writes: bool | None
    """Whether it is the writer; None where that cannot be told."""

    def copies(self, loss: Loss) -> int:
        """Copies of the storage that are left."""
        if not sound({self.place, *self.keys}, loss):
            return 0
        return max(0, COPIES - PER_ZONE * loss.zones_of(self.place))

    def instances(self, loss: Loss) -> int:
        """Instances that are certainly left: with a zone gone, one whose zone is not known may be in it."""
        if not self.copies(loss):
            return 0
        hit = loss.zones_of(self.place) > 0
        return sum(not hit if z is None else not loss.takes_zone(self.place, z) for z in self.zones)


@dataclass(frozen=True, kw_only=True, slots=True)
class Aurora(Members[Member]):
    """A cluster, or the members of a Global Database."""

    together: str
    """Identifier of the Global Database; empty for a cluster alone."""

    @property
    def writer(self) -> Member | None:
        """The member that writes, where that can be told."""
        writers = [m for m in self.members if m.writes]
        return writers[0] if len(writers) == 1 else None

    def after(self, loss: Loss) -> Fate:
        """Where the writer's region can still write, it does; else the best of the others takes over."""
        writer = self.writer
        if writer is not None and writer.copies(loss) >= TO_WRITE:
            return self._here(writer, loss)
        if writer is None and all(m.copies(loss) >= TO_WRITE and m.instances(loss) for m in self.members):
            return self._here(self.members[0], loss)
        return self._elsewhere(writer, loss)

    def _here(self, writer: Member, loss: Loss) -> Fate:
        copies, count = writer.copies(loss), writer.instances(loss)
        left = f"{_left(copies, loss, writer)}; {count} of {len(writer.zones)} instances left"
        gone = [m for m in self.members if not m.copies(loss)]
        notes = tuple(f"no copy in {m.place} until it is back" for m in gone)
        if count:
            return Fate(
                outcome=Outcome.KEEPS_WRITING,
                left=left if copies < COPIES else f"writer {writer.place} left; {self._members(loss)}",
                figure="aurora-zone" if copies < COPIES else "",
                notes=notes,
                answered_by=self._readable(loss),
            )
        return Fate(
            outcome=Outcome.STEP,
            left=left,
            figure="aurora-zone-instance",
            steps=(_new_instance(writer),),
            notes=notes,
            answered_by=self._readable(loss),
        )

    def _elsewhere(self, writer: Member | None, loss: Loss) -> Fate:
        """A member that can be promoted: one with instances first."""
        fit = [m for m in self.members if m is not writer and self.together and m.copies(loss) >= TO_WRITE]
        best = max(fit, key=lambda m: m.instances(loss), default=None)
        left = self._members(loss)
        if best is None:
            readable = self._readable(loss)
            back = " and ".join(sorted(m.place for m in self.members if m.copies(loss) < TO_WRITE))
            note = f"its backups are in {back} too: nothing to restore elsewhere"
            outcome = Outcome.READS_ONLY if readable else Outcome.LOST
            return Fate(outcome=outcome, left=left, figure="lost", notes=(note,), answered_by=readable)
        bare = not best.instances(loss)
        return Fate(
            outcome=Outcome.STEP,
            left=left,
            figure="aurora-region-instance" if bare else "aurora-region",
            steps=(*([_new_instance(best)] if bare else []), _promote(self.together, best)),
            back=() if writer is None else (_switch_back(self.together, best, writer),),
            notes=(f"pulumi up only after `pulumi refresh`: the writer is then in {best.place}",),
            answered_by=self._readable(loss),
        )

    def _readable(self, loss: Loss) -> tuple[str, ...]:
        return tuple(m.place for m in self.members if m.copies(loss) >= TO_READ and m.instances(loss))

    def _members(self, loss: Loss) -> str:
        alive = sum(m.copies(loss) >= TO_WRITE for m in self.members)
        return f"{alive} of {len(self.members)} member regions left"


def units(ground: Ground, resources: Iterable[Resource]) -> Iterator[Unit]:
    """The clusters among ``resources``, those of one Global Database together."""
    clusters = [r for r in resources if r.type == CLUSTER]
    joined: dict[str, list[Resource]] = {}
    for cluster in clusters:
        above = ground.meant(cluster, "globalClusterIdentifier", GLOBAL)
        key = above[0].urn if len(above) == 1 else cluster.urn
        joined.setdefault(key, []).append(cluster)
    for key, members in joined.items():
        above_all = ground.graph.by_urn[key]
        yield Aurora(
            together=above_all.text("globalClusterIdentifier") if above_all.type == GLOBAL else "",
            members=tuple(_member(ground, m, above_all) for m in members),
        )


def _member(ground: Ground, cluster: Resource, together: Resource) -> Member:
    arn = cluster.text("arn")
    instances = [r for r in ground.of(INSTANCE) if cluster in ground.meant(r, "clusterIdentifier", CLUSTER)]
    return Member(
        place=ground.place(cluster),
        cluster=cluster.text("clusterIdentifier") or cluster.name,
        arn=arn,
        instance_class=next((i.text("instanceClass") for i in instances), ""),
        zones=tuple(ground.zone(i) for i in instances),
        keys=ground.key_places(cluster, "kmsKeyId"),
        writes=_writes(cluster, together, arn),
    )


def _writes(cluster: Resource, together: Resource, arn: str) -> bool | None:
    """What the Global Database lists of its members is newest; else only a secondary names its origin."""
    if together.type != GLOBAL:
        return True
    listed = together.props.get("globalClusterMembers")
    for member in listed if isinstance(listed, list) else ():
        if isinstance(member, dict) and member.get("dbClusterArn") == arn:
            writes = member.get("isWriter")
            return writes if isinstance(writes, bool) else None
    return not any(cluster.text(path) for path in ("sourceRegion", "replicationSourceIdentifier"))


def _left(copies: int, loss: Loss, writer: Member) -> str:
    zones = f"{loss.zones_of(writer.place)} zone gone, " if loss.zones_of(writer.place) else ""
    return f"{zones}{copies} of {COPIES} storage copies left, {TO_WRITE} to write"


def _new_instance(member: Member) -> str:
    return (
        f"aws rds create-db-instance --region {member.region} --db-cluster-identifier {member.cluster} "
        f"--db-instance-identifier {member.cluster}-new --engine aurora-postgresql "
        f"--db-instance-class {member.instance_class or '<class>'}"
    )


def _switch_back(together: str, writer: Member, target: Member) -> str:
    return (
        f"aws rds switchover-global-cluster --region {writer.region} --global-cluster-identifier {together} "
        f"--target-db-cluster-identifier {target.arn}"
    )


def _promote(together: str, member: Member) -> str:
    return (
        f"aws rds failover-global-cluster --region {member.region} --global-cluster-identifier {together} "
        f"--target-db-cluster-identifier {member.arn} --allow-data-loss"
    )
