"""What every rule is given besides the resource: the graph, the facts, and what was worked out already."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from policies.facts import Catalogue, Fact, Holds, catalogue
from policies.graph import Graph, Resource
from policies.values import Plain

if TYPE_CHECKING:  # these two are computed from a context, so they cannot be imported before it
    from policies.belonging import Belonging
    from policies.spot import Spot

PROVIDER = "pulumi:providers:"
CLOUDS = frozenset({"aws", "gcp", "random", "pulumi"})
"""Packages whose resources are all classified, with a provider of their own or not."""


class Context:
    """One judgement of one graph. Caches are per resource; nothing outlives the judgement."""

    def __init__(self, graph: Graph, facts: Catalogue | None = None) -> None:
        self.graph = graph
        self.facts = facts if facts is not None else catalogue()
        self.homes: dict[str, tuple[Spot, ...]] = {}
        self.belongings: dict[str, Belonging] = {}
        self.spots: dict[str, tuple[Spot, ...]] = {}

    def fact(self, resource: Resource) -> Fact | None:
        """What is known of the type of ``resource``."""
        of_a_cloud = not (is_component(resource) or resource.type.startswith(PROVIDER))
        return self.facts.fact(resource.type, of_a_cloud=of_a_cloud)

    def holds(self, resource: Resource) -> Holds | None:
        """What ``resource`` holds; None where its type is not classified."""
        fact = self.fact(resource)
        return fact.holds if fact is not None else None

    def forget(self, resource: Resource) -> None:
        """Drops what was worked out about a resource that is declared anew."""
        for cache in (self.homes, self.belongings, self.spots):
            cache.pop(resource.urn, None)

    def follow(
        self, resource: Resource, path: str, value: Plain, wanted: Callable[[Resource], bool]
    ) -> tuple[Resource, ...]:
        """The resources that ``value`` at ``path`` means: those it names, else those it was computed from.

        Several resources may bear a short name (no ARN, no path, no bucket): it then means what it was
        computed from, else the only one of the same service that bears it, else nothing certain.
        ``wanted`` tells which resources can be meant at all.
        """
        computed = tuple(r for r in self.graph.referenced(resource, path) if wanted(r))
        if not isinstance(value, str):
            return computed
        named = tuple(r for r in self.graph.named(value) if r.urn != resource.urn and wanted(r))
        urns = {r.urn for r in computed}
        sure = tuple(r for r in named if r.urn in urns) or tuple(r for r in named if _is_unique(value, r))
        near = tuple(r for r in named if r.module == resource.module)
        return sure or computed or (near if len(near) == 1 else ())


def _is_unique(value: str, bearer: Resource) -> bool:
    """Whether only one resource can bear this name: an ARN, a path, a link; or the name of a bucket."""
    return ":" in value or "/" in value or bearer.type.endswith((":Bucket", ":BucketV2"))


def is_component(resource: Resource) -> bool:
    """Whether it is a component: it has no provider, so no cloud makes anything of it."""
    return not resource.provider and resource.cloud not in CLOUDS
