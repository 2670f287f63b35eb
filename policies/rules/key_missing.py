"""``key-missing``: personal data is encrypted with a key of its jurisdiction, not with the provider's."""

from __future__ import annotations

from collections.abc import Iterator

from jurisdictions.model import DataClass
from policies.context import Context
from policies.facts import Holds
from policies.finding import PASS, Outcome, Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity
from policies.tracing.belonging import Told, belonging
from policies.tracing.sealing import is_sealed, sealing_paths, takes_no_key


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether a store that can have a customer-managed key has one. Where it is, ``place-of-key`` judges."""
    fact = context.fact(resource)
    whose = belonging(context, resource)
    if fact is None or whose.told is not Told.YES or whose.law is None:
        return
    if whose.data_class is DataClass.METADATA:
        return
    if is_sealed(context, resource) or takes_no_key(context, resource):
        yield PASS
        return
    paths = " or ".join(sealing_paths(fact))
    yield Verdict(
        outcome=Outcome.FAIL,
        what=f"{whose.data_class} data of {whose.law.name} in {resource.name} is encrypted with a key of the "
        f"provider: {paths} is unset",
        allowed=f"a customer-managed key of jurisdiction {whose.law.id}",
        fix=f"set {paths} to a key declared for this store in its place",
    )


RULE = Rule(
    id="key-missing",
    description="Stores of personal data are encrypted with customer-managed keys",
    severity=Severity.HIGH,
    framework="GDPR, Articles 25 and 32(1)(a)",
    remediation="Declare a key per jurisdiction, store and region, and encrypt with it.",
    judge=judge,
    applies=lambda fact, _: (
        fact is not None
        and bool(fact.keys)
        and (
            fact.holds in {Holds.DATA, Holds.COPY, Holds.LOG} or (fact.holds is Holds.BACKUP and not fact.of)
        )
    ),
    whole=True,
)
