"""Every way not to tell whose data it is: tags and owners, missing, wrong, unknown or contradictory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from policies.facts import Holds, How
from policies.resources.graph import Resource, top
from policies.resources.values import UNKNOWN, Plain, read
from tests.mutants.edits import put, without
from tests.mutants.lands import spelled
from tests.mutants.leaks import alone, carries
from tests.mutants.mutant import PLACES, TAGS, Mutant
from tests.mutants.scenes import Scene
from tests.mutants.targets import tagged

_EITHER = TAGS | PLACES
_REPEATED = ("tagsAll", "effectiveLabels", "pulumiLabels")
"""Outputs in which a cloud repeats the tags: they change with these."""
_WRONG: tuple[tuple[str, dict[str, Plain]], ...] = (
    ("tags: personal and global", {"jurisdiction": "global"}),
    ("tags: no such jurisdiction", {"jurisdiction": "atlantis"}),
    ("tags: no such class", {"data-class": "secret"}),
)


def mislabelled(scene: Scene) -> Iterator[Mutant]:
    """Every mutant of a scene that tells something else, or nothing, of whose data it is."""
    tags, foreign = scene.cast.land.tags(), scene.cast.land.tags(foreign=True)
    yield _tagged(scene, "tags: another jurisdiction", foreign)
    if not scene.tagged:
        others = tuple(_relabelled(r, foreign) for r in scene.rest)
        yield _of(scene, "owner: of another jurisdiction", _owners(scene), scene.subject, others=others)
    scene = _with_something_to_judge(scene)
    if not scene.tagged:
        yield from _by_owner(scene)
    for kind, wrong in _WRONG:
        yield _tagged(scene, kind, {**tags, **wrong})
    if not alone(scene.subject, scene.fact):
        return  # what it belongs to tells, whatever its own tags leave out
    for kind, told in _untold(tags):
        yield _tagged(scene, kind, told)
    path = scene.fact.tags or ("tags" if scene.subject.cloud == "aws" else "labels")
    for unknown in (path, top(path)):
        props = put(without(scene.subject.props, path, *_REPEATED), unknown, UNKNOWN)
        yield _of(scene, "tags: not known", path, replace(scene.subject, props=props), rules=TAGS)


def _with_something_to_judge(scene: Scene) -> Scene:
    """What only sets a key of something else is of no concern while the key is at home: so it is abroad."""
    fact = scene.fact
    if fact.holds is not Holds.NOTHING or fact.copies or fact.backups or fact.logs:
        return scene
    cloud = scene.subject.cloud
    far = spelled(How.KEY, cloud, scene.cast.land.abroad[cloud], "far")
    props = scene.subject.props
    for path in fact.keys:
        props = put(props, path, far) if path not in fact.of else props
    return replace(scene, subject=replace(scene.subject, props=props))


def _untold(tags: dict[str, Plain]) -> Iterator[tuple[str, dict[str, Plain]]]:
    yield "tags: none", {}
    for key in tags:
        yield f"tags: no {key}", {k: v for k, v in tags.items() if k != key}
        yield f"tags: {key} not known", {**tags, key: UNKNOWN}
        yield f"tags: {key} empty", {**tags, key: ""}


def _tagged(scene: Scene, kind: str, tags: dict[str, Plain]) -> Mutant:
    subject = scene.subject
    props = tagged(scene.fact, subject.cloud, without(subject.props, *_REPEATED), tags)
    return _of(scene, kind, "(tags)", replace(subject, props=props))


def _by_owner(scene: Scene) -> Iterator[Mutant]:
    """What it belongs to says nothing, or half of it; or it cannot be told what that is."""
    half: dict[str, Plain] = {"data-class": "persistent"}
    for kind, tags in (("untagged", {}), ("half tagged", half)):
        others = tuple(_relabelled(r, tags) for r in scene.rest)
        yield _of(scene, f"owner: {kind}", _owners(scene), scene.subject, others=others)
    props, references = scene.subject.props, dict(scene.subject.references)
    for path in scene.fact.of:
        references.pop(top(path), None)
        props = put(props, path, UNKNOWN) if read(props, path) else props
    lost = replace(scene.subject, props=props, references=references)
    yield _of(scene, "owner: not known", _owners(scene), lost)
    for path in scene.fact.of:
        props = put(props, path, "somebody-elses") if read(props, path) else props
    yield _of(scene, "owner: undeclared", _owners(scene), replace(lost, props=props))
    gone = replace(lost, props=without(props, *scene.fact.of))
    if carries(gone, scene.fact):
        yield _of(scene, "owner: left out", _owners(scene), gone)


def _owners(scene: Scene) -> str:
    return " ".join(scene.fact.of)


def _relabelled(resource: Resource, tags: dict[str, Plain]) -> Resource:
    props = {key: value for key, value in resource.props.items() if "abels" not in key and key != "tags"}
    return replace(resource, props={**props, "tags" if resource.cloud == "aws" else "labels": dict(tags)})


def _of(
    scene: Scene,
    kind: str,
    path: str,
    subject: Resource,
    *,
    others: tuple[Resource, ...] = (),
    rules: frozenset[str] = _EITHER,
) -> Mutant:
    return Mutant(kind=kind, path=path, value="", subject=subject, others=others, rules=rules)
