"""The resources of a state, as this package reads them: where each is, in which zone, under which keys.

Places are told by the policies' own look-ups, so that an audit and this agree on where things are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from operator import itemgetter
from typing import Protocol

from jurisdictions import UnknownPlaceError, place
from policies.context import Context
from policies.facts import Holds
from policies.resources.following import bucket_name
from policies.resources.graph import Graph, Resource
from policies.resources.values import UNKNOWN, Plain, read
from policies.tracing.belonging import belonging
from policies.tracing.places import home, located, spots
from policies.tracing.spot import Part
from survival.model import Fate, Loss

NOBODY = "?"
"""Jurisdiction of what does not tell it."""
_TAGS = {"aws": ("tags", "tagsAll"), "gcp": ("labels", "effectiveLabels")}


class Unit(Protocol):
    """A part of a store that stands or falls as one: a cluster or a bucket with its copies, a table."""

    @property
    def places(self) -> frozenset[str]:
        """Where its data is; with an empty one where that is not known."""

    @property
    def stands_on(self) -> frozenset[str]:
        """Its places, and those of its keys."""

    def fate(self, loss: Loss) -> Fate:
        """What becomes of it."""


class Ground:
    """One state, read once."""

    def __init__(self, graph: Graph, context: Context | None = None) -> None:
        """``context``: of a judgement of the same graph, which has worked out much of it already."""
        self.graph = graph
        self.context = context or Context(graph)
        self._meant: dict[tuple[str, str, tuple[str, ...]], list[Resource]] = {}

    def of(self, *types: str) -> Iterator[Resource]:
        """Resources of these types, in the order of the state."""
        found = [placed for kind in types for placed in self._by_type.get(kind, ())]
        return (resource for _, resource in (sorted(found, key=itemgetter(0)) if len(types) > 1 else found))

    @cached_property
    def _by_type(self) -> Mapping[str, list[tuple[int, Resource]]]:
        """Resources by type, each with its place in the order of the state."""
        found: dict[str, list[tuple[int, Resource]]] = {}
        for index, resource in enumerate(self.graph):
            found.setdefault(resource.type, []).append((index, resource))
        return found

    def holds_data(self, resource: Resource) -> bool:
        """Whether data of a store rests in it, for all that is known of its type."""
        holds = self.context.holds(resource)
        return holds in {Holds.DATA, Holds.COPY} or (holds is None and bool(self.tag(resource, "store")))

    def place(self, resource: Resource) -> str:
        """Id of its one place; empty where that is not known. On AWS its own region says it all."""
        if said := region("aws", resource.props.get("region")) if resource.cloud == "aws" else "":
            return said
        found = {spot.place.id if spot.place else "" for spot in home(self.context, resource)}
        return found.pop() if len(found) == 1 else ""

    def all_places(self, resource: Resource) -> frozenset[str]:
        """Ids of every region that its data is in, copies too; with an empty one where any is not known."""
        found: set[str] = set()
        for spot in spots(self.context, resource):
            if spot.part in {Part.HOME, Part.COPY}:
                found |= set(regions(spot.place.id) if spot.place else ("",))
        return frozenset(found or {""})

    def key_places(self, resource: Resource, path: str) -> frozenset[str]:
        """Where the keys at ``path`` are; with an empty one where any is not known."""
        within = (s for s in spots(self.context, resource) if s.part is Part.KEY and _at(s.path, path))
        return frozenset(s.place.id if s.place else "" for s in within)

    def tag(self, resource: Resource, name: str) -> str:
        """A tag or label of its own."""
        fact = self.context.fact(resource)
        elsewhere = (fact.tags,) if fact is not None and fact.tags else ()
        for path in (*_TAGS.get(resource.cloud, ()), *elsewhere):
            for _, tags in read(resource.props, path):
                value = tags.get(name) if isinstance(tags, Mapping) else None
                if isinstance(value, str):
                    return value
        return ""

    def jurisdiction(self, resource: Resource) -> str:
        """Whose data it is."""
        found = belonging(self.context, resource).law
        return found.id if found is not None else self.tag(resource, "jurisdiction") or NOBODY

    def meant(self, resource: Resource, path: str, *types: str) -> list[Resource]:
        """The resources of these types that the values at ``path`` mean: looked for once."""
        key = (resource.urn, path, types)
        if key not in self._meant:
            found: dict[str, Resource] = {}
            for exact, value in read(resource.props, path):
                found |= {r.urn: r for r in self.target(resource, exact, value, *types)}
            self._meant[key] = list(found.values())
        return self._meant[key]

    def target(self, resource: Resource, exact: str, value: Plain, *types: str) -> list[Resource]:
        """The resources of these types that one value means: by reference, else by a name of theirs alone.

        Several may bear a short name, in several regions: then the one in the same place is meant.
        """
        followed = self.context.follow(resource, exact, value, lambda r: r.type in types)
        if followed or not isinstance(value, str):
            return list(followed)
        named = [r for r in self.graph.named(_short(value)) if r.type in types]
        if len(named) > 1:
            here = self.place(resource)
            named = [r for r in named if here and self.place(r) == here]
        return named

    def zone(self, resource: Resource, path: str = "availabilityZone") -> str | None:
        """The zone that ``path`` names, as an id on AWS; None where that cannot be told."""
        said = resource.props.get(path)
        at = self.place(resource)
        if isinstance(said, str) and at:
            if found := self._zone_ids.get((at, said)):
                return found
            if said in zones(at):
                return said
        subnets = [r for r in self.graph.referenced(resource, path) if r.type == SUBNET]
        ids = {self.subnet_zone(s) for s in subnets}
        return ids.pop() if len(ids) == 1 else None

    def subnet_zone(self, subnet: Resource) -> str | None:
        """The zone id of a subnet."""
        said = subnet.props.get("availabilityZoneId")
        return said if isinstance(said, str) else None

    @cached_property
    def _zone_ids(self) -> Mapping[tuple[str, str], str]:
        """Each account has its own names of zones: its subnets tell which id a name means."""
        return {
            (self.place(subnet), name): found
            for subnet in self.of(SUBNET)
            if isinstance(name := subnet.props.get("availabilityZone"), str)
            and (found := self.subnet_zone(subnet))
        }


SUBNET = "aws:ec2/subnet:Subnet"


def zones(at: str) -> tuple[str, ...]:
    """Zones of a place, as the map has them; none where it is no region."""
    try:
        return place(at).zones
    except UnknownPlaceError:
        return ()


def regions(at: str) -> tuple[str, ...]:
    """The regions that a place is made of: itself, or the members of a location of several."""
    try:
        return place(at).regions or (at,)
    except UnknownPlaceError:
        return ("",)


def is_region(at: str) -> bool:
    """Whether it is one region, that the map knows."""
    try:
        return place(at).is_region
    except UnknownPlaceError:
        return False


def region(cloud: str, said: Plain) -> str:
    """Id of the place that a text names; empty where it names none."""
    found = located(cloud, said) if isinstance(said, str) else None
    return found.id if found else ""


def texts(resource: Resource, path: str) -> list[str]:
    """The texts at ``path``."""
    return [v for _, v in read(resource.props, path) if isinstance(v, str)]


def number(value: Plain, default: int) -> int:
    """A number as the cloud has it, or ``default``."""
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else default


def is_there(value: Plain) -> bool:
    """Whether something is said, known or not."""
    return value is UNKNOWN or bool(value)


def sound(at: Iterable[str], loss: Loss) -> bool:
    """Whether all of these places are known, and none of them is gone."""
    return all(p and not loss.takes(p) for p in at)


def _at(exact: str, path: str) -> bool:
    """Whether ``exact`` (``replicas[1].kmsKeyArn``) is one that ``path`` (``replicas[1]``) covers."""
    return exact == path or exact.startswith((f"{path}.", f"{path}["))


def _short(text: str) -> str:
    """The bucket in an ARN or a URL of one, or the text."""
    return bucket_name(text) if text.startswith(("arn:aws:s3:::", "s3://", "gs://")) else text
