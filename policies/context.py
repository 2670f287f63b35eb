"""What every rule is given besides the resource: the graph, the facts, and what was worked out already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from policies.facts import Catalogue, Fact, Holds, catalogue
from policies.resources.following import Sources, bears, near
from policies.resources.graph import Graph, Resource, top
from policies.resources.values import Plain, Unknown
from policies.unprotected import stack_in, stacks

PROVIDER = "pulumi:providers:"
CLOUDS = frozenset({"aws", "gcp", "random", "tls", "pulumi"})
"""Packages whose resources are all classified, with a provider of their own or not."""

T = TypeVar("T")


class Context:
    """One judgement of one graph. Caches are per resource; nothing outlives the judgement."""

    def __init__(
        self, graph: Graph, facts: Catalogue | None = None, *, protected: bool | None = None
    ) -> None:
        """``protected``: whether stores must be protected; unless told, where ``unprotected.yaml`` does not
        list the stack."""
        self.graph = graph
        self.facts = facts if facts is not None else catalogue()
        self.protected = protected
        self.asking = 0
        """How many belongings are being worked out: each may need others."""
        self._facts: dict[tuple[str, bool], Fact | None] = {}
        self._of_each: dict[OfEach[Any], dict[str, Any]] = {}
        self._of_all: dict[OfAll[Any], Any] = {}

    def fact(self, resource: Resource) -> Fact | None:
        """What is known of the type of ``resource``."""
        key = (resource.type, bool(resource.provider))
        try:
            return self._facts[key]
        except KeyError:
            of_a_cloud = not (is_component(resource) or resource.type.startswith(PROVIDER))
            known = self._facts[key] = self.facts.fact(resource.type, of_a_cloud=of_a_cloud)
            return known

    def holds(self, resource: Resource) -> Holds | None:
        """What ``resource`` holds; None where its type is not classified."""
        fact = self.fact(resource)
        return fact.holds if fact is not None else None

    def must_be_protected(self, resource: Resource) -> bool:
        """Whether the stack of ``resource`` is one whose stores must not be deleted."""
        return stack_in(resource.urn) not in stacks() if self.protected is None else self.protected

    def forget(self, resource: Resource) -> None:
        """Drops what was worked out about a resource that is declared anew."""
        for cache in self._of_each.values():
            if cache.pop(resource.urn, None) is not None:
                self._of_all.clear()  # it counts what the resource said before

    def follow(
        self, resource: Resource, path: str, value: Plain, wanted: Callable[[Resource], bool]
    ) -> tuple[Resource, ...]:
        """The resources that ``value`` at ``path`` means. ``wanted`` tells which can be meant at all.

        A known text means what bears it as its name, ARN or id. What a property was computed from answers
        for a text only where it bears it, or where the property is nothing but this text: the other values
        of the same property may have been computed, and this one written down. A value that is not known
        yet means what no known value of the property accounts for. A short name that several bear means
        the only one of the same service, else nothing certain.
        """
        sources = self.sources(resource, path)
        if isinstance(value, Unknown):
            return tuple(r for r in sources.left if wanted(r))
        if not isinstance(value, str):
            return ()
        computed = tuple(r for r in sources.of(value) if wanted(r))
        if computed:
            return computed
        named = [r for r in self.graph.named(value) if r.urn != resource.urn and wanted(r)]
        return near(value, resource, [r for r in named if bears(self.fact(r), r, value)])

    def sources(self, resource: Resource, path: str) -> Sources:
        """What the top-level property of ``path`` was computed from, and which value by what."""
        of_resource, key = _SOURCES.of(self).setdefault(resource.urn, {}), top(path)
        if key not in of_resource:
            referenced = self.graph.referenced(resource, path)
            of_resource[key] = Sources(resource.props.get(key), referenced, self.fact)
        return of_resource[key]

    def of_each(self, cache: OfEach[T]) -> dict[str, T]:
        """What ``cache`` keeps here, by URN."""
        return self._of_each.setdefault(cache, {})

    def of_all(self, cache: OfAll[T], work_out: Callable[[Context], T]) -> T:
        """What ``cache`` keeps here."""
        if cache not in self._of_all:
            self._of_all[cache] = work_out(self)
        return cast(T, self._of_all[cache])


class OfEach(Generic[T]):
    """A cache in the context of one value per resource. The module that fills it declares it."""

    def of(self, context: Context) -> dict[str, T]:
        """By URN."""
        return context.of_each(self)


class OfAll(Generic[T]):
    """A cache in the context of one value for all resources. The module that fills it declares it."""

    def __init__(self, work_out: Callable[[Context], T]) -> None:
        self._work_out = work_out

    def of(self, context: Context) -> T:
        """The value, worked out at the first question."""
        return context.of_all(self, self._work_out)


_SOURCES = OfEach[dict[str, Sources]]()


def is_component(resource: Resource) -> bool:
    """Whether it is a component: it has no provider, so no cloud makes anything of it.

    A module with a file in it (``core/v1``, ``sqs/queue``) is how SDKs name what a provider makes: without
    a provider that is no component, but a resource whose provider was taken from it.
    """
    return not resource.provider and resource.cloud not in CLOUDS and "/" not in resource.type
