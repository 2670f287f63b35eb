"""Stores by their tags, and the parts that each is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from policies.resources.graph import Resource
from survival.engines import (
    alloydb,
    aurora,
    bucket,
    cloud_sql,
    dsql,
    dynamodb,
    machines,
    spanner,
    unknown,
    valkey,
)
from survival.figures import READ, figures
from survival.ground import Ground, Unit
from survival.model import Fate, Loss, Outcome, StoreFate

Reader = Callable[[Ground, Iterable[Resource]], Iterator[Unit]]
ENGINES: dict[tuple[str, ...], Reader] = {
    alloydb.TYPES: alloydb.units,
    aurora.TYPES: aurora.units,
    bucket.TYPES: bucket.units,
    dsql.TYPES: dsql.units,
    cloud_sql.TYPES: cloud_sql.units,
    dynamodb.TYPES: dynamodb.units,
    machines.TYPES: machines.units,
    spanner.TYPES: spanner.units,
    valkey.TYPES: valkey.units,
}
KNOWN = {kind for types in ENGINES for kind in types}
PARTS = {
    "aws:elasticache/user:User",
    "aws:secretsmanager/secret:Secret",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "gcp:secretmanager/regionalSecret:RegionalSecret",
    "gcp:secretmanager/regionalSecretVersion:RegionalSecretVersion",
    "gcp:secretmanager/secret:Secret",
    "gcp:secretmanager/secretVersion:SecretVersion",
    "gcp:storage/bucketObject:BucketObject",
    "aws:s3/bucketObject:BucketObject",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "aws:dynamodb/tableItem:TableItem",
    "aws:sns/topic:Topic",
}
"""Parts of what they are in, or beside: credentials, objects, items, and messages that pass through. They are
no store of their own."""
BACKUPS = "backups"
"""Tag ``part`` of a bucket that holds backups of the store it names: it is not what the store stands on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Store:
    """A store of one jurisdiction."""

    name: str
    jurisdiction: str
    data_class: str
    is_tagged: bool
    """Whether its name is a tag; else that of the one resource that it is."""
    types: tuple[str, ...]
    units: tuple[Unit, ...]

    @property
    def weak(self) -> tuple[str, ...]:
        """What alone would cut its members from each other; nothing for what a cloud joins by itself."""
        return tuple(w for unit in self.units if isinstance(unit, machines.Machines) for w in unit.weak)

    @property
    def stands_on(self) -> frozenset[str]:
        """Everywhere it and its keys are; with an empty one where any is not known."""
        return frozenset[str]().union(*(u.stands_on for u in self.units))

    def worst(self, loss: Loss) -> Fate:
        """Of the part that is hit hardest."""
        return _worst([unit.fate(loss) for unit in self.units])

    def notes(self, loss: Loss) -> tuple[str, ...]:
        """What is to be known of all parts that are hit."""
        return _notes([unit.fate(loss) for unit in self.units])

    def fate(self, loss: Loss) -> StoreFate:
        """The worst of its parts."""
        fates = [unit.fate(loss) for unit in self.units]
        worst = _worst(fates)
        touched = [f for f in fates if f.touched]
        figure = figures().get(worst.figure)
        return StoreFate(
            store=self.name,
            jurisdiction=self.jurisdiction,
            engines=self.types,
            outcome=worst.outcome,
            touched=bool(touched),
            left=worst.left,
            rpo=figure.rpo if figure else "",
            rto=figure.rto if figure else "",
            source=f"{figure.source}, {READ}" if figure else "",
            steps=tuple(dict.fromkeys(step for f in touched for step in f.steps if _matters(worst, f))),
            rejoin=tuple(dict.fromkeys(step for f in touched for step in f.rejoin if _matters(worst, f))),
            back=tuple(dict.fromkeys(step for f in touched for step in f.back if _matters(worst, f))),
            notes=_notes(fates),
            answered_by=_answered(self.units, fates),
        )


def _worst(fates: Sequence[Fate]) -> Fate:
    return max(fates, key=lambda f: (f.outcome.rank, f.touched))


def _notes(fates: Iterable[Fate]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for f in fates if f.touched for note in f.notes))


def _matters(worst: Fate, fate: Fate) -> bool:
    """Steps help where nothing is lost for good."""
    return worst.outcome is Outcome.STEP and fate.outcome is Outcome.STEP


def _answered(units: tuple[Unit, ...], fates: list[Fate]) -> tuple[str, ...]:
    """Places that answer for every part; all of its places where nothing is touched."""
    each = [
        f.answered_by if f.touched else tuple(sorted(u.places)) for u, f in zip(units, fates, strict=True)
    ]
    return tuple(p for p in each[0] if all(p in others for others in each[1:]))


def stores(ground: Ground) -> list[Store]:
    """Every store of the stack, in order: those of jurisdictions, then what belongs to nobody."""
    groups: dict[tuple[str, str], list[Resource]] = {}
    for resource in ground.graph:
        if resource.type in PARTS or not resource.provider or not ground.holds_data(resource):
            continue
        if ground.tag(resource, "part") == BACKUPS:
            continue
        name = ground.tag(resource, "store")
        if not name and _is_inside(ground, resource):
            continue
        key = (ground.jurisdiction(resource), name or resource.name)
        groups.setdefault(key, []).append(resource)
    found = [_store(ground, key, resources) for key, resources in groups.items()]
    return sorted(found, key=lambda s: (s.jurisdiction == "global", s.jurisdiction, s.name))


def _is_inside(ground: Ground, resource: Resource) -> bool:
    """Whether it is a part of another, which names the store: a database of an instance."""
    fact = ground.context.fact(resource)
    if fact is None or not fact.of:
        return False
    return any(ground.meant(resource, path, *KNOWN) for path in fact.of)


def _store(ground: Ground, key: tuple[str, str], resources: list[Resource]) -> Store:
    units: list[Unit] = []
    for types, read in ENGINES.items():
        of_engine = [r for r in resources if r.type in types]
        units += read(ground, of_engine)
    units += unknown.units(ground, [r for r in resources if r.type not in KNOWN])
    if not units:  # parts of an engine without what they are parts of
        units += unknown.units(ground, resources)
    return Store(
        name=key[1],
        jurisdiction=key[0],
        data_class=next((c for r in resources if (c := ground.tag(r, "data-class"))), ""),
        is_tagged=bool(ground.tag(resources[0], "store")),
        types=tuple(sorted({r.type for r in resources})),
        units=tuple(units),
    )
