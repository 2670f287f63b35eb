"""Judges whose accounts and projects data is sent to.

A full name (an ARN, ``projects/p/topics/t``) tells a place at the most, and whoever has the account reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jurisdictions.model import DataClass
from policies.context import Context
from policies.facts import Fact
from policies.finding import PASS, Outcome, Verdict
from policies.flow_judging import ways
from policies.grants.owned import Owned, is_held, owned
from policies.resources.graph import Resource, full_name
from policies.resources.values import read
from policies.tracing.belonging import Told, belonging, has_personal
from policies.tracing.places import spots
from policies.tracing.spot import Part

ALLOWED: Final = "accounts and projects of this stack"
_ACCOUNT = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12}):")
"""The account in an ARN, also in one within another: API Gateway puts that of a function into its own."""
_PROJECT = re.compile(r"(?:^|/)projects/(?!-/|_/)([^/]+)/")
_FULL = ("arn:", "projects/")
_CARRIED = {Part.COPY, Part.BACKUP, Part.LOG}


def sends(fact: Fact | None) -> bool:
    """Whether a type names others that its data goes to."""
    return fact is not None and bool(fact.copies or fact.backups or fact.logs or fact.text)


def sent(context: Context, resource: Resource) -> Iterator[Verdict]:
    """A verdict for each account and project of somebody else that it sends personal data to; else a pass.

    What the stack declares is judged where it is.
    """
    own = owned(context)
    fact = context.fact(resource)
    if fact is None or not (own.accounts if resource.cloud == "aws" else own.projects) or not sends(fact):
        return
    told = belonging(context, resource)
    seen = told.told is Told.YES and told.data_class is not DataClass.METADATA
    untold = told.told is not Told.YES and has_personal(context)
    if not (seen or untold or _is_reached(context, resource)):
        return
    strangers = _projects if resource.cloud == "gcp" else _accounts
    found = {(path, who) for path, said in _names(context, resource, fact) for who in strangers(said, own)}
    yield from (_verdict(context, resource, path, who) for path, who in sorted(found))
    if not found:
        yield PASS


def _accounts(said: str, own: Owned) -> Iterator[str]:
    yield from (account for account in _ACCOUNT.findall(said) if account not in own.accounts)


def _projects(said: str, own: Owned) -> Iterator[str]:
    """By id; by number only where the cloud told those of the stack's own."""
    for project in _PROJECT.findall(full_name(said) or said):
        if project not in own.projects | own.numbers and (own.numbers or not project.isdigit()):
            yield project


def _is_reached(context: Context, resource: Resource) -> bool:
    return context.graph.complete and bool(ways(context, resource))


def _names(context: Context, resource: Resource, fact: Fact) -> Iterator[tuple[str, str]]:
    """What its data goes to, as it is written; of texts, those that are nothing but a full name."""
    for spot in spots(context, resource):
        if spot.part in _CARRIED and not spot.referred:
            yield spot.path, spot.said
    for path in fact.text:
        for exact, value in read(resource.props, path):
            if isinstance(value, str) and value.startswith(_FULL) and not any(c.isspace() for c in value):
                yield exact, value


def _verdict(context: Context, resource: Resource, path: str, who: str) -> Verdict:
    certain = context.graph.complete or is_held(resource)
    kind = "project" if resource.cloud == "gcp" else "account"
    return Verdict(
        outcome=Outcome.FAIL if certain else Outcome.UNKNOWN,
        subject=f"{path} {who}",
        what=f"{path} of {resource.name} sends to {kind} {who}: that is none of this stack's {kind}s, "
        "and reads from wherever it is",
        allowed=ALLOWED,
        fix=f"let {path} name something of this stack's own {kind}s; or exempt it by this subject, with "
        f"whose {kind} {who} is and where it reads from",
    )
