"""``unclassified-type``: a resource type that nobody classified is never taken for harmless."""

from __future__ import annotations

from collections.abc import Iterator

from policies.context import Context, is_component
from policies.finding import PASS, Outcome, Verdict
from policies.graph import Resource
from policies.rules.rule import Rule, Severity


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether the facts know the type. Components are made of resources that are judged themselves."""
    if context.fact(resource) is not None:
        yield PASS
    elif not is_component(resource):
        package = resource.type.partition(":")[0]
        yield Verdict(
            outcome=Outcome.FAIL,
            what=f"nobody has classified {resource.type}: it may hold personal data, anywhere",
            allowed="types listed in policies/facts/",
            fix=f"say in policies/facts/{package}.yaml what it holds and which inputs decide where; "
            "if it holds no data of users, list it under 'nothing' with the reason",
        )


RULE = Rule(
    id="unclassified-type",
    description="Every resource type is classified: what it holds, and what decides where that is",
    severity=Severity.HIGH,
    framework="GDPR, Articles 25 and 30",
    remediation="Classify the type in policies/facts/, or do not use it.",
    judge=judge,
)
