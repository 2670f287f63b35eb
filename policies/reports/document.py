"""JSON, for programs: a versioned shape, with its schema in docs/reference/audit.schema.json."""

from __future__ import annotations

import json
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from policies.exemptions import Exemption, Use
from policies.finding import Finding, Outcome
from policies.links import page_of
from policies.reports.report import Audit, Source, fingerprint
from policies.rules import Severity

VERSION = "1.1"
"""The second number grows when something is added, the first when something changes or goes."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RuleEntry(_Model):
    """A rule."""

    id: str
    description: str
    severity: Severity
    framework: str = Field(description="The article that it serves.")
    remediation: str
    url: str = Field(description="Where it is explained: a URL in CI, else a path in the repository.")


class SkippedEntry(_Model):
    """A rule that could not be asked of this file."""

    rule: str
    why: str = Field(description="Why not, and what asks it instead.")


class FindingEntry(_Model):
    """One violation."""

    fingerprint: str = Field(description="The same for the same rule, resource and subject, in every audit.")
    rule: str
    severity: Severity
    urn: str = Field(description="The resource; empty where it is about the stack or an exemption.")
    type: str
    name: str
    subject: str = Field(description="What of the resource it is about; empty for all of it.")
    outcome: Outcome = Field(description="fail: it is wrong; unknown: it cannot be told, which fails too.")
    what: str
    allowed: str
    fix: str
    declared: str = Field(description="File and line of the program, file#line; empty where not known.")


class UseEntry(_Model):
    """One violation that does not count, and why."""

    finding: FindingEntry
    exemption: Exemption


class AuditDocument(_Model):
    """What one audit found."""

    version: str = Field(VERSION, description="Version of this shape.")
    file: str
    source: Source
    today: date = Field(description="The day as of which exemptions were judged.")
    resources: int = Field(description="How many resources were judged.")
    clean: bool = Field(description="Whether nothing was found that is not exempted.")
    rules: tuple[RuleEntry, ...] = Field(description="Every rule, those that were not judged included.")
    findings: tuple[FindingEntry, ...]
    exempted: tuple[UseEntry, ...]
    not_judged: tuple[SkippedEntry, ...] = Field(description="Rules that this file says nothing of.")
    waiting: tuple[Exemption, ...] = Field(
        description="Exemptions that are of another stack, or hold from a later day only."
    )


def render(audit: Audit) -> str:
    """The audit as JSON."""
    return document(audit).model_dump_json(indent=2) + "\n"


def schema() -> str:
    """The JSON schema of what ``render`` writes."""
    shape = AuditDocument.model_json_schema(mode="serialization")
    return json.dumps(shape, indent=2, sort_keys=True) + "\n"


def document(audit: Audit) -> AuditDocument:
    """The audit in its published shape."""
    return AuditDocument(
        file=_text(audit.file),
        source=audit.source,
        today=audit.today,
        resources=len(audit.graph),
        clean=not audit.judged.findings,
        rules=tuple(
            RuleEntry(
                id=rule.id,
                description=rule.description,
                severity=rule.severity,
                framework=rule.framework,
                remediation=rule.remediation,
                url=page_of(rule.id, audit.base),
            )
            for rule in audit.rules
        ),
        findings=tuple(_finding(audit, finding) for finding in audit.judged.findings),
        exempted=tuple(_use(audit, use) for use in audit.judged.used),
        not_judged=tuple(SkippedEntry(rule=rule, why=why) for rule, why in audit.skipped.items()),
        waiting=tuple(audit.judged.waiting),
    )


def _finding(audit: Audit, finding: Finding) -> FindingEntry:
    resource = audit.graph.by_urn.get(finding.urn)
    return FindingEntry(
        fingerprint=fingerprint(finding),
        rule=finding.rule,
        severity=audit.severity(finding),
        urn=_text(finding.urn),
        type=_text(resource.type) if resource is not None else "",
        name=_text(resource.name) if resource is not None else "",
        subject=_text(finding.subject),
        outcome=finding.outcome,
        what=_text(finding.what),
        allowed=_text(finding.allowed),
        fix=_text(finding.fix),
        declared=_text(audit.declared.get(finding.urn, "")),
    )


def _use(audit: Audit, use: Use) -> UseEntry:
    return UseEntry(finding=_finding(audit, use.finding), exemption=use.exemption)


def _text(text: str) -> str:
    """Text that can be written: a state may hold halves of characters, which UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")
