"""Judges who is let in to personal data: whoever is of another account reads it from wherever that is."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from jurisdictions.model import DataClass
from policies.context import Context
from policies.demands import Demand, Kind, Names, concerned, demands_of
from policies.finding import PASS, Outcome, Verdict
from policies.grants import aws, gcp
from policies.grants.grantee import HARMLESS, Grantee, Whose
from policies.grants.owned import Owned, is_held, owned
from policies.resources.graph import Resource
from policies.resources.values import UNKNOWN, Plain, read
from policies.tracing.belonging import Told, belonging, has_personal

_SAID: Final = 200
READ: Final[Mapping[Names, Callable[[str, Owned], Whose]]] = {
    Names.PRINCIPAL: aws.principal,
    Names.CANONICAL: aws.canonical,
    Names.MEMBER: gcp.member,
    Names.PROJECT: gcp.project,
    Names.MAIL: gcp.mail,
    Names.GROUP: gcp.special_group,
    Names.ENTITY: gcp.entity,
}
ALLOWED: Final = "principals of this stack's own accounts and projects, and services of the cloud"


def granted(context: Context, resource: Resource) -> Iterator[Verdict]:
    """A verdict for each principal that is not ours, of each grant to personal data; else one that passes.

    What the stack does not show may be anything in its accounts: there a grant counts as not known to be
    harmless, if the stack has personal data at all.
    """
    for demand in demands_of(Kind.ACCESS, resource.type):
        whose = [belonging(context, one) for one in concerned(context, resource, demand)]
        classes = {b.data_class for b in whose if b.told is Told.YES} - {DataClass.METADATA}
        if classes or (not whose and has_personal(context)):
            bad = list(_strangers(context, resource, demand, classes))
            yield from bad or [PASS]


def _strangers(
    context: Context, resource: Resource, demand: Demand, classes: Collection[DataClass | None]
) -> Iterator[Verdict]:
    own, seen = owned(context), bool(classes)
    for exact, value in read(resource.props, demand.path):
        for one in dict.fromkeys(grantees(value, demand.names, own, _beside(resource, demand))):
            if one.whose in HARMLESS or _is_told_later(context, one.whose):
                continue
            if one.whose is Whose.DEPUTY and DataClass.PERSISTENT not in classes:
                continue
            if one.whose is Whose.EVERYONE and _is_exposure(resource, demand, one.said):
                continue
            yield _verdict(context, resource, exact, one, seen=seen)


def _is_told_later(context: Context, whose: Whose) -> bool:
    """Whether the end of an update may tell it: a value, or the number of a project that it declares in."""
    if whose is Whose.UNNUMBERED:
        return context.graph.preview or not context.graph.complete
    return whose is Whose.LATER and context.graph.preview


def _is_exposure(resource: Resource, demand: Demand, said: str) -> bool:
    """Whether ``public-exposure`` says so of the same setting: one fault is one finding."""
    others = [o for o in demands_of(Kind.EXPOSURE, resource.type) if o.path == demand.path]
    return any(other.policy or said in other.never for other in others)


def _beside(resource: Resource, demand: Demand) -> Plain:
    """The condition that settings beside it stand for; one that is not set narrows nothing."""
    if not demand.sources:
        return None
    said = {key: [value for _, value in read(resource.props, path)] for path, key in demand.sources.items()}
    return {"StringEquals": {key: values for key, values in said.items() if values}}


def grantees(value: Plain, names: Names | None, own: Owned, condition: Plain = None) -> Iterator[Grantee]:
    """Everyone whom the value of a setting lets in. A list where one was expected is each of its items."""
    if value is UNKNOWN:
        yield Grantee("not known before the update", Whose.LATER)
    elif names is Names.POLICY:
        yield from _of_document(value, own)
    elif isinstance(value, str) and names is not None:
        whose = READ[names](value, own)
        yield Grantee(value, whose if condition is None else aws.narrowed(value, whose, condition, own))
    else:
        yield Grantee("what is no text", Whose.UNTOLD)


def _of_document(value: Plain, own: Owned) -> Iterator[Grantee]:
    try:
        document = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        yield Grantee("a policy that cannot be read", Whose.UNTOLD)
        return
    if isinstance(document, dict) and "bindings" in document:
        yield from gcp.of_bindings(document["bindings"], own)
    else:
        for statement in aws.statements(document):
            yield from aws.of_statement(statement, own)


def _verdict(context: Context, resource: Resource, path: str, one: Grantee, *, seen: bool) -> Verdict:
    told = one.whose in {Whose.STRANGER, Whose.EVERYONE, Whose.DEPUTY}
    certain = context.graph.complete or is_held(resource) or one.whose is Whose.EVERYONE
    who = one.said[:_SAID]
    unseen = "" if seen else "; to what, this stack does not show"
    return Verdict(
        outcome=Outcome.FAIL if told and certain and seen else Outcome.UNKNOWN,
        subject=f"{path} {who}",
        what=f"{path} of {resource.name} lets {who} in: {_WHY[one.whose]}{unseen}",
        allowed=ALLOWED,
        fix=_FIX.get(one.whose, _TAKE_OUT).format(who=who, path=path),
    )


_TAKE_OUT: Final = (
    "take {who} out of {path}; or exempt it by this subject, with who that is and where they are"
)
_FIX: Final = {
    Whose.DEPUTY: "say for whom {who} may come, beside {path}: aws:SourceArn or aws:SourceAccount of this "
    "stack; in a policy as a condition of the statement (ArnLike, StringEquals)",
    Whose.UNNUMBERED: "declare gcp.projects.ServiceIdentity for that service and refer to its member, or "
    "anything else that tells the project's number (a bucket, a secret, a Cloud Run service); or, where it "
    f"is a stranger's, {_TAKE_OUT}",
}
_WHY: Final = {
    Whose.DEPUTY: "that service also works for other accounts, and nothing says for whom it may come",
    Whose.EVERYONE: "that is anybody, anywhere",
    Whose.STRANGER: "that is none of this stack's accounts, and reads from wherever it is",
    Whose.UNTOLD: "nothing tells whose that is, nor where",
    Whose.UNNUMBERED: "it works for the project of that number; nothing tells whether that is this stack's",
    Whose.LATER: "who that is cannot be told",
}
