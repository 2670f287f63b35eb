"""``place-of-home``: data, and what handles it, is in its jurisdiction."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.facts import Holds
from policies.finding import Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity, holding
from policies.tracing.spot import Part
from policies.weighing import weigh


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Where the resource itself is; what another rule is named for is left to that rule."""
    yield from weigh(context, resource, [Part.HOME])


RULE = Rule(
    id="place-of-home",
    description="Data rests, and is handled in plain text, in its own jurisdiction only",
    severity=Severity.CRITICAL,
    framework="GDPR, Articles 44 to 49",
    remediation="Move the resource to a region of its jurisdiction, or correct its jurisdiction tag.",
    judge=judge,
    applies=holding(Holds.DATA, Holds.COMPUTE),
    unsettled=True,
)
