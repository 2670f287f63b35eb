"""All mutants of one type: of its places, of whose data it is, and of what the type itself is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from policies.facts import Catalogue, Fact, Holds
from policies.resources.graph import Resource
from tests.mutants.belongings import mislabelled
from tests.mutants.leaks import leaks
from tests.mutants.mutant import PLACES, Mutant
from tests.mutants.scenes import Scene, judged, metadata, scenes
from tests.mutants.text_leaks import text_leaks

CLOUDS = ("aws:", "gcp:")
_OPAQUE = frozenset({"opaque-carrier"})
_UNCLASSIFIED = frozenset({"unclassified-type"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """One compliant stack, and the mutants of it."""

    scene: Scene
    mutants: tuple[Mutant, ...] = ()
    compliant: bool = True
    """Whether it must be silent before it is mutated."""


def of_clouds(catalogue: Catalogue) -> dict[str, Fact]:
    """Every type of a cloud's SDK."""
    return {token: fact for token, fact in catalogue.types.items() if token.startswith(CLOUDS)}


def trials(token: str, fact: Fact) -> Iterator[Trial]:
    """Every stack in which a type is tried."""
    nobodys = metadata(token, fact)
    yield Trial(scene=nobodys, mutants=_of_the_type(nobodys), compliant=fact.holds is not Holds.OPAQUE)
    if not judged(fact) and not fact.text:
        return
    for scene in scenes(token, fact):
        found = tuple(text_leaks(scene.subject, fact, scene.cast))
        if judged(fact):
            found = (*found, *leaks(scene.subject, fact, scene.cast), *mislabelled(scene))
        yield Trial(scene=scene, mutants=(*_worldwide(scene), *found), compliant=not fact.fixed)


def _of_the_type(scene: Scene) -> tuple[Mutant, ...]:
    """Names that nobody classified, and what carries things out of sight."""
    token = scene.cast.token
    renamed = [
        _named(scene, f"{token}Next", "renamed"),
        _named(scene, token.replace("/", "next/", 1), "of another service"),
    ]
    hidden = Mutant(kind="type: opaque", path="", value="", subject=scene.subject, rules=_OPAQUE)
    return (*renamed, hidden) if scene.fact.holds is Holds.OPAQUE else tuple(renamed)


def _named(scene: Scene, token: str, how: str) -> Mutant:
    subject: Resource = replace(scene.subject, type=token)
    return Mutant(kind=f"type: {how}", path=token, value="", subject=subject, rules=_UNCLASSIFIED)


def _worldwide(scene: Scene) -> tuple[Mutant, ...]:
    """What is global by nature, and holds personal data."""
    if not scene.fact.fixed:
        return ()
    return (
        Mutant(
            kind="home: fixed",
            path="",
            value=scene.fact.fixed,
            subject=scene.subject,
            rules=PLACES,
            about="home",
        ),
    )


def twins(facts: dict[str, Fact]) -> Iterator[tuple[str, str]]:
    """Types that the SDK has under two names: ``XV2`` beside ``X``, and ``aws:alb`` beside ``aws:lb``."""
    for token in facts:
        module, _, name = token.partition("/")
        kind, _, cls = name.partition(":")
        for other in (
            f"{module}/{kind.removesuffix('V2')}:{cls.removesuffix('V2')}",
            token.replace("aws:alb/", "aws:lb/"),
        ):
            if other != token and other in facts:
                yield token, other


def apart(first: Fact, second: Fact) -> bool:
    """Whether twins are classified differently. ``rules[]`` and ``rule`` are taken to be the same."""
    return _outline(first) != _outline(second)


def _outline(fact: Fact) -> tuple[object, ...]:
    lists = (fact.at, fact.copies, fact.backups, fact.logs, fact.unset)
    paths = [{_singular(path): said for path, said in one.items()} for one in lists]
    return fact.holds, fact.fixed, paths, {_singular(p) for p in fact.keys}, {_singular(p) for p in fact.of}


def _singular(path: str) -> str:
    return ".".join(step.removesuffix("[]").removesuffix("s") for step in path.split("."))
