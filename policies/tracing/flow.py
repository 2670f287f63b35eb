"""Where data flows: along copies, replicas, streams, exports, logs and backups, however many hops.

Each resource is judged by what it says itself, and so is the first hop from it. What this adds is the rest of
the way: a copy of a copy is still data of the first source, whatever the tags in between say. All sources of
one law and class are followed together, so that a stack is walked through once for each of these.
"""

from __future__ import annotations

from collections import ChainMap, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jurisdictions.model import DataClass, Law
from policies.context import Context
from policies.facts import Holds
from policies.resources.graph import Resource
from policies.tracing.belonging import Told, belonging
from policies.tracing.gathering import Group, gathered
from policies.tracing.owners import owners
from policies.tracing.places import home, spots
from policies.tracing.spot import Part, Spot

_CARRIED = {Part.COPY, Part.BACKUP, Part.LOG}
_NOT_DATA = {None, Holds.KEY, Holds.OPAQUE}


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """One hop. ``part`` says what of the data goes there: the copy itself, a backup, a log."""

    source: str
    target: str
    part: Part
    said: bool = True
    """Whether the source says so itself; else the target helps itself to it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """What data of a law and class reaches from another resource."""

    resource: Resource
    law: Law
    data_class: DataClass
    path: tuple[Resource, ...]
    """From the source to the resource, both included."""
    part: Part
    told_before: bool
    """Whether the resource before it reports its place: it belongs to the same law and class."""


def edges(context: Context) -> dict[str, list[Edge]]:
    """Every hop of the stack, by where it starts."""
    found: dict[str, list[Edge]] = {}
    for resource in context.graph:
        for edge in _edges(context, resource):
            found.setdefault(edge.source, []).append(edge)
    return found


def _edges(context: Context, resource: Resource) -> Iterator[Edge]:
    fact = context.fact(resource)
    if fact is None or fact.holds in _NOT_DATA:
        return
    if fact.copies or fact.backups or fact.logs:
        for spot in spots(context, resource):
            if spot.part in _CARRIED and spot.referred:
                yield Edge(source=resource.urn, target=spot.referred, part=spot.part)
    for owner in owners(context, resource) if fact.of else ():
        if context.holds(owner) not in _NOT_DATA:
            yield Edge(source=owner.urn, target=resource.urn, part=Part.HOME)
            if fact.holds is Holds.NOTHING and _carries(context, owner):
                yield Edge(source=resource.urn, target=owner.urn, part=Part.HOME)  # joins a store to a plan
    if fact.holds is Holds.BACKUP:
        yield from _into(context, resource)


def _into(context: Context, resource: Resource) -> Iterator[Edge]:
    """An export is where its bucket is: the bucket is reached too."""
    for spot in home(context, resource):
        if spot.referred and context.holds(context.graph.known(spot.referred)) is not Holds.NOTHING:
            yield Edge(source=resource.urn, target=spot.referred, part=Part.BACKUP)


def _carries(context: Context, resource: Resource) -> bool:
    """Whether it holds nothing itself and says where data of others goes."""
    fact = context.fact(resource)
    return fact is not None and fact.holds is Holds.NOTHING and bool(fact.copies or fact.backups or fact.logs)


def reached(context: Context) -> Iterator[Reached]:
    """Everything that personal data reaches and that does not say itself that it is of the same kind."""
    hops = edges(context)
    groups: dict[Group, list[Resource]] = {}
    for resource in context.graph:
        fact = context.fact(resource)
        if fact is None or fact.holds in {*_NOT_DATA, Holds.NOTHING}:
            continue
        whose = belonging(context, resource)
        if (
            whose.told is Told.YES
            and whose.law
            and whose.data_class
            and whose.data_class is not DataClass.METADATA
        ):
            groups.setdefault((whose.law.id, whose.data_class), []).append(resource)
    given: dict[Group, dict[str, list[Edge]]] = {group: {} for group in groups}
    for group, source, gatherer in gathered(context, groups):
        edge = Edge(source=source.urn, target=gatherer.urn, part=Part.LOG, said=False)
        given[group].setdefault(source.urn, []).append(edge)
    for group, sources in groups.items():
        also = {urn: [*hops.get(urn, ()), *more] for urn, more in given[group].items()}
        yield from _walk(context, ChainMap(also, hops), sources)


def _walk(context: Context, hops: Mapping[str, list[Edge]], sources: list[Resource]) -> Iterator[Reached]:
    """Along every hop from ``sources``, which are all of one law and class; from where data starts first."""
    before: dict[str, Edge | None] = {}
    told: set[tuple[str, Part, bool]] = set()
    among = {source.urn for source in sources}
    fed = {edge.target for urn in among for edge in hops.get(urn, ())}
    for start in [*(s for s in sources if s.urn not in fed), *sources]:  # all again: some flow in circles
        if start.urn in before:
            continue
        before[start.urn] = None
        waiting = deque([start.urn])
        while waiting:
            urn = waiting.popleft()
            for edge in hops.get(urn, ()):
                if edge.target not in before:
                    before[edge.target] = edge
                    waiting.append(edge.target)
                if _same(context, edge.target, start):  # what is of the same kind is judged by itself
                    continue
                way = _reached(context, before, edge, start)
                if (edge.target, way.part, way.told_before) not in told:
                    told.add((edge.target, way.part, way.told_before))
                    yield way


def _same(context: Context, urn: str, source: Resource) -> bool:
    one, other = belonging(context, context.graph.known(urn)), belonging(context, source)
    return (one.law, one.data_class) == (other.law, other.data_class)


def _reached(context: Context, before: Mapping[str, Edge | None], edge: Edge, source: Resource) -> Reached:
    whose = belonging(context, source)
    if whose.law is None or whose.data_class is None:
        msg = f"{source.name} is a source without a law"
        raise ValueError(msg)
    return Reached(
        resource=context.graph.known(edge.target),
        law=whose.law,
        data_class=whose.data_class,
        path=(*_path(context, before, edge.source), context.graph.known(edge.target)),
        part=edge.part,
        told_before=edge.said and _same(context, edge.source, source),
    )


def _path(context: Context, before: Mapping[str, Edge | None], urn: str) -> list[Resource]:
    path = [context.graph.known(urn)]
    while (edge := before[path[-1].urn]) is not None and len(path) < len(before):
        path.append(context.graph.known(edge.source))
    return path[::-1]


def onward(context: Context, resource: Resource) -> tuple[Spot, ...]:
    """Where a resource sends data on that is no resource of this stack: a region, a foreign ARN, unknown."""
    return tuple(s for s in spots(context, resource) if s.part in _CARRIED and not s.referred)
