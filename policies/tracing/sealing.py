"""Which key seals the data of a resource: its own, one set by another, or that of what it is part of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from policies.context import Context, OfAll
from policies.facts import Fact, Holds
from policies.resources.following import is_bucket
from policies.resources.graph import Resource
from policies.resources.values import Plain, read
from policies.tracing.owners import owners
from policies.tracing.places import home
from policies.tracing.spot import Spot

_BALANCERS = frozenset({"aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"})


def sealing_paths(fact: Fact) -> tuple[str, ...]:
    """Paths of the keys of the data itself: unless the facts say, the first and its alternatives."""
    if fact.sealed_by or not fact.keys:
        return fact.sealed_by
    group = fact.keys[0].rpartition(".")[0]
    return tuple(path for path in fact.keys if group and path.rpartition(".")[0] == group) or fact.keys[:1]


def is_sealed(context: Context, resource: Resource) -> bool:
    """Whether a customer-managed key seals it. One not known yet is one: ``place-of-key`` judges it."""
    fact = context.fact(resource)
    own = fact is not None and any(_own(resource, fact))
    return own or any(_by_others(context, resource)) or _by_owner(context, resource)


def takes_no_key(context: Context, resource: Resource) -> bool:
    """Whether it is where a load balancer writes its logs: into a bucket with keys of S3, or not at all.

    Source: Application Load Balancers, "Enable access logs" (the only encryption supported is SSE-S3).
    """
    return resource.urn in _LOGS.of(context)


def _logs_of_balancers(context: Context) -> frozenset[str]:
    found: list[Resource] = []
    for one in context.graph:
        if one.type in _BALANCERS and one.props.get("loadBalancerType", "application") == "application":
            for path in ("accessLogs.bucket", "connectionLogs.bucket"):
                for exact, value in read(one.props, path):
                    found += context.follow(one, exact, value, is_bucket)
    return frozenset(bucket.urn for bucket in found)


_LOGS = OfAll(_logs_of_balancers)


def _own(resource: Resource, fact: Fact) -> Iterator[bool]:
    for path in sealing_paths(fact):
        yield from (_is_customers(value) for _, value in read(resource.props, path))


def _is_customers(value: Plain) -> bool:
    """Whether a value names a key of the customer: not AWS's own, nor a word like ``AWS_OWNED_KMS_KEY``."""
    return not isinstance(value, str) or not (
        value.removeprefix("alias/").startswith("aws/") or value.startswith("AWS_") or ":alias/aws/" in value
    )


def _by_others(context: Context, resource: Resource) -> Iterator[bool]:
    for setter, fact in _SETTERS.of(context).get(resource.urn, ()):
        yield from _own(setter, fact)


def _setters(context: Context) -> dict[str, list[tuple[Resource, Fact]]]:
    """By URN: the resources that only set the key of this one."""
    found: dict[str, list[tuple[Resource, Fact]]] = {}
    for setter in context.graph:
        fact = context.fact(setter)
        if fact is not None and fact.holds is Holds.NOTHING and fact.keys and not fact.copies:
            for owner in owners(context, setter):
                found.setdefault(owner.urn, []).append((setter, fact))
    return found


_SETTERS = OfAll(_setters)


def _by_owner(context: Context, resource: Resource) -> bool:
    """Parts in the same place share the key: an object has that of its bucket."""
    here = {spot.place.id for spot in home(context, resource) if spot.place}
    for owner in owners(context, resource):
        fact = context.fact(owner)
        there = {spot.place.id for spot in home(context, owner) if spot.place}
        if fact is not None and fact.holds is not Holds.KEY and fact.keys and here and here <= there:
            return is_sealed(context, owner) if owner.urn != resource.urn else False
    return False


def lists_with_keys(fact: Fact) -> set[str]:
    """Lists whose items name both a place and its key: ``replicas`` of a table."""
    lists = {path.rpartition("[]")[0] for path in (*fact.at, *fact.copies) if "[]" in path}
    return {_bare(one) for one in lists if any(key.startswith(f"{one}[].") for key in fact.keys)}


def item_of(path: str) -> str:
    """The list in whose item a path is: ``replicas`` of ``replicas[0].regionName``."""
    return _bare(path.rpartition(".")[0])


def _bare(path: str) -> str:
    return re.sub(r"\[\d*\]", "", path)


def by_item(keys: Iterable[Spot]) -> Mapping[str, list[Spot]]:
    """Keys by everything that they are in: ``replicas[0]`` and ``replicas[0].encryption``."""
    found: dict[str, list[Spot]] = {}
    for key in keys:
        steps = key.path.split(".")
        for end in range(1, len(steps)):
            found.setdefault(".".join(steps[:end]), []).append(key)
    return found
