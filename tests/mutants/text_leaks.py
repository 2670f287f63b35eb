"""Every leak of a free text: what is abroad, named in each text, in each way to write it down."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, replace

from policies.facts import Fact, Form, How
from policies.resources.graph import Resource, top
from policies.resources.values import UNKNOWN, Plain
from tests.mutants.edits import put
from tests.mutants.lands import ACCOUNT, encoded
from tests.mutants.leaks import loses
from tests.mutants.mutant import TAGS, Mutant
from tests.mutants.targets import Cast, Target

_RULES = frozenset({"free-text"})
_SCHEME = {"aws": "s3", "gcp": "gs"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A text that leaks."""

    kind: str
    text: Plain
    to: Target | None = None
    """What it names, where the stack declares that."""
    computed: bool = False
    """Whether the engine knows that it was computed from ``to``."""


def text_leaks(subject: Resource, fact: Fact, cast: Cast) -> Iterator[Mutant]:
    """Every mutant of ``subject`` with one text changed. It must belong to the cast's jurisdiction."""
    for path, form in fact.text.items():
        losing = TAGS if loses({path}, fact) else frozenset()
        for said in _leaks(cast):
            for shape, value in _shapes(said.text, form):
                references = dict(subject.references)
                known = references.pop(top(path), ()) if said.text is UNKNOWN else ()
                if said.to is not None and said.computed:
                    references[top(path)] = (*known, said.to.resource.urn)
                changed = replace(subject, props=put(subject.props, path, value), references=references)
                yield Mutant(
                    kind=f"text: {said.kind}{shape}",
                    path=path,
                    value=str(said.text) if isinstance(said.text, str) else "unknown",
                    subject=changed,
                    others=said.to.all if said.to is not None else (),
                    rules=_RULES,
                    about=path,
                    or_else=losing,
                )


def _leaks(cast: Cast) -> Iterator[Said]:
    aws, gcp = cast.land.abroad["aws"], cast.land.abroad["gcp"]
    several = "US" if cast.land.foreign_law == "us" else "EU"
    bucket = cast.abroad(How.BUCKET)
    scheme = _SCHEME[bucket.resource.cloud]
    yield Said(kind="region of AWS", text=f"put --region {aws}")
    yield Said(kind="region of Google Cloud", text=f"region: {gcp}")
    yield Said(kind="zone", text=f"zones={aws}a,{gcp}-b")
    yield Said(kind="several regions", text=f'CREATE SCHEMA d OPTIONS (location = "{several}")')
    yield Said(kind="host", text=f"https://sqs.{aws}.amazonaws.com/{ACCOUNT}/q")
    yield Said(kind="ARN", text=f'{{"Resource": "arn:aws:states:{aws}:{ACCOUNT}:stateMachine:m"}}')
    yield Said(kind="nameless", text="put --region us-gov-west-1")
    yield Said(kind="bucket abroad", text=f"open {scheme}://{bucket.resource.id}/x", to=bucket)
    yield Said(kind="export", text=f"UNLOAD ('SELECT 1') TO '{scheme}://nobody-knows/x'")
    yield Said(kind="not known", text=UNKNOWN)
    yield Said(kind="computed abroad", text=UNKNOWN, to=bucket, computed=True)


def _shapes(text: Plain, form: Form) -> Iterator[tuple[str, Plain]]:
    if not isinstance(text, str):
        yield "", text
        return
    if form is Form.BASE64:
        yield "", encoded(text)
    else:
        yield "", text
        yield ", in a map", {"SETTING": text}
        yield ", by name and value", {"name": "SETTING", "value": text}
        yield ", encoded all the same", encoded(text)
    yield ", packed", base64.b64encode(gzip.compress(text.encode())).decode()
