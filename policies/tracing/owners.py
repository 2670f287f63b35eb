"""What a resource belongs to, or takes its data from, by reference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from policies.context import Context, OfEach
from policies.facts import Fact, Holds, How
from policies.resources.following import bucket_name
from policies.resources.graph import Resource, top
from policies.resources.values import UNKNOWN, Plain, read

_OWNERS = OfEach[tuple[Resource, ...]]()


def owners(context: Context, resource: Resource) -> tuple[Resource, ...]:
    """What it belongs to, or takes its data from, by reference."""
    known = _OWNERS.of(context)
    if resource.urn not in known:
        fact = context.fact(resource)
        found = _owners(context, resource, fact) if fact is not None and fact.of else ()
        known[resource.urn] = tuple({owner.urn: owner for owner in found}.values())
    return known[resource.urn]


def _owners(context: Context, resource: Resource, fact: Fact) -> Iterator[Resource]:
    for path in fact.of:
        for exact, value in read(resource.props, path) or _not_told(resource, path):
            yield from owning(context, resource, path, (exact, value))


def owning(context: Context, resource: Resource, path: str, said: tuple[str, Plain]) -> Iterator[Resource]:
    """The owners that one value at ``path`` means: a bucket also by its URL, its ARN, or before a key."""
    fact, (exact, value) = context.fact(resource), said
    if fact is None:
        return
    wanted = partial(_may_own, context, fact, path)
    yield from context.follow(resource, exact, value, wanted)
    if isinstance(value, str) and (_OF_BUCKET.search(value) or fact.how(path) is How.BUCKET):
        yield from context.follow(resource, exact, bucket_name(value), wanted)


_OF_BUCKET = re.compile(r"://|:::|^/[^/]")
"""How a text names a bucket with what is in it."""
NO_OWNER = {None, Holds.NOTHING, Holds.OPAQUE, Holds.KEY}
"""A parent of these says nothing about its children; a reference that the facts name in ``of`` may."""


def _not_told(resource: Resource, path: str) -> list[tuple[str, Plain]]:
    """A reference that the engine does not tell yet; one not set beside others refers to nothing."""
    unknown = resource.props.get(top(path), UNKNOWN) is UNKNOWN
    return [(path, UNKNOWN)] if unknown else []


def _may_own(context: Context, fact: Fact, path: str, owner: Resource) -> bool:
    """A key owns its aliases and replicas; data that it opens only where the facts say so."""
    holds = context.holds(owner)
    if holds is Holds.KEY:
        return fact.holds is Holds.KEY or path in fact.keys
    return holds not in {None, Holds.OPAQUE}
