"""``unclassified-type``: a resource type that nobody classified is never taken for harmless."""

from __future__ import annotations

from collections.abc import Iterator

from jurisdictions.model import DataClass
from policies.context import Context, is_component
from policies.facts import Holds
from policies.finding import PASS, Outcome, Verdict
from policies.resources.graph import Resource
from policies.resources.values import read
from policies.rules.rule import Rule, Severity
from policies.tracing.belonging import Told, belonging
from policies.tracing.tags import CLASS


def judge(context: Context, resource: Resource) -> Iterator[Verdict]:
    """Whether the facts know the type. Components are made of resources that are judged themselves."""
    if context.fact(resource) is not None:
        yield PASS
    elif not is_component(resource) and not _only_metadata(context):
        package = resource.type.partition(":")[0]
        yield Verdict(
            outcome=Outcome.FAIL,
            what=f"nobody has classified {resource.type}: it may hold personal data, anywhere",
            allowed="types listed in policies/facts/",
            fix=f"say in policies/facts/{package}.yaml what it holds and which inputs decide where; "
            "if it holds no data of users, list it under 'nothing' with the reason",
        )


def _only_metadata(context: Context) -> bool:
    """Whether all that the stack holds is told to be metadata, and something is."""
    found = not context.graph.complete  # what is still to come is judged when it is there
    for resource in context.graph:
        fact = context.fact(resource)
        if fact is None:
            tagged = [v for key in ("tags", "labels") for _, v in read(resource.props, f"{key}.{CLASS}")]
            if any(value != DataClass.METADATA for value in tagged):
                return False
        elif fact.holds not in {Holds.NOTHING, Holds.OPAQUE}:
            whose = belonging(context, resource)
            if whose.told is not Told.YES or whose.data_class is not DataClass.METADATA:
                return False
            found = True
    return found


RULE = Rule(
    id="unclassified-type",
    description="Every resource type is classified: what it holds, and what decides where that is",
    severity=Severity.HIGH,
    framework="GDPR, Articles 25 and 30",
    remediation="Classify the type in policies/facts/, or do not use it.",
    judge=judge,
    unsettled=True,
)
