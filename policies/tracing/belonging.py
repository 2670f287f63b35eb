"""Effective class and jurisdiction: whose data a resource holds, and how personal it is.

From its own tags or labels, else from the resource it belongs to, else from its parent. Never guessed: what
is missing, not known or contradicted is said, and a rule reports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from jurisdictions import laws
from jurisdictions.model import DataClass, Law
from policies.context import Context, OfAll, OfEach
from policies.facts import Fact, Holds
from policies.resources.graph import Resource, full_name
from policies.resources.values import NOT_TOLD, UNKNOWN, Plain, Unknown, read
from policies.tracing.origins import taken_from
from policies.tracing.owners import NO_OWNER, owners, owning
from policies.tracing.tags import CLASS, JURISDICTION, interpreted, said_by


class Told(StrEnum):
    """How well the class and the jurisdiction are told."""

    YES = "yes"
    MISSING = "missing"
    UNKNOWN = "unknown"
    WRONG = "wrong"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, kw_only=True, slots=True)
class Belonging:
    """Whose data it is. ``law`` and ``data_class`` are both there exactly where ``told`` is yes."""

    told: Told
    data_class: DataClass | None = None
    law: Law | None = None
    why: str = ""
    """Where it is not told: what is wrong."""


ITSELF = Belonging(told=Told.MISSING, why="it belongs to itself")
"""Stands for a resource while its owners are asked, so that a cycle of owners ends."""


_BELONGINGS = OfEach[Belonging]()


def belonging(context: Context, resource: Resource) -> Belonging:
    """Whose data ``resource`` holds."""
    belongings = _BELONGINGS.of(context)
    known = belongings.get(resource.urn)
    if known is None:
        belongings[resource.urn] = ITSELF
        context.asking += 1
        try:
            known = _work_out(context, resource)
        finally:  # what breaks down is not worked out again: it tells nothing
            context.asking -= 1
        belongings[resource.urn] = known
        if known.told is not Told.YES and context.asking:
            del belongings[resource.urn]  # asked perhaps half-way round a cycle: not the last word
    return known


def _work_out(context: Context, resource: Resource) -> Belonging:
    fact = context.fact(resource)
    if fact is None:
        return Belonging(told=Told.UNKNOWN, why="its type is not classified")
    every = [belonging(context, owner) for owner in owners(context, resource)]
    parent = context.graph.parent(resource)
    if not owners(context, resource) and parent is not None and context.holds(parent) not in NO_OWNER:
        every.append(belonging(context, parent))
    own = said_by(resource, fact, defaults=False)
    if own or not any(owner.told is Told.YES for owner in every):  # else, what it belongs to tells more
        own = said_by(resource, fact)
    told = _carried(fact, own, [owner for owner in every if owner.told is Told.YES])
    if UNKNOWN in own.values() and not told:
        return Belonging(told=Told.UNKNOWN, why=f"its tags are {NOT_TOLD}")
    said = interpreted(own)
    if isinstance(said, str):
        return Belonging(told=Told.WRONG, why=said)
    classes = {*said[0], *(o.data_class for o in told if o.data_class)}
    ids = {*said[1], *(o.law.id for o in told if o.law)}
    unfollowed = any(read(resource.props, path) for path in fact.of)
    concluded = _concluded(classes, ids, unfollowed=unfollowed)
    if concluded.told is Told.CONTRADICTION:
        concluded = replace(concluded, why=f"{concluded.why}: {_who_says(context, resource, said)}")
    elif concluded.told is Told.YES and not told and _takes_from_elsewhere(resource, fact):
        return Belonging(told=Told.UNKNOWN, why="its source is no resource of this stack")
    if concluded.data_class is DataClass.METADATA and (source := _of_whomever(context, resource, fact)):
        return Belonging(
            told=Told.UNKNOWN, why=f"its {source} is no resource of this stack, so whose data it has"
        )
    return concluded


def _carried(fact: Fact, own: Mapping[str, Plain], owners: list[Belonging]) -> list[Belonging]:
    """What it belongs to, as far as it counts: what only joins or carries may carry both personal classes.

    Then persistent counts, which is the stricter: of a queue and the function that it feeds, or of a queue
    and the default tags of a provider.
    """
    lasting = DataClass.PERSISTENT in {own.get(CLASS), *(owner.data_class for owner in owners)}
    if fact.holds not in _CARRIERS or not lasting:
        return owners
    transient = DataClass.TRANSIENT
    return [replace(o, data_class=DataClass.PERSISTENT) if o.data_class is transient else o for o in owners]


_CARRIERS = {Holds.COPY, Holds.NOTHING}


def _of_whomever(context: Context, resource: Resource, fact: Fact) -> str:
    """The path of a source that the stack does not declare, where that may hold personal data."""
    for path in taken_from(fact):
        for exact, value in read(resource.props, path):
            known = isinstance(value, str | Unknown)
            if known and not any(owning(context, resource, path, (exact, value))):
                return exact if has_personal(context) else ""
    return ""


class _Asked:
    """Whether anybody says so. Each resource is asked once, also while more are added."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._asked = 0
        self._found = False

    def found(self) -> bool:
        graph = self._context.graph
        if not self._found and self._asked < len(graph):
            left = islice(graph, self._asked, None)
            self._found = any(_says_personal(self._context, resource) for resource in left)
            self._asked = len(graph)
        return self._found


_HAS_PERSONAL = OfAll(_Asked)


def has_personal(context: Context) -> bool:
    """Whether anything in the stack, as far as it was told, says itself that it holds personal data."""
    return _HAS_PERSONAL.of(context).found()


def _says_personal(context: Context, resource: Resource) -> bool:
    fact = context.fact(resource)
    if fact is None or fact.holds in {Holds.NOTHING, Holds.OPAQUE}:
        return False
    return said_by(resource, fact).get(CLASS) in _PERSONAL


_PERSONAL = {DataClass.PERSISTENT, DataClass.TRANSIENT}


_TAKING = {Holds.COPY, Holds.BACKUP, Holds.KEY, Holds.DATA}


def _takes_from_elsewhere(resource: Resource, fact: Fact) -> bool:
    """Whether a full name, written down, says what its data is taken from: its tags cannot vouch for that.

    The ARN of a bucket is left out: it names where something goes as often as where it comes from.
    """
    if fact.holds not in _TAKING:
        return False
    if resource.cloud == "gcp":
        named = (value for path in taken_from(fact) for _, value in read(resource.props, path))
        return any(isinstance(s, str) and (s.startswith("projects/") or full_name(s)) for s in named)
    paths = (path for path in fact.of if path not in fact.keys)
    sources = (value for path in paths for _, value in read(resource.props, path))
    return any(
        isinstance(s, str) and s.startswith("arn:") and not s.startswith("arn:aws:s3:") for s in sources
    )


def _concluded(classes: set[DataClass], ids: set[str], *, unfollowed: bool) -> Belonging:
    """From all that was said of the class and the jurisdiction."""
    if len(classes) > 1 or len(ids) > 1:
        return Belonging(told=Told.CONTRADICTION, why="its tags and what it belongs to contradict each other")
    if classes and ids:
        return Belonging(told=Told.YES, data_class=classes.pop(), law=laws()[ids.pop()])
    absent = " and ".join([*([] if classes else [CLASS]), *([] if ids else [JURISDICTION])])
    if unfollowed:
        return Belonging(told=Told.UNKNOWN, why=f"what it belongs to tells no {absent}")
    return Belonging(told=Told.MISSING, why=f"no {absent}")


def _who_says(context: Context, resource: Resource, own: tuple[set[DataClass], set[str]]) -> str:
    """In words: what its tags say, and what each that it belongs to says."""
    parent = context.graph.parent(resource)
    others = owners(context, resource) or ((parent,) if parent is not None else ())
    told = [(other.name, belonging(context, other)) for other in others]
    said = [f"{name} is {b.data_class} of {b.law.id}" for name, b in told if b.law]
    tags = " of ".join([*own[0], *own[1]])
    return ", ".join([*([f"it is {tags} by its tags"] if tags else []), *dict.fromkeys(said)])
