"""Databases on machines: a disk with a machine on it is one voter of its cluster, and a majority writes.

A majority of those that reach each other: where a loss cuts the private path between two places that are
left, their members do not vote together. Which cluster a disk is of, and how many voters it has, its tags
say: ``cluster``, ``voters``, ``engine``. A second cluster of a store follows the first, and takes over by a
command. A disk without a machine votes for nobody, and counts among those that are gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from policies.resources.graph import Resource
from survival.ground import Ground, Unit, sound
from survival.model import UNTOUCHED, Fate, Loss, Outcome
from survival.paths import Path, apart, largest_group, missing, paths, weaknesses

EBS, GCE_DISK = "aws:ebs/volume:Volume", "gcp:compute/disk:Disk"
TYPES = (EBS, GCE_DISK)
ATTACHMENT, GCE = "aws:ec2/volumeAttachment:VolumeAttachment", "gcp:compute/instance:Instance"
HOME = "home"
OPERATIONS = "docs/operations"
CLOSE = (
    "first, where home may still be reached: close its SQL port to the private tier, or stop its machines, "
    "so that it takes no writes"
)


def _cockroachdb(recovery: str) -> tuple[str, ...]:
    """What root types at the cluster that follows (CockroachDB, "Fail over from a primary cluster").

    Replication completes in the background, and a service that is started before that is refused.
    """
    return (
        _sql(recovery, f"{_MAIN} COMPLETE REPLICATION TO LATEST"),
        f"{_sql(recovery, _STATUS)}  # again and again, until it says ready",
        _sql(recovery, f"{_MAIN} START SERVICE SHARED"),
        _sql(recovery, "SET CLUSTER SETTING server.controller.default_target_cluster = 'main'"),
    )


_MAIN = "ALTER VIRTUAL CLUSTER main"
_STATUS = "SHOW VIRTUAL CLUSTER main WITH REPLICATION STATUS"


def _sql(at: str, statement: str) -> str:
    url = f'"postgresql://root@<host of {at}>:26257?options=-ccluster=system&sslmode=verify-full"'
    return f'cockroach sql --certs-dir <certs> --url {url} --execute "{statement}"'


def _cockroachdb_follows(at: str, other: str) -> tuple[str, ...]:
    """A cluster that was written to follows the other."""
    return (
        _sql(at, f"{_MAIN} STOP SERVICE"),
        _sql(at, f"{_MAIN} START REPLICATION OF main ON '<url of {other}>'"),
    )


def _cockroachdb_back(home: str, recovery: str) -> tuple[str, ...]:
    """Home follows until it has caught up, takes over, and is followed (CockroachDB, "Fail back")."""
    return (
        *_cockroachdb_follows(home, recovery),
        f"{_sql(home, _STATUS)}  # again and again, until replication_lag is small",
        f"let no application write in {recovery} any more",
        *_cockroachdb(home),
        f"set applications to <host of {home}>",
        *_cockroachdb_follows(recovery, home),
        f"what the urls are: {OPERATIONS}/cockroachdb.md, Back again",
    )


def _yugabytedb_back(home: str, recovery: str) -> tuple[str, ...]:
    """A universe that has followed never follows again by itself."""
    return (
        f"copy the database from {recovery} to {home} and set replication up again: "
        f"{OPERATIONS}/yugabytedb.md, Failover",
    )


def _yugabytedb(recovery: str) -> tuple[str, ...]:
    """What ``admin`` types; a machine there then does the steps (YugabyteDB, "Unplanned failover")."""
    url = f"host=<host of {recovery}> port=5433 user=admin dbname=yugabyte sslmode=verify-full"
    told = f'PGPASSWORD="$(cat <certs>/admin.password)" psql "{url} sslrootcert=<certs>/ca.crt"'
    return (
        f"{told} --command \"COMMENT ON DATABASE <database> IS 'take over'\"",
        f"{told} --command '\\l+ <database>'  # again and again, until the comment is: has followed",
    )


TAKE_OVER: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "cockroachdb": _cockroachdb,
    "yugabytedb": _yugabytedb,
}
"""By engine: the commands that make the cluster in a place, which follows, the one that is written to."""
BACK: Mapping[str, Callable[[str, str], tuple[str, ...]]] = {
    "cockroachdb": _cockroachdb_back,
    "yugabytedb": _yugabytedb_back,
}
"""By engine: how writing goes back home from recovery."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Voter:
    """One disk and its machine."""

    place: str
    zone: str | None
    keys: frozenset[str]
    runs: bool
    """Whether a machine has it."""

    def alive(self, loss: Loss) -> bool:
        """Whether it certainly votes: where its zone is not known, any zone that is gone may be it."""
        if not self.runs or not sound({self.place, *self.keys}, loss):
            return False
        if self.zone is None:
            return loss.zones_of(self.place) == 0
        return not loss.takes_zone(self.place, self.zone)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cluster:
    """What elects by itself."""

    role: str
    voters: tuple[Voter, ...]
    said: int
    """How many voters its tags say it has; 0 where they do not say."""
    jurisdiction: str = ""
    paths: tuple[Path, ...] = ()
    """Of its stack: members in two networks reach each other by these alone."""

    @property
    def size(self) -> int:
        """Those that are missing count too."""
        return max(self.said, len(self.voters))

    @property
    def majority(self) -> int:
        """So many must be left."""
        return self.size // 2 + 1

    def alive(self, loss: Loss) -> dict[str, int]:
        """How many are left, by place."""
        return dict(Counter(voter.place for voter in self.voters if voter.alive(loss)))

    def reaching(self, loss: Loss) -> dict[str, int]:
        """Of those that are left, the largest group in which each reaches every other, by place."""
        alive = self.alive(loss)
        group = largest_group(alive, apart(self.paths, self.jurisdiction, alive, loss))
        return {at: count for at, count in alive.items() if at in group}

    def left(self, loss: Loss) -> int:
        """How many are left and reach each other."""
        return sum(self.reaching(loss).values())

    def writes(self, loss: Loss) -> bool:
        """Whether a majority is left."""
        return self.left(loss) >= self.majority

    def counted(self, loss: Loss) -> str:
        """``2 of 3 votes left, 2 to write``; and how many of them reach each other, where that is fewer."""
        together, alive = self.left(loss), sum(self.alive(loss).values())
        cut = f", {together} that reach each other" if together < alive else ""
        return f"{alive} of {self.size} votes left{cut}, {self.majority} to write"

    def places(self, loss: Loss) -> tuple[str, ...]:
        """Where voters are left that reach each other."""
        return tuple(sorted(self.reaching(loss)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Machines:
    """The clusters of a store, the one that is written to first."""

    engine: str
    clusters: tuple[Cluster, ...]

    @property
    def places(self) -> frozenset[str]:
        """Where its machines are."""
        return frozenset(voter.place for cluster in self.clusters for voter in cluster.voters)

    @property
    def stands_on(self) -> frozenset[str]:
        """Its places, and those of its keys."""
        return self.places.union(*(v.keys for c in self.clusters for v in c.voters))

    def fate(self, loss: Loss) -> Fate:
        """The home cluster goes on with a majority; else one that follows takes over, by a command."""
        if loss.spares(self.stands_on):
            return UNTOUCHED
        if not sound(self.stands_on, Loss()) or self.clusters[0].role != HOME:
            return Fate(outcome=Outcome.CANNOT_TELL, notes=("where its voters are cannot be told",))
        home, *others = self.clusters
        cut = missing(self._apart(loss))
        if home.writes(loss):
            lagging = [c for c in others if not c.writes(loss)]
            notes = tuple("nothing follows until it is back" for _ in lagging[:1])
            return Fate(
                outcome=Outcome.KEEPS_WRITING,
                left=home.counted(loss),
                figure=f"{self.engine}-quorum" if home.left(loss) < home.size else "",
                notes=(*cut, *notes),
                answered_by=home.places(loss),
            )
        heir = next((c for c in others if c.writes(loss)), None)
        if heir is None or self.engine not in TAKE_OVER:
            return Fate(outcome=Outcome.LOST, left=home.counted(loss), figure="lost", notes=cut)
        at = heir.places(loss)[0]
        return Fate(
            outcome=Outcome.STEP,
            left=f"home: {home.counted(loss)}; {at}: {heir.counted(loss)}",
            figure=f"{self.engine}-standby",
            steps=(*TAKE_OVER[self.engine](at), f"set applications to <host of {at}>"),
            back=BACK[self.engine](min(voter.place for voter in home.voters), at),
            notes=(*cut, CLOSE),
        )

    def _apart(self, loss: Loss) -> list[tuple[str, str]]:
        """Pairs of places with members left, of any cluster, that do not reach each other."""
        home = self.clusters[0]
        places = {at for cluster in self.clusters for at in cluster.alive(loss)}
        return apart(home.paths, home.jurisdiction, places, loss)

    @property
    def weak(self) -> tuple[str, ...]:
        """What alone would cut its members from each other, and what is cut already."""
        home = self.clusters[0]
        return (
            *weaknesses(home.paths, home.jurisdiction, self.places),
            *missing(apart(home.paths, home.jurisdiction, self.places, Loss())),
        )


def units(ground: Ground, resources: Iterable[Resource]) -> Iterator[Unit]:
    """The clusters that the disks among ``resources`` are of; one store's together."""
    disks = list(resources)
    if not disks:
        return
    by_role: dict[str, list[Resource]] = {}
    for disk in disks:
        by_role.setdefault(ground.tag(disk, "cluster"), []).append(disk)
    running = {disk.urn for disk in _running(ground)}
    ways = paths(ground)
    clusters = [
        Cluster(
            role=role,
            voters=tuple(_voter(ground, disk, running) for disk in members),
            said=max(_count(ground.tag(disk, "voters")) for disk in members),
            jurisdiction=ground.jurisdiction(members[0]),
            paths=ways,
        )
        for role, members in by_role.items()
    ]
    engine = next((e for disk in disks if (e := ground.tag(disk, "engine"))), "")
    yield Machines(engine=engine, clusters=tuple(sorted(clusters, key=lambda c: c.role != HOME)))


def _running(ground: Ground) -> Iterator[Resource]:
    """Disks that a machine has."""
    for attachment in ground.of(ATTACHMENT):
        yield from ground.meant(attachment, "volumeId", EBS)
    for machine in ground.of(GCE):
        yield from ground.meant(machine, "attachedDisks[].source", GCE_DISK)


def _voter(ground: Ground, disk: Resource, running: set[str]) -> Voter:
    on_aws = disk.type == EBS
    zone = ground.zone(disk) if on_aws else disk.text("zone") or None
    return Voter(
        place=ground.place(disk),
        zone=zone,
        keys=ground.key_places(disk, "kmsKeyId" if on_aws else "diskEncryptionKey"),
        runs=disk.urn in running,
    )


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else 0
