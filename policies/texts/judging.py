"""What a free text names, judged as if the resource referred to it: by the law of whose text it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from jurisdictions import laws
from jurisdictions.model import Aspect, DataClass, Law, Place
from policies.context import Context, OfAll
from policies.facts import Holds
from policies.finding import PASS, Outcome, Verdict
from policies.resources.following import is_bucket
from policies.resources.graph import Resource
from policies.resources.values import NOT_TOLD, UNKNOWN, Unknown
from policies.texts.mentions import Kind, Thing, places_in, things_in
from policies.texts.reading import Text, texts_of
from policies.tracing.belonging import Told, belonging
from policies.tracing.places import home
from policies.tracing.spot import Part, Spot
from policies.weighing import allowance, aspect_of, where

_NOT_HELD = {None, Holds.NOTHING, Holds.OPAQUE}
_KEPT = {Holds.DATA, Holds.COPY, Holds.BACKUP, Holds.LOG}
_CLOUD = {Kind.S3: "aws", Kind.GS: "gcp"}
_PARTITION = ":InstancePartition"


@dataclass(frozen=True, slots=True)
class Reader:
    """One resource, and the laws of which one must allow what its texts name."""

    context: Context
    resource: Resource
    bound: tuple[tuple[Law, DataClass], ...]
    aspect: Aspect

    def allows(self, place: Place) -> bool:
        """Whether one of the laws does."""
        return any(law.allows(data_class, self.aspect, place) for law, data_class in self.bound)

    def fault(self, path: str, subject: str, what: str, *, outcome: Outcome = Outcome.FAIL) -> Verdict:
        """A verdict on one text. ``what`` must not quote more of it than the name that was found."""
        allowed = " or ".join(allowance(law, dc, self.aspect) for law, dc in self.bound)
        return Verdict(
            outcome=outcome,
            subject=f"{path} {subject}",
            what=f"{path} of {self.resource.name} {what}",
            allowed=allowed,
            fix=f"name only what is in the jurisdiction, in plain text; or take it out of {path}",
        )


def of_texts(context: Context, resource: Resource) -> Iterator[Verdict]:
    """A verdict for each thing that is wrong with each text; one that passes where a text has none."""
    fact = context.fact(resource)
    reader = _reader(context, resource)
    if fact is None or reader is None:
        yield from of_nobodys(context, resource) if fact is not None else ()
        return
    for text in texts_of(resource, fact):
        if isinstance(text.said, Unknown):
            found = _of_unknown(reader, text.path)
        elif text.said is None:
            found = [reader.fault(text.path, "packed", "is packed, so nobody can tell what is in it")]
        else:
            found = list(_of_said(reader, text.path, text.said))
        yield from found or [PASS]


def of_nobodys(context: Context, resource: Resource) -> Iterator[Verdict]:
    """What is classed as metadata may be anywhere: so what it names may hold no personal data, unless it is
    where that may be handled. Whoever names a store in its settings reads it."""
    fact, whose = context.fact(resource), belonging(context, resource)
    if fact is None or whose.told is not Told.YES or whose.data_class is not DataClass.METADATA:
        return
    for text in texts_of(resource, fact):
        for one in _meant_by(context, resource, text):
            yield from _read(context, resource, text.path, one)


def _meant_by(context: Context, resource: Resource, text: Text) -> tuple[Resource, ...]:
    if isinstance(text.said, Unknown):
        return context.follow(resource, text.path, UNKNOWN, lambda r: context.holds(r) in _KEPT)
    named = [targets_of(context, resource, text.path, thing) for thing in things_in(text.said or "")]
    named.append(context.sources(resource, text.path).told_in(text.said or ""))
    return tuple({one.urn: one for found in named for one in found if context.holds(one) in _KEPT}.values())


def _read(context: Context, resource: Resource, path: str, target: Resource) -> Iterator[Verdict]:
    """A fault where ``resource`` is not where data of ``target`` may be handled."""
    whose = belonging(context, target)
    if whose.law is None or whose.data_class in {None, DataClass.METADATA}:
        return
    law, data_class = whose.law, whose.data_class
    away = [
        spot
        for spot in home(context, resource)
        if not (spot.place and law.allows(data_class, Aspect.PROCESSED, spot.place))
    ]
    if away:
        yield Verdict(
            outcome=Outcome.UNKNOWN if away[0].place is None else Outcome.FAIL,
            subject=f"{path} {target.name}",
            what=f"{path} of {resource.name} names {target.name}, which holds {data_class} data of "
            f"{law.name}, and {resource.name} is in {where(away[0])}",
            allowed=allowance(law, data_class, Aspect.PROCESSED),
            fix=f"take {target.name} out of {path}; or move {resource.name} into the jurisdiction and tag it "
            f"data-class={data_class}, jurisdiction={law.id}",
        )


def _reader(context: Context, resource: Resource) -> Reader | None:
    """None where nothing is asked of it: metadata may name anything; whose is not told, another rule says."""
    whose = belonging(context, resource)
    aspect = aspect_of(context, resource, Spot(part=Part.HOME, place=None, path="", said="", via=""))
    bound: tuple[tuple[Law, DataClass], ...]
    if whose.told is Told.YES and whose.law and whose.data_class:
        bound = ((whose.law, whose.data_class),)
    elif context.holds(resource) is Holds.NOTHING and context.graph.complete:
        bound = _of_the_stack(context, resource, aspect)
    else:
        return None
    if not bound or any(law.allowed(data_class, aspect) is None for law, data_class in bound):
        return None
    return Reader(context, resource, bound, aspect)


def _of_the_stack(context: Context, resource: Resource, aspect: Aspect) -> tuple[tuple[Law, DataClass], ...]:
    """Of what tells no owner: all personal laws of the stack that allow the place where it is; else all."""
    bound = _PEOPLES.of(context)
    here = [spot.place for spot in home(context, resource) if spot.place]
    near = tuple((law, dc) for law, dc in bound if here and all(law.allows(dc, aspect, p) for p in here))
    return near or bound


def _peoples(context: Context) -> tuple[tuple[Law, DataClass], ...]:
    """The laws of the stack, each with the classes of personal data that it has under it."""
    each = (belonging(context, r) for r in context.graph if context.holds(r) not in _NOT_HELD)
    told = {(b.law.id, b.data_class) for b in each if b.told is Told.YES and b.law and b.data_class}
    personal = sorted(pair for pair in told if pair[1] is not DataClass.METADATA)
    return tuple((laws()[law], data_class) for law, data_class in personal)


_PEOPLES = OfAll(_peoples)


def _of_unknown(reader: Reader, path: str) -> list[Verdict]:
    """Of a text that is not known yet: what it is computed from. It is read itself before it is deployed."""
    sources = reader.context.follow(reader.resource, path, UNKNOWN, lambda _: True)
    if not sources:
        what = f"is {NOT_TOLD}, and computed from nothing that this stack declares"
        return [reader.fault(path, "not known", what, outcome=Outcome.UNKNOWN)]
    return [fault for source in sources for fault in _of_target(reader, path, source)]


def _of_said(reader: Reader, path: str, text: str) -> Iterator[Verdict]:
    told: set[str] = set()
    for said, place in places_in(text).items():
        if place is None:
            yield reader.fault(path, said, f"names {said}, a place that no map has")
        elif not reader.allows(place):
            told.add(place.id)
            spot = Spot(part=Part.HOME, place=place, path=path, said=said, via="its text")
            yield reader.fault(path, said, f"names {where(spot)}")
    judged: set[str] = set()
    for thing in things_in(text):
        targets = targets_of(reader.context, reader.resource, path, thing)
        if not targets and (thing.written or thing.kind is Kind.PARTITION) and thing.said != "default":
            what = f"writes to {thing.said}, which this stack does not declare: its place is not known"
            yield reader.fault(path, thing.said, what, outcome=Outcome.UNKNOWN)
        for target in targets:
            if target.urn not in judged:
                judged.add(target.urn)
                yield from _of_target(reader, path, target, told)
            if thing.written and belonging(reader.context, target).data_class is DataClass.METADATA:
                what = f"writes to {target.name}, which is classed as metadata"
                yield reader.fault(path, f"class of {target.name}", what)
    parts = reader.context.sources(reader.resource, path).told_in(text)
    yield from chain.from_iterable(_of_another(reader, path, r) for r in parts if r.urn not in judged)


def targets_of(context: Context, resource: Resource, path: str, thing: Thing) -> tuple[Resource, ...]:
    """The resources of the stack that a thing named at ``path`` of ``resource`` is."""

    def meant(target: Resource) -> bool:
        if thing.kind is Kind.PARTITION:
            return target.type.endswith(_PARTITION)
        if thing.kind is Kind.FULL:
            return context.holds(target) not in _NOT_HELD
        return is_bucket(target) and target.cloud == _CLOUD[thing.kind]

    names = [thing.said, *_dataset_of(thing.said)]
    if thing.said.startswith("arn:"):  # of a bucket, of what is in it, of a part of a table
        bucket = thing.said.removeprefix("arn:aws:s3:::").partition("/")[0]
        names = [thing.said, thing.said.partition("/")[0] if bucket.startswith("arn:") else bucket]
    for name in names:
        if found := context.follow(resource, path, name, meant):
            return found
    return tuple(one for one in context.sources(resource, path).told_in(thing.said) if meant(one))


def _dataset_of(said: str) -> list[str]:
    """Of a table of BigQuery, its dataset: tables are often made by what writes to them."""
    return [said.rpartition(".")[0]] if ":" in said and "." in said and "/" not in said else []


def _of_target(
    reader: Reader, path: str, target: Resource, told: set[str] | frozenset[str] = frozenset()
) -> Iterator[Verdict]:
    """Whether a text may name ``target``: where it is, and whose. ``told``: places that the text names."""
    if reader.context.holds(target) in _NOT_HELD:
        return
    for spot in home(reader.context, target):
        if spot.place is None:
            what = f"names {target.name}, whose place is not known"
            yield reader.fault(path, target.name, what, outcome=Outcome.UNKNOWN)
        elif not reader.allows(spot.place) and spot.place.id not in told:
            yield reader.fault(path, target.name, f"names {target.name}, which is in {spot.place.id}")
    yield from _of_another(reader, path, target)


def _of_another(reader: Reader, path: str, target: Resource) -> Iterator[Verdict]:
    """A fault where ``target`` holds data of another jurisdiction."""
    if reader.context.holds(target) in _NOT_HELD:
        return
    whose = belonging(reader.context, target)
    if whose.law is None or whose.data_class is DataClass.METADATA:
        return
    if whose.law.id not in {law.id for law, _ in reader.bound}:
        what = f"names {target.name}, which holds data of {whose.law.name}"
        yield reader.fault(path, target.name, what)
