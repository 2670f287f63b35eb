"""A minimal compliant resource of every type, with all that the facts list set, and what it refers to.

A type is staged in several ways, each of which no rule may have anything to say of: tagged itself, or told by
each of the references that the facts name in ``of``; with values written down, or computed from resources of
the stack as in a preview.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from jurisdictions.model import DataClass
from policies.facts import Fact, Holds, How
from policies.resources.graph import Resource, top
from policies.resources.values import UNKNOWN, Plain
from policies.tracing.spot import Part
from tests.mutants.demanded import satisfied
from tests.mutants.edits import put
from tests.mutants.lands import SPELLS, compliant, land_of, spelled
from tests.mutants.targets import STACK, Cast, naming, tagged


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """One stack: a resource to be mutated, and the rest."""

    subject: Resource
    rest: tuple[Resource, ...]
    cast: Cast
    fact: Fact
    tagged: bool = True
    """Whether its own tags tell whose data it is; else what it belongs to does."""
    personal: bool = True
    """Whether personal data is in it: what is global by nature may only hold metadata."""

    @property
    def resources(self) -> tuple[Resource, ...]:
        """All of it."""
        return *self.rest, self.subject


def listed(fact: Fact) -> dict[str, tuple[Part, How]]:
    """Every path of a fact that decides a place, with what of the resource is there."""
    parts: dict[str, tuple[Part, How]] = dict.fromkeys(fact.keys, (Part.KEY, How.KEY))
    for part, paths in ((Part.LOG, fact.logs), (Part.BACKUP, fact.backups), (Part.COPY, fact.copies)):
        parts |= {path: (part, how) for path, how in paths.items()}
    return parts | {path: (Part.HOME, how) for path, how in fact.at.items()}


def judged(fact: Fact) -> bool:
    """Whether anything of a type is judged: what holds nothing may have places for others to find only."""
    places = fact.copies or fact.backups or fact.logs or fact.keys
    return fact.holds is not Holds.OPAQUE and (fact.holds is not Holds.NOTHING or bool(places))


def scenes(token: str, fact: Fact) -> Iterator[Scene]:
    """Every way to stage a type."""
    cast = Cast(land=land_of(token, fact), token=token)
    for owner in ("", *fact.of):
        yield _scene(cast, fact, owner=owner, computed=False)
        yield _scene(cast, fact, owner=owner, computed=True)


def metadata(token: str, fact: Fact) -> Scene:
    """A type that holds nothing of anybody: every place of it is abroad, and that is fine."""
    land = land_of(token, fact)
    elsewhere = replace(land, home=land.abroad)
    tags = {"data-class": str(DataClass.METADATA), "jurisdiction": "global"}
    made = _scene(Cast(land=elsewhere, token=token), fact, owner="", computed=False, tags=tags)
    rest = tuple(_retagged(r, tags) for r in made.rest)
    return replace(made, rest=rest, personal=False)


def _retagged(resource: Resource, tags: Mapping[str, Plain]) -> Resource:
    return replace(
        resource,
        props={k: dict(tags) if k in {"tags", "labels"} else v for k, v in resource.props.items()},
    )


def _scene(
    cast: Cast, fact: Fact, *, owner: str, computed: bool, tags: Mapping[str, Plain] | None = None
) -> Scene:
    cloud = cast.token.partition(":")[0]
    props: dict[str, Plain] = {}
    references: dict[str, tuple[str, ...]] = {}
    used: dict[str, Resource] = {}
    wanted = {path: how for path, (_, how) in listed(fact).items()}
    if owner:
        wanted.setdefault(owner, How.REF)
    for path, how in wanted.items():
        if how in SPELLS and path not in fact.of and not (computed and how in {How.ARN, How.NAME, How.KEY}):
            props = put(props, path, spelled(how, cloud, cast.land.home[cloud]))
            continue
        near = cast.home(how)
        used |= {r.urn: r for r in near.all}
        by_name = how is How.BUCKET and path not in fact.of
        props = put(props, path, UNKNOWN if computed else naming(how, near.resource))
        if computed or not by_name:
            references[top(path)] = (*references.get(top(path), ()), near.resource.urn)
    for path, form in fact.text.items():
        if path not in wanted:
            props = put(props, path, compliant(cast.land, cloud, form))
    if not owner:
        props = tagged(fact, cloud, props, dict(tags or cast.land.tags()))
    made = _finished(cast, fact, props, references, tuple(used.values()))
    return replace(made, tagged=not owner)


def _finished(
    cast: Cast,
    fact: Fact,
    props: dict[str, Plain],
    references: Mapping[str, tuple[str, ...]],
    used: tuple[Resource, ...],
) -> Scene:
    cloud = cast.token.partition(":")[0]
    regions: Mapping[str, Plain] = {"region": cast.land.home[cloud]} if cloud == "aws" else {}
    bare = Resource(
        urn=f"{STACK}::{cast.token}::subject",
        type=cast.token,
        name="subject",
        props=props,
        provider=f"pulumi:providers:{cloud}",
        provider_props=regions,
        references={key: tuple(dict.fromkeys(urns)) for key, urns in references.items()},
        id="subject-id",
        protect=True,
    )
    subject, *settings = satisfied(bare)
    return Scene(subject=subject, rest=(*used, *settings), cast=cast, fact=fact)
