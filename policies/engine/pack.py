"""The pack as the engine sees it: what each policy is, and one diagnostic for each finding.

Names of policies are the ids of the rules, so that one enforcement level, one exemption and one line of a
report hold for both moments at which a rule judges.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pulumi.runtime.proto import analyzer_pb2 as proto

from policies import exemptions
from policies.context import Context
from policies.engine.levels import LOWERED, Level
from policies.finding import Finding, Verdict
from policies.links import base_in, page_of
from policies.resources.graph import Resource
from policies.rules import RULES, Rule, Severity

NAME: Final = "domicile"
_FILE = Path(__file__).parents[1] / "PulumiPolicy.yaml"
_AT_START, _AT_END = proto.POLICY_TYPE_RESOURCE, proto.POLICY_TYPE_STACK
_LEVELS = {
    Level.ADVISORY: proto.ADVISORY,
    Level.MANDATORY: proto.MANDATORY,
}
_VERSIONS = {"GDPR": "2016/679"}
"""Of each framework that rules serve: for the GDPR, the number of the regulation."""
_SEVERITIES = {
    Severity.CRITICAL: proto.POLICY_SEVERITY_CRITICAL,
    Severity.HIGH: proto.POLICY_SEVERITY_HIGH,
    Severity.MEDIUM: proto.POLICY_SEVERITY_MEDIUM,
}


def _by_breaking_down(_context: Context, _resource: Resource) -> Iterator[Verdict]:
    """Never judges: it is what a judgement is that broke down before any rule was asked."""
    yield from ()


NOT_JUDGED: Final = Rule(
    id="not-judged",
    description="Nothing passes unjudged",
    severity=Severity.HIGH,
    framework="GDPR, Article 24",
    remediation="Correct the resource. If it is correct, report the fault in policies/.",
    judge=_by_breaking_down,
)

POLICIES: Final[tuple[tuple[Rule, tuple[proto.PolicyType.ValueType, ...]], ...]] = (
    *((rule, (_AT_END,) if rule.whole else (_AT_START, _AT_END)) for rule in RULES),
    *((rule, (_AT_END,)) for rule in exemptions.RULES),
    (LOWERED, (_AT_START,)),
    (NOT_JUDGED, (_AT_START, _AT_END)),
)
"""Every policy, with the moments at which it judges: the engine counts those of each moment."""

BY_ID: Final = {rule.id: rule for rule, _ in POLICIES}


@cache
def _file() -> dict[str, str]:
    """What the engine also reads of the pack."""
    content: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return content


def information() -> proto.AnalyzerInfo:
    """The pack and its policies, as ``pulumi policy`` commands show them."""
    return proto.AnalyzerInfo(
        name=NAME,
        displayName="Domicile",
        version=_file()["version"],
        description=_file()["description"],
        tags=["data-residency", "gdpr"],
        supportsConfig=True,
        policies=[_information(rule, moment) for rule, moments in POLICIES for moment in moments],
    )


def _information(rule: Rule, moment: proto.PolicyType.ValueType) -> proto.PolicyInfo:
    return proto.PolicyInfo(
        name=rule.id,
        displayName=rule.id.replace("-", " ").capitalize(),
        description=rule.description,
        message=rule.description,
        enforcementLevel=proto.MANDATORY,
        policy_type=moment,
        severity=_SEVERITIES[rule.severity],
        framework=_framework(rule),
        tags=["data-residency"],
        remediation_steps=rule.remediation,
        url=page_of(rule.id, base_in(os.environ)),
    )


def _framework(rule: Rule) -> proto.PolicyComplianceFramework:
    name, _, articles = rule.framework.partition(", ")
    return proto.PolicyComplianceFramework(name=name, version=_VERSIONS[name], reference=articles)


def diagnostic(finding: Finding, level: Level) -> proto.AnalyzeDiagnostic:
    """One event of the engine. Must not be asked for what is disabled."""
    return _diagnostic(finding, level, finding.message)


def exempted(use: exemptions.Use) -> proto.AnalyzeDiagnostic:
    """What an exemption lets pass is said as well, and stops nothing."""
    by = use.exemption
    return _diagnostic(
        use.finding,
        Level.ADVISORY,
        f"what:    {use.finding.what}\nallowed: until {by.until} by {by.owner}: {by.reason}",
    )


def _diagnostic(finding: Finding, level: Level, message: str) -> proto.AnalyzeDiagnostic:
    rule = BY_ID[finding.rule]
    return proto.AnalyzeDiagnostic(
        policyName=rule.id,
        policyPackName=NAME,
        policyPackVersion=_file()["version"],
        description=rule.description,
        message=f"{rule.description}\n{message}",
        enforcementLevel=_LEVELS[level],
        urn=finding.urn,
        severity=_SEVERITIES[rule.severity],
    )
