"""Judges whose accounts data is sent to: an ARN tells a region, and whoever has the account reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jurisdictions.model import DataClass
from policies.context import Context
from policies.facts import Fact
from policies.finding import PASS, Outcome, Verdict
from policies.flow_judging import ways
from policies.grants.owned import accounts_of, owned
from policies.resources.graph import Resource
from policies.resources.values import read
from policies.tracing.belonging import Told, belonging, has_personal
from policies.tracing.places import spots
from policies.tracing.spot import Part

ALLOWED: Final = "accounts of this stack"
_ACCOUNT = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12}):")
"""The account in an ARN, also in one within another: API Gateway puts that of a function into its own."""
_CARRIED = {Part.COPY, Part.BACKUP, Part.LOG}


def sends(fact: Fact | None) -> bool:
    """Whether a type names others that its data goes to."""
    return fact is not None and bool(fact.copies or fact.backups or fact.logs or fact.text)


def sent(context: Context, resource: Resource) -> Iterator[Verdict]:
    """A verdict for each account of somebody else that an ARN sends personal data to; else one that passes.

    Nothing where nothing tells the stack's own accounts. What the stack declares is judged where it is.
    """
    own = owned(context).accounts
    fact = context.fact(resource)
    if not own or fact is None or resource.cloud != "aws" or not sends(fact):
        return
    told = belonging(context, resource)
    seen = told.told is Told.YES and told.data_class is not DataClass.METADATA
    untold = told.told is not Told.YES and has_personal(context)
    if not (seen or untold or _is_reached(context, resource)):
        return
    found = {
        (path, account)
        for path, said in _names(context, resource, fact)
        for account in _ACCOUNT.findall(said)
        if account not in own
    }
    yield from (_verdict(context, resource, path, account) for path, account in sorted(found))
    if not found:
        yield PASS


def _is_reached(context: Context, resource: Resource) -> bool:
    return context.graph.complete and bool(ways(context, resource))


def _names(context: Context, resource: Resource, fact: Fact) -> Iterator[tuple[str, str]]:
    """What its data goes to, as it is written; of texts, those that are nothing but an ARN."""
    for spot in spots(context, resource):
        if spot.part in _CARRIED and not spot.referred:
            yield spot.path, spot.said
    for path in fact.text:
        for exact, value in read(resource.props, path):
            if isinstance(value, str) and value.startswith("arn:") and not any(c.isspace() for c in value):
                yield exact, value


def _verdict(context: Context, resource: Resource, path: str, account: str) -> Verdict:
    certain = context.graph.complete or any(accounts_of(resource))
    return Verdict(
        outcome=Outcome.FAIL if certain else Outcome.UNKNOWN,
        subject=f"{path} {account}",
        what=f"{path} of {resource.name} sends to account {account}: that is none of this stack's accounts, "
        "and reads from wherever it is",
        allowed=ALLOWED,
        fix=f"let {path} name something in an account of this stack; or exempt it by this subject, with "
        f"whose account {account} is and where it reads from",
    )
