"""Every leak of one resource: each place, copy, backup, log and key of its facts, sent abroad in turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from policies.facts import Fact, Holds, How
from policies.resources.graph import Resource, top
from policies.resources.values import UNKNOWN, Plain, read
from policies.rules import RULES
from policies.tracing.spot import Part
from tests.mutants.edits import add, put, without
from tests.mutants.lands import NAMES_A_PLACE, SPELLS, nonsense, several, spelled
from tests.mutants.mutant import PLACES, TAGS, Mutant
from tests.mutants.scenes import listed
from tests.mutants.targets import Cast, Target, naming

_OWNER = "owner of"
_KEY_MISSING = next(rule for rule in RULES if rule.id == "key-missing")


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A value that sends something abroad, or to where it cannot be told."""

    kind: str
    said: Plain
    to: Target | None = None
    """What it refers to, where the engine knows that it was computed from it."""
    with_it: bool = False
    """Whether that is not in the stack yet."""


def leaks(subject: Resource, fact: Fact, cast: Cast) -> Iterator[Mutant]:
    """Every mutant of ``subject`` with one place changed. It must belong to the cast's jurisdiction."""
    for path, (part, how) in listed(fact).items():
        if part is Part.HOME and fact.holds is Holds.NOTHING:
            continue  # it tells others where something is; nothing of it is there
        before = _before(path, fact) if part is Part.HOME else ()
        reset = replace(subject, props=without(subject.props, *before)) if before else subject
        losing = loses({path, *before}, fact)
        for value in values(path, how, fact, cast):
            for item in (False, True) if "[]" in path and read(reset.props, path) else (False,):
                yield _mutant(reset, path, part, value, item=item, losing=losing)
        if path in fact.unset:
            yield _unset(reset, path, part, losing=losing)
    yield from _provider(subject, fact, cast)
    yield from _strange_keys(subject, fact, cast)
    keyed = any(read(subject.props, path) for path in fact.keys)
    if keyed and alone(subject, fact) and _KEY_MISSING.applies(fact, cast.token):
        yield _no_key(subject, "key: left unset", fact.keys)
        if fact.sealed_by:  # the other keys seal something beside the data
            yield _no_key(subject, "key: of the data left unset", fact.sealed_by)


def loses(paths: set[str], fact: Fact) -> bool:
    """Whether what it belongs to is changed with any of ``paths``: then that may be what is found."""
    return bool({top(path) for path in paths} & {top(path) for path in fact.of})


def alone(subject: Resource, fact: Fact) -> bool:
    """Whether it belongs to nothing: neither is anything in ``of``, nor computed with what could be."""
    tops = {top(path) for path in fact.of} & subject.references.keys()
    return not tops and not any(read(subject.props, path) for path in fact.of)


def _before(path: str, fact: Fact) -> tuple[str, ...]:
    """Paths that would decide before ``path`` does: the first that says something decides."""
    paths = [*fact.at]
    return tuple(paths[: paths.index(path)])


def values(path: str, how: How, fact: Fact, cast: Cast) -> Iterator[Value]:
    """Everything foreign that a path can say."""
    cloud = cast.token.partition(":")[0]
    if how in SPELLS:
        yield Value(kind="foreign", said=spelled(how, cloud, cast.land.abroad[cloud], "far"))
    for text in several(how, cloud, fact, cast.land):
        yield Value(kind="several countries", said=text)
    for text in nonsense(how, cloud):
        yield Value(kind="nameless", said=text)
    yield Value(kind="not known", said=UNKNOWN)
    ours = path in fact.of  # what it belongs to must be of the same jurisdiction, wherever it is
    far = cast.home(how, astray=True) if ours else cast.abroad(how)
    yield Value(kind="computed abroad", said=UNKNOWN, to=far, with_it=ours)
    if how not in NAMES_A_PLACE:
        yield Value(kind="refers abroad", said=naming(how, far.resource), to=far, with_it=ours)
    if how is How.BUCKET and not ours:
        yield Value(kind="refers abroad", said=far.resource.id)
        yield Value(
            kind="refers abroad",
            said=f"arn:aws:s3:::{far.resource.id}" if cloud == "aws" else f"gs://{far.resource.id}",
        )
    if how is How.ARN and not ours:
        bucket = cast.abroad(How.BUCKET).resource
        yield Value(kind="refers abroad", said=f"arn:aws:s3:::{bucket.id}")


def _mutant(subject: Resource, path: str, part: Part, value: Value, *, item: bool, losing: bool) -> Mutant:
    change = add if item else put
    references = dict(subject.references)
    if value.to is None and (value.said is UNKNOWN or top(path) == path):
        references.pop(top(path), None)  # else it would be told: computed from what is at home
    if value.to is not None:
        references[top(path)] = (*references.get(top(path), ()), value.to.resource.urn)
    said = value.said if isinstance(value.said, str) else "unknown"
    return Mutant(
        kind=f"{part}: {value.kind}" + (", added" if item else ""),
        path=path,
        value=said,
        subject=replace(subject, props=change(subject.props, path, value.said), references=references),
        others=value.to.all if value.to is not None and value.with_it else (),
        about="home" if part is Part.HOME else path,
        or_else=TAGS if losing else frozenset(),
    )


def _unset(subject: Resource, path: str, part: Part, *, losing: bool) -> Mutant:
    return Mutant(
        kind=f"{part}: left unset",
        path=path,
        value="(unset)",
        subject=replace(subject, props=without(subject.props, path)),
        about="home" if part is Part.HOME else path,
        or_else=TAGS if losing else frozenset(),
    )


def _provider(subject: Resource, fact: Fact, cast: Cast) -> Iterator[Mutant]:
    """Nothing says where it is but the provider, which is abroad or says nothing either."""
    if fact.fixed or fact.holds is Holds.NOTHING:
        return
    silent = without(subject.props, *fact.at, "arn")
    abroad = cast.land.abroad[cast.token.partition(":")[0]]
    for kind, region in (("provider abroad", abroad), ("nobody says where", "")):
        settings: dict[str, Plain] = {"region": region} if region else {}
        yield Mutant(
            kind=f"home: {kind}",
            path="(provider)",
            value=region or "(unset)",
            subject=replace(subject, props=silent, provider_props=settings, parent=""),
            about="home",
            or_else=TAGS if loses(set(fact.at), fact) else frozenset(),
        )


def _strange_keys(subject: Resource, fact: Fact, cast: Cast) -> Iterator[Mutant]:
    """A key of another jurisdiction in the right place."""
    if not fact.keys or subject.cloud not in cast.land.home:
        return
    strange = cast.strange(How.KEY)
    for path in fact.keys:
        for said in (naming(How.KEY, strange.resource), UNKNOWN):
            value = Value(kind="of another jurisdiction", said=said, to=strange, with_it=True)
            mutant = _mutant(subject, path, Part.KEY, value, item=False, losing=loses({path}, fact))
            also = PLACES if path in fact.of else frozenset()  # it then belongs to where the key does
            yield replace(mutant, about=_OWNER, or_else=mutant.or_else | also)


def _no_key(subject: Resource, kind: str, paths: tuple[str, ...]) -> Mutant:
    return Mutant(
        kind=kind,
        path=" ".join(paths),
        value="(unset)",
        subject=replace(subject, props=without(subject.props, *paths)),
        rules=frozenset({_KEY_MISSING.id}),
    )


def carries(subject: Resource, fact: Fact) -> bool:
    """Whether anything of it is judged: it holds something, or sends something somewhere."""
    sends = (*fact.copies, *fact.backups, *fact.logs, *fact.keys)
    return fact.holds is not Holds.NOTHING or any(read(subject.props, path) for path in sends)
