"""``place-of-log``: logs that may quote personal data stay in its jurisdiction."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.facts import Holds
from policies.finding import Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity
from policies.tracing.spot import Part
from policies.weighing import weigh


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Where logs go, and where the resource is if it keeps logs itself."""
    parts = [Part.LOG, Part.HOME] if context.holds(resource) is Holds.LOG else [Part.LOG]
    yield from weigh(context, resource, parts)


RULE = Rule(
    id="place-of-log",
    description="Logs that may quote personal data stay in its jurisdiction",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 44 to 49",
    remediation="Keep logs in a country of the jurisdiction; state where, as many defaults are global.",
    judge=judge,
    applies=lambda fact, _: fact is not None and (fact.holds is Holds.LOG or bool(fact.logs)),
    unsettled=True,
)
