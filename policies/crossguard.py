"""A graph from what CrossGuard hands to a policy. Knows its shapes, and imports nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from policies.graph import Graph, Resource
from policies.values import Plain, Props, merged, plain


class Options(Protocol):
    """``pulumi_policy.PolicyResourceOptions``, as far as it is read."""

    protect: bool
    parent: str | None


class Provider(Protocol):
    """``pulumi_policy.PolicyProviderResource``, as far as it is read."""

    resource_type: str
    props: Mapping[str, object]


class Declared(Protocol):
    """What a resource policy and a stack policy both tell about a resource."""

    resource_type: str
    props: Mapping[str, object]
    urn: str
    name: str


class StackResource(Declared, Protocol):
    """``pulumi_policy.PolicyResource``, as far as it is read."""

    @property
    def opts(self) -> Options: ...  # noqa: D102
    @property
    def provider(self) -> Provider | None: ...  # noqa: D102
    @property
    def parent(self) -> Declared | None: ...  # noqa: D102
    @property
    def property_dependencies(self) -> Mapping[str, Sequence[Declared]]: ...  # noqa: D102


def resource_of(
    declared: Declared,
    options: Options,
    provider: Provider | None,
    references: Mapping[str, Sequence[Declared]],
    inputs: Props | None = None,
) -> Resource:
    """One resource as plain data; ``inputs`` fill in what its outputs do not tell yet."""
    outputs = plain(declared.props)
    props: Plain = merged(dict(inputs), outputs) if inputs is not None else outputs
    provided = plain(provider.props) if provider is not None else {}
    return Resource(
        urn=declared.urn,
        type=declared.resource_type,
        name=declared.name,
        props=props if isinstance(props, dict) else {},
        provider=provider.resource_type if provider is not None else "",
        provider_props=provided if isinstance(provided, dict) else {},
        parent=options.parent or "",
        references={key: tuple(r.urn for r in urns) for key, urns in references.items()},
        protect=options.protect,
    )


def graph_of(resources: Iterable[StackResource], inputs: Mapping[str, Props] | None = None) -> Graph:
    """The graph of a whole stack. ``inputs``, by URN, are what each resource was declared with."""
    known = inputs or {}
    return Graph(
        resource_of(r, r.opts, r.provider, r.property_dependencies, known.get(r.urn)) for r in resources
    )
