"""What an exemption can itself be found for. Nothing exempts from these."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context
from policies.finding import Verdict
from policies.resources.graph import Resource
from policies.rules import Rule, Severity


def _of_no_resource(_context: Context, _resource: Resource) -> Iterator[Verdict]:
    """Exemptions are judged against a whole stack, by ``apply``, and never against a resource alone."""
    yield from ()


EXPIRED = Rule(
    id="exemption-expired",
    description="An exemption holds until its last day and no longer",
    severity=Severity.HIGH,
    framework="GDPR, Article 5(2)",
    remediation="Correct the resource and delete the exemption, or have its owners grant it again.",
    judge=_of_no_resource,
)
UNUSED = Rule(
    id="exemption-unused",
    description="An exemption exempts something, or goes",
    severity=Severity.MEDIUM,
    framework="GDPR, Article 5(2)",
    remediation="Delete the exemption; if it was meant for something else, correct its rule or resource.",
    judge=_of_no_resource,
)
RULES: tuple[Rule, ...] = (EXPIRED, UNUSED)
