"""Resources as the policies see them: plain, immutable, and without an engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from policies.resources.values import Props, read

IDENTITIES = (
    "arn",
    "bucket",
    "clusterIdentifier",
    "connectionName",
    "datasetId",
    "globalClusterIdentifier",
    "globalReplicationGroupId",
    "id",
    "identifier",
    "keyId",
    "name",
    "replicationGroupId",
    "selfLink",
)
"""Properties by which other resources name one. Some clouds' outputs hold the id too, some do not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """One resource of a stack: what it is declared with, and what it refers to."""

    urn: str
    type: str
    name: str
    props: Props
    """Outputs where they are known, else inputs; unknown values are ``UNKNOWN``."""
    provider: str = ""
    """Type of its provider (``pulumi:providers:aws``); empty for components and providers."""
    provider_props: Props = field(default_factory=dict)
    parent: str = ""
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """URNs that each top-level property was computed from."""
    id: str = ""
    """What the cloud calls it. CrossGuard does not tell it, so nothing may need it."""
    protect: bool = False
    delete_before_replace: bool = False
    op: str = ""
    """What a preview is about to do with it (``create-replacement``, ``delete``), where that is known."""

    @property
    def stack(self) -> str:
        """The stack in its URN."""
        return self.urn.removeprefix("urn:pulumi:").partition("::")[0]

    @property
    def module(self) -> str:
        """The service in its type: ``aws:rds`` of ``aws:rds/cluster:Cluster``."""
        return self.type.partition("/")[0]

    @property
    def cloud(self) -> str:
        """The package of its type: ``aws``, ``gcp``, ``random``, ``pulumi``."""
        return self.type.partition(":")[0]

    def text(self, path: str) -> str:
        """The first text at ``path``, or nothing where it is absent, unknown or no text."""
        return next((value for _, value in read(self.props, path) if isinstance(value, str)), "")


def type_in(urn: str) -> str:
    """The type in ``urn:pulumi:stack::project::parent$type::name``; empty where there is none."""
    parts = urn.split("::", 3)
    return parts[2].rpartition("$")[2] if len(parts) == 4 else ""


def top(path: str) -> str:
    """The top-level property of a path: ``rules`` of ``rules[0].destination``."""
    return path.partition(".")[0].partition("[")[0]


_LINK = re.compile(r"(?:https:)?//[a-z.-]{1,64}\.googleapis\.com/(?:[a-z0-9/]{1,64}/)?(projects/.+)")
_OF_BIGQUERY = re.compile(
    r"(?:bq://(?P<a>[a-z0-9:.-]{1,100}?)\.|(?P<b>[a-z][a-z0-9.-]{1,100}):)(?P<set>\w{1,1024})(?:\.(?P<table>[\w$-]{1,1024}))?"
)


def full_name(text: str) -> str:
    """``projects/p/...`` of what Google names by a link, or by ``bq://p.d.t`` and ``p:d.t``; else nothing."""
    if link := _LINK.fullmatch(text):
        return link[1]
    if not (found := _OF_BIGQUERY.fullmatch(text)):
        return ""
    table = f"/tables/{found['table']}" if found["table"] else ""
    return f"projects/{found['a'] or found['b']}/datasets/{found['set']}{table}"


class Graph:
    """The resources of one stack, and how they refer to each other."""

    complete: ClassVar[bool] = True
    """Whether everything that will be declared is in it: only then can something be said to be missing."""

    def __init__(
        self,
        resources: Iterable[Resource],
        removed: Iterable[Resource] = (),
        unsettled: Iterable[Resource] = (),
        *,
        preview: bool = False,
    ) -> None:
        self.by_urn: dict[str, Resource] = {resource.urn: resource for resource in resources}
        self.removed: tuple[Resource, ...] = tuple(removed)
        """What a preview is about to delete for good, where that is known. Not part of the graph."""

        self.unsettled: tuple[Resource, ...] = tuple(unsettled)
        """What waits to be deleted, or whose making was cut off. It may be there and hold data, so its place
        counts; it may be gone, so nothing may rely on it. Not part of the graph, and of no URN in it."""
        self.preview = preview
        """Whether an update is yet to make it: what is not known now, the end of that update may tell."""

        self._unsettled = {resource.urn: resource for resource in self.unsettled}

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.by_urn.values())

    def __len__(self) -> int:
        return len(self.by_urn)

    def parent(self, resource: Resource) -> Resource | None:
        """The resource that this one was declared under."""
        return self._at(resource.parent)

    def referenced(self, resource: Resource, path: str) -> tuple[Resource, ...]:
        """What the top-level property of ``path`` was computed from, as far as the engine recorded it."""
        urns = resource.references.get(top(path), ())
        return tuple(r for urn in urns if urn != resource.urn and (r := self._at(urn)) is not None)

    def known(self, urn: str) -> Resource:
        """The resource of this URN, settled or not. Raises ``KeyError``."""
        return self.by_urn[urn] if urn in self.by_urn else self._unsettled[urn]

    def _at(self, urn: str) -> Resource | None:
        return self.by_urn.get(urn) or self._unsettled.get(urn)

    def named(self, value: str) -> tuple[Resource, ...]:
        """Resources that ``value`` (an ARN, a name, an id, a link) may mean."""
        found = self._identities.get(value)
        if found is None and (name := full_name(value)):
            found = self._identities.get(name) or self._identities.get(name.partition("/tables/")[0])
        return tuple(found or ())

    @cached_property
    def _identities(self) -> dict[str, list[Resource]]:
        index: dict[str, list[Resource]] = {}
        for resource in self:
            _register(index, resource)
        return index


class GrowingGraph(Graph):
    """What an update has declared so far: each resource comes after all it refers to."""

    complete: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__(())

    def add(self, resource: Resource) -> None:
        """Takes in one more resource; a second time, it takes the place of the first."""
        self.by_urn[resource.urn] = resource
        _register(self._identities, resource)


def _register(index: dict[str, list[Resource]], resource: Resource) -> None:
    values = [resource.id, *(resource.props.get(key) for key in IDENTITIES)]
    if resource.cloud == "gcp":
        values.append(full_name(resource.text("selfLink")))
    for name in {value for value in values if isinstance(value, str) and value}:
        index.setdefault(name, []).append(resource)
