"""Meets what the demands ask of a resource, so that only places can be wrong with it."""

from __future__ import annotations

from dataclasses import replace

from policies.demands import Demand, Kind, demands_of
from policies.resources.graph import Resource
from policies.resources.values import Plain, read
from tests.mutants.edits import put

_KINDS = tuple(kind for kind in Kind if kind not in {Kind.EXPIRY, Kind.ACCESS})
"""What the mutants hold is persistent, so that nothing must expire; and nobody need be let in."""


def satisfied(resource: Resource) -> tuple[Resource, ...]:
    """``resource`` with the settings that it must have, and the resources that make such settings of it."""
    setters: dict[str, Resource] = {}
    for kind in _KINDS:
        for demand in demands_of(kind, resource.type):
            if demand.via:
                setters[demand.by[0]] = _setter(resource, demand)
            elif demand.unset == "fail" and not read(resource.props, _full(demand)):
                resource = replace(resource, props=put(resource.props, _full(demand), _fitting(demand)))
    return resource, *(one for setter in setters.values() for one in satisfied(setter))


def _full(demand: Demand) -> str:
    return f"{demand.some}.{demand.path}" if demand.some else demand.path


def _fitting(demand: Demand) -> Plain:
    if demand.one_of:
        return demand.one_of[0]
    if demand.policy:
        return "{}"
    wanted = demand.at_least if demand.at_least is not None else demand.at_most
    return wanted if wanted is not None else "set"


def _asked(demand: Demand) -> dict[str, Plain]:
    """What a demand asks for that only asks that something is set, beside the reference: a document."""
    plain = demand.path != demand.via and not (demand.some or demand.one_of or demand.never)
    return {demand.path: "{}"} if plain else {}


def _setter(resource: Resource, demand: Demand) -> Resource:
    token, via = demand.by[0], demand.via or ""
    return replace(
        resource,
        urn=f"{resource.urn.replace(f'::{resource.type}::', f'::{token}::')}-{token.rpartition(':')[2]}",
        type=token,
        name=f"{resource.name}-setting",
        props={via: resource.props.get(via, resource.id), **_asked(demand)},
        references={via: (resource.urn,)},
        id="",
    )
