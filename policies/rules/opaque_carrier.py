"""``opaque-carrier``: what declares other resources out of sight cannot be judged, so it is refused."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.facts import Holds
from policies.finding import Outcome, Verdict
from policies.resources.graph import Resource
from policies.rules.rule import Rule, Severity, holding


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether it carries what no policy sees."""
    if context.holds(resource) is Holds.OPAQUE:
        yield Verdict(
            outcome=Outcome.FAIL,
            what=f"{resource.name} declares things out of sight, so it cannot be told where they are",
            allowed="resources that this stack declares one by one",
            fix="declare what it contains as resources of this stack",
        )


RULE = Rule(
    id="opaque-carrier",
    description="Nothing is declared where no policy sees it",
    severity=Severity.HIGH,
    framework="GDPR, Article 25",
    remediation="Declare what a template or a job would create as resources of the stack.",
    judge=judge,
    applies=holding(Holds.OPAQUE),
    unsettled=True,
)
