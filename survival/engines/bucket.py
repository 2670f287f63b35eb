"""Buckets on both clouds: the first, and those that it is copied to.

A bucket in one region outlives one of its zones. When the region is lost, a copy elsewhere has another name:
it is read at once, and written once applications use that name, which is a step. Nothing copies back,
until home and recovery are swapped in the settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from policies.resources.graph import Resource
from policies.resources.values import Plain, read
from survival.ground import Ground, Unit, regions, sound
from survival.members import Members, Placed
from survival.model import Fate, Loss, Outcome

S3, S3_OLD, GCS = "aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2", "gcp:storage/bucket:Bucket"
TYPES = (S3, S3_OLD, GCS)
_SEALS = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
_REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
_TRANSFER = "gcp:storage/transferJob:TransferJob"
_KEYS = {"aws": "serverSideEncryptionConfiguration", "gcp": "encryption"}
ZONES, MOST_ZONES, MOST_REGIONS = 3, 1, 1
"""A bucket is over three zones of a region at least, and made to lose one of them; in a location of several
regions an object is in two, and nobody says in which."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member(Placed):
    """One bucket."""

    name: str
    """``s3://name`` or ``gs://name``."""
    spread: tuple[str, ...]
    """Its regions, for a location of several."""

    def alive(self, loss: Loss) -> bool:
        """Whether it is read and written."""
        if not sound({self.place, *self.keys}, loss):
            return False
        gone = sum(loss.takes(r) or loss.zones_of(r) > MOST_ZONES for r in self.spread)
        return gone < len(self.spread) and gone <= MOST_REGIONS


@dataclass(frozen=True, kw_only=True, slots=True)
class Bucket(Members[Member]):
    """A bucket and its copies: the bucket first."""

    figure: str
    """Of its replication."""
    not_known: ClassVar[str] = "the place of a bucket or its key is not known"

    @property
    def first(self) -> Member:
        """The one that the others are copies of."""
        return self.members[0]

    @property
    def places(self) -> frozenset[str]:
        """Every region."""
        return frozenset(r for m in self.members for r in m.spread)

    def after(self, loss: Loss) -> Fate:
        """The first if it is left, else a copy."""
        left = [m for m in self.members if m.alive(loss)]
        answers = tuple(r for m in left for r in m.spread if not loss.takes(r))
        if self.first in left:
            return self._first(loss, answers)
        said = f"{len(left)} of {len(self.members)} buckets left"
        if not left:
            return Fate(outcome=Outcome.LOST, left=said, figure="lost")
        return Fate(
            outcome=Outcome.STEP,
            left=said,
            figure=self.figure,
            steps=(_set_to(left[0]),),
            back=(_copied(left[0], self.first), _set_to(self.first)),
            notes=(f"what is written until the settings are swapped goes back to {self.first.name} by hand",),
            answered_by=answers,
        )

    def _first(self, loss: Loss, answers: tuple[str, ...]) -> Fate:
        cloud = self.first.place.partition("/")[0]
        gone = [r for r in self.first.spread if loss.takes(r)]
        hit = max(loss.zones_of(r) for r in self.first.spread)
        said = f"{max(0, ZONES - hit)} of {ZONES} zones left"
        figure = "s3-zone" if cloud == "aws" else "gcs-zone"
        if gone:
            said = f"{len(self.first.spread) - len(gone)} of {len(self.first.spread)} regions left"
            figure = "gcs-spread"
        elif not hit:
            said, figure = "the copy is lost, the first is left", ""
        return Fate(outcome=Outcome.KEEPS_WRITING, left=said, figure=figure, answered_by=answers)


def _set_to(member: Member) -> str:
    return f"set applications to {member.name} (output buckets.{member.place})"


def _copied(source: Member, target: Member) -> str:
    if source.name.startswith("s3:"):
        here, there = (member.place.partition("/")[2] for member in (source, target))
        return f"aws s3 sync {source.name} {target.name} --source-region {here} --region {there}"
    return f"gcloud storage rsync {source.name} {target.name} --recursive"


def units(ground: Ground, resources: Iterable[Resource]) -> Iterator[Unit]:
    """The buckets among ``resources``; those that another is copied to belong to it."""
    found = {r.urn: _member(ground, r) for r in resources if r.type in TYPES}
    if not found:
        return
    links: dict[str, dict[str, str]] = {}
    for source, target, figure in (*_replications(ground), *_transfers(ground)):
        if source in found and target in found and source != target:
            links.setdefault(source, {})[target] = figure
    targets = {target for copied in links.values() for target in copied}
    for urn in [u for u in found if u not in targets] or list(found):
        figure = next(iter(links.get(urn, {}).values()), "")
        yield Bucket(members=tuple(found[u] for u in (urn, *_reached(urn, links))), figure=figure)


def _reached(first: str, links: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Whatever ``first`` is copied to, and what these are copied to."""
    reached: list[str] = []
    waiting = [first]
    while waiting:
        for target in links.get(waiting.pop(0), {}):
            if target != first and target not in reached:
                reached.append(target)
                waiting.append(target)
    return reached


def _member(ground: Ground, bucket: Resource) -> Member:
    scheme = "s3" if bucket.cloud == "aws" else "gs"
    name = bucket.text("bucket") or bucket.text("name") or bucket.name
    at = ground.place(bucket)
    keys = ground.key_places(bucket, _KEYS[bucket.cloud])
    for seal in ground.of(_SEALS):
        if bucket in ground.meant(seal, "bucket", *TYPES):
            keys |= ground.key_places(seal, "rules")
    spread = tuple(sorted(ground.all_places(bucket))) if bucket.cloud == "gcp" else regions(at)
    return Member(name=f"{scheme}://{name}", place=at or "/".join(spread), spread=spread, keys=keys)


def _replications(ground: Ground) -> Iterator[tuple[str, str, str]]:
    """Source, target and figure of each rule that copies every object of a bucket."""
    for config in ground.of(_REPLICATION):
        for source in ground.meant(config, "bucket", *TYPES):
            yield from _rules(ground, config, "rules", source)
    for bucket in ground.of(S3, S3_OLD):
        yield from _rules(ground, bucket, "replicationConfiguration.rules", bucket)


def _rules(ground: Ground, config: Resource, path: str, source: Resource) -> Iterator[tuple[str, str, str]]:
    for exact, rule in read(config.props, f"{path}[]"):
        if not isinstance(rule, dict) or rule.get("status") != "Enabled" or not _is_whole(rule):
            continue
        timed = "Enabled" in [v for _, v in read(rule, "destination.replicationTime.status")]
        for inner, value in read(rule, "destination.bucket"):
            for target in ground.target(config, f"{exact}.{inner}", value, *TYPES):
                yield source.urn, target.urn, "s3-region-timed" if timed else "s3-region"


def _is_whole(rule: Mapping[str, Plain]) -> bool:
    """Whether a rule copies all objects: a prefix or a tag that it asks for leaves the others uncopied."""
    asked = [
        v for path in ("prefix", "filter.prefix", "filter.tag", "filter.and") for _, v in read(rule, path)
    ]
    return not any(asked)


def _transfers(ground: Ground) -> Iterator[tuple[str, str, str]]:
    for job in ground.of(_TRANSFER):
        if job.props.get("status") != "ENABLED":
            continue
        spec = "replicationSpec"
        for source in ground.meant(job, f"{spec}.gcsDataSource.bucketName", GCS):
            for target in ground.meant(job, f"{spec}.gcsDataSink.bucketName", GCS):
                yield source.urn, target.urn, "gcs-region-transfer"
