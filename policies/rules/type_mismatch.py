"""``type-mismatch``: a resource is what its URN says, and what a cloud makes is no component."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.finding import PASS, Outcome, Verdict
from policies.resources.graph import Resource, type_in
from policies.rules.rule import Rule, Severity

_CLOUDS = ("aws:", "gcp:", "random:")
"""Packages that have no components: every resource of theirs has a provider."""


def judge(_context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether its type is that of its URN, and whether it has the provider that its type needs."""
    told = type_in(resource.urn)
    if told != resource.type:
        yield Verdict(
            outcome=Outcome.FAIL,
            subject="type",
            what=f"{resource.name} is said to be a {resource.type}, and its URN says {told or 'nothing'}",
            allowed="the type in the URN, as the engine writes it",
            fix="restore the state from a checkpoint, or import the resource anew",
        )
    elif resource.type.startswith(_CLOUDS) and not resource.provider:
        yield Verdict(
            outcome=Outcome.FAIL,
            subject="provider",
            what=f"{resource.name} is said to be a component, and a {resource.type} is made by a provider",
            allowed="custom: true, and the provider that made it",
            fix="restore the state from a checkpoint, or import the resource anew",
        )
    else:
        yield PASS


RULE = Rule(
    id="type-mismatch",
    description="Nothing in a state is said to be something else than it is",
    severity=Severity.CRITICAL,
    framework="GDPR, Article 24",
    remediation="Find out who changed the state; restore it from a checkpoint.",
    judge=judge,
    unsettled=True,
)
