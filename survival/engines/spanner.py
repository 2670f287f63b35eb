"""Spanner: voters by the instance configuration, and whether a majority of them is left.

Each read-write region has two full voters, and a multi-region configuration one witness in a region of its
own: five votes. A regional configuration has three, one a zone. A dual-region one has three in each of its
regions, a witness among them: losing one leaves three of six, no majority, until the quorum is changed to the
region that is left. Keys count: a replica whose key is gone does not answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jurisdictions import SpannerConfig, spanner_configs
from policies.resources.graph import Resource
from policies.resources.values import read
from survival.ground import Ground, Unit, sound
from survival.model import UNTOUCHED, Fate, Loss, Outcome

INSTANCE, DATABASE = "gcp:spanner/instance:Instance", "gcp:spanner/database:Database"
TYPES = (INSTANCE, DATABASE)
_SINGLE = "kmsKeyName"


@dataclass(frozen=True, kw_only=True, slots=True)
class Spanner:
    """An instance with its databases."""

    instance: str
    project: str
    databases: tuple[str, ...]
    config: SpannerConfig | None
    """None for one that nobody knows."""
    places: frozenset[str]
    keys: frozenset[str]
    """Places of keys that all replicas are under. With one key per region, each is under that of its own."""

    @property
    def stands_on(self) -> frozenset[str]:
        """Its places, and those of the keys that all replicas share."""
        return self.places | self.keys

    def fate(self, loss: Loss) -> Fate:
        """By the majority of the voters."""
        if loss.spares(self.stands_on):
            return UNTOUCHED
        if self.config is None or not self.config.exact or "" in self.keys:
            return Fate(outcome=Outcome.CANNOT_TELL, notes=("where it votes, or its key is, is not known",))
        votes = voters(self.config)
        left = {at: _left(at, count, loss) for at, count in votes.items()}
        total, alive = sum(votes.values()), sum(left.values())
        majority = total // 2 + 1
        said = f"{alive} of {total} votes left, {majority} are a majority"
        full = [at for at in self.config.read_write if left[at]]
        if not sound(self.keys, loss):
            apart = sorted(self.keys - self.places)
            notes = (f"its key is in {', '.join(apart)}",) if apart else ()
            return Fate(outcome=Outcome.LOST, left=said, figure="lost", notes=notes)
        if alive >= majority and full:
            return Fate(
                outcome=Outcome.KEEPS_WRITING, left=said, figure="spanner-quorum", answered_by=tuple(full)
            )
        if self.config.kind == "dual-region":
            return self._change_quorum(left, votes, said)
        return Fate(outcome=Outcome.LOST, left=said, figure="lost")

    def _change_quorum(self, left: Mapping[str, int], votes: Mapping[str, int], said: str) -> Fate:
        serving = [at for at in votes if left[at] > votes[at] // 2]
        if not serving:
            return Fate(outcome=Outcome.LOST, left=said, figure="lost")
        name = serving[0].partition("/")[2]
        project = f" --project={self.project}" if self.project else ""
        alone = f"{left[serving[0]]} of {votes[serving[0]]} in {serving[0]} alone"
        changes = [
            f"gcloud spanner databases change-quorum {database} --instance={self.instance}{project}"
            for database in self.databases or ("<database>",)
        ]
        return Fate(
            outcome=Outcome.STEP,
            left=f"{said}; {alone}",
            figure="spanner-dual-region",
            steps=tuple(f"{change} --single-region --serving-location={name}" for change in changes),
            back=tuple(f"{change} --dual-region" for change in changes),
        )


def voters(config: SpannerConfig) -> dict[str, int]:
    """Votes per region."""
    if config.kind != "multi-region":
        return dict.fromkeys(config.read_write, 3)
    return {**dict.fromkeys(config.read_write, 2), **dict.fromkeys(config.witness, 1)}


def _left(at: str, votes: int, loss: Loss) -> int:
    """Voters of a region are in zones of their own: each zone takes one of them at most."""
    return 0 if loss.takes(at) else max(0, votes - loss.zones_of(at))


def units(ground: Ground, resources: Iterable[Resource]) -> Iterator[Unit]:
    """The instances among ``resources``."""
    for instance in resources:
        if instance.type != INSTANCE:
            continue
        databases = [d for d in ground.of(DATABASE) if instance in ground.meant(d, "instance", INSTANCE)]
        name = instance.text("config").rpartition("/")[2]
        shared: frozenset[str] = frozenset()
        for database in databases:
            for path, _ in read(database.props, f"encryptionConfig.{_SINGLE}"):
                shared |= ground.key_places(database, path)
        config = spanner_configs().get(name)
        yield Spanner(
            instance=instance.text("name") or instance.name,
            project=instance.text("project"),
            databases=tuple(d.text("name") or d.name for d in databases),
            config=config,
            places=frozenset(config.regions) if config else ground.all_places(instance),
            keys=shared,
        )
