"""Whose networks a resource joins, and whose ranges it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import TypeAlias
from weakref import WeakKeyDictionary

from policies.context import PROVIDER, Context, is_component
from policies.networks.joins import ADDRESSED, ENDS, GIVEN, NETWORKS, PART_OF, THE_CLOUDS
from policies.resources.graph import Resource
from policies.resources.values import NOT_TOLD, UNKNOWN, Plain, read
from policies.tracing.belonging import Told, belonging

GOOGLE_NETWORK = "gcp:compute/network:Network"
_DEEPEST = 6
Block: TypeAlias = "tuple[IPv4Network, frozenset[str]]"
# Of whole graphs, which do not change while they are judged.
_RANGES: WeakKeyDictionary[Context, tuple[Block, ...]] = WeakKeyDictionary()
_BEARERS: WeakKeyDictionary[Context, dict[str, dict[str, Resource]]] = WeakKeyDictionary()
_USERS: WeakKeyDictionary[Context, dict[str, set[str]]] = WeakKeyDictionary()


@dataclass(kw_only=True, slots=True)
class Ends:
    """What a resource joins."""

    laws: dict[str, str] = field(default_factory=dict)
    """Jurisdiction of each end that tells it, with what names it."""
    lost: list[tuple[str, str]] = field(default_factory=list)
    """Path of each end that is no resource of the stack, with what is written there."""
    unclaimed: list[str] = field(default_factory=list)
    """Names of resources of the stack at an end, of which none tells whose they are."""


def joined(resource: Resource, path: str) -> list[tuple[str, Plain]]:
    """What ``path`` says that is no service of the cloud itself."""
    own = THE_CLOUDS.get(resource.type, {}).get(path)
    said = read(resource.props, path)
    return [one for one in said if own is None or not isinstance(one[1], str) or not own.fullmatch(one[1])]


def ends(context: Context, resource: Resource) -> Ends:
    """The ends of ``resource``, itself included where its own tags tell whose it is."""
    found = Ends()
    own = belonging(context, resource)
    if own.told is Told.YES and own.law is not None:
        found.laws[own.law.id] = "its tags"
    for path in ENDS.get(resource.type, ()):
        for exact, value in joined(resource, path):
            _take(context, resource, (path, exact, value), found)
    return found


def _take(context: Context, resource: Resource, end: tuple[str, str, Plain], found: Ends) -> None:
    path, exact, value = end
    given = path in GIVEN.get(resource.type, ())
    meant = _addressed(context, resource, exact, value) if given else _meant(context, resource, exact, value)
    if not meant:
        found.lost.append((exact, value if isinstance(value, str) else NOT_TOLD))
    for one in meant:
        whose = laws_of(context, one)
        found.laws |= {law: f"{exact} ({one.name})" for law in whose if law not in found.laws}
        if not whose:
            found.unclaimed.append(one.name)


def _meant(context: Context, resource: Resource, path: str, value: Plain) -> tuple[Resource, ...]:
    return context.follow(resource, path, value, _is_of_a_cloud)


def _addressed(context: Context, resource: Resource, path: str, value: Plain) -> tuple[Resource, ...]:
    """Whom a cloud gave this address; what is not known yet is of what it is computed from."""
    if value is UNKNOWN:
        return tuple(r for r in _meant(context, resource, path, value) if r.type in ADDRESSED)
    known = _BEARERS.get(context)
    if known is None:
        known = _BEARERS[context] = _bearers(context)
    return tuple(known.get(value, {}).values()) if isinstance(value, str) else ()


def _bearers(context: Context) -> dict[str, dict[str, Resource]]:
    """Resources by each outside address that a cloud gave them."""
    found: dict[str, dict[str, Resource]] = {}
    for resource in context.graph:
        for path in ADDRESSED.get(resource.type, ()):
            for _, address in read(resource.props, path):
                if isinstance(address, str):
                    found.setdefault(address, {})[resource.urn] = resource
    return found


def laws_of(context: Context, resource: Resource, depth: int = 0) -> frozenset[str]:
    """Ids of the jurisdictions of a network, or of a part of one; none where nothing tells."""
    own = belonging(context, resource)
    if own.told is Told.YES and own.law is not None:
        return frozenset({own.law.id})
    if depth > _DEEPEST:
        return frozenset()
    if resource.type == GOOGLE_NETWORK:
        return _of_users(context, resource)
    paths = PART_OF.get(resource.type) or ENDS.get(resource.type, ())
    around = (
        one
        for path in paths
        for exact, value in read(resource.props, path)
        for one in _meant(context, resource, exact, value)
    )
    return frozenset(law for one in around for law in laws_of(context, one, depth + 1))


def _of_users(context: Context, network: Resource) -> frozenset[str]:
    """A VPC of Google has no labels: it is whose what is in it is."""
    known = _USERS.get(context)
    if known is None:
        known = _USERS[context] = {}
        for resource in context.graph:
            for exact, value in read(resource.props, "network"):
                own = belonging(context, resource)
                if own.told is Told.YES and own.law is not None:
                    for one in context.follow(resource, exact, value, _is_a_google_network):
                        known.setdefault(one.urn, set()).add(own.law.id)
    return frozenset(known.get(network.urn, ()))


def ranges(context: Context) -> tuple[Block, ...]:
    """Every range of a network of the stack, with the jurisdictions it is of."""
    known = _RANGES.get(context)
    if known is None:
        known = _RANGES[context] = tuple(_ranges(context))
    return known


def _ranges(context: Context) -> Iterator[Block]:
    for resource in context.graph:
        path = NETWORKS.get(resource.type)
        for _, value in read(resource.props, path) if path else ():
            block = range_of(value)
            if block is not None:
                yield block, laws_of(context, resource)


def range_of(value: Plain) -> IPv4Network | None:
    """The IPv4 range that a text says, or None."""
    try:
        return IPv4Network(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _is_a_google_network(resource: Resource) -> bool:
    return resource.type == GOOGLE_NETWORK


def _is_of_a_cloud(resource: Resource) -> bool:
    return not is_component(resource) and not resource.type.startswith(PROVIDER)
