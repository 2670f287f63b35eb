"""SARIF 2.1.0, for code scanning: rules with their metadata, results on the URN and on the line of code.

What was exempted is a result with a suppression, so that it is shown as dismissed and not as fixed.
"""

from __future__ import annotations

import json
from pathlib import PurePath
from urllib.parse import quote

from policies.exemptions import Use
from policies.finding import Finding
from policies.links import PAGE, page_of
from policies.reports.report import Audit, fingerprint
from policies.rules import Rule, Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error"}
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5"}
"""Code scanning shows critical from 9.0, high from 7.0 and medium from 4.0."""


def render(audit: Audit) -> str:
    """The audit as a SARIF log of one run."""
    positions = {rule.id: index for index, rule in enumerate(audit.rules)}
    results = [_result(audit, finding, positions) for finding in audit.judged.findings]
    results += [_suppressed(audit, use, positions) for use in audit.judged.used]
    run = {
        "tool": {"driver": _driver(audit)},
        # Without it, the upload of one stack would close what the upload of another has opened.
        "automationDetails": {
            "id": f"domicile/{quote(audit.stack or 'stack', errors='replace')}/{audit.source}/"
        },
        "invocations": [_invocation(audit, positions)],
        "artifacts": [{"location": {"uri": _uri(audit.file)}}],
        "results": results,
        "columnKind": "unicodeCodePoints",
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _driver(audit: Audit) -> dict[str, object]:
    driver: dict[str, object] = {
        "name": "domicile",
        "rules": [_rule(rule, audit.base) for rule in audit.rules],
    }
    return {**driver, "informationUri": f"{audit.base}{PAGE}"} if audit.base else driver


def _invocation(audit: Audit, positions: dict[str, int]) -> dict[str, object]:
    """What was not judged is a notification: it is no result, and must not look like none."""
    said = [
        {
            "level": "warning",
            "message": {"text": f"{rule} was not judged: {why}"},
            "associatedRule": {"id": rule, "index": positions[rule]},
        }
        for rule, why in audit.skipped.items()
    ]
    return {"executionSuccessful": True, "toolExecutionNotifications": said}


def _rule(rule: Rule, base: str) -> dict[str, object]:
    page = page_of(rule.id, base)
    link = {"helpUri": page} if base else {}  # only an absolute URI is one, by the schema of SARIF
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.description},
        "fullDescription": {"text": f"{rule.description}. {rule.framework}."},
        **link,
        "help": {
            "text": f"{rule.remediation} {page}",
            "markdown": f"**{rule.description}**\n\n{rule.remediation}\n\nServes: {rule.framework}. "
            + (f"[More]({page})" if base else f"More: `{page}`"),
        },
        "defaultConfiguration": {"level": _level(rule)},
        "properties": {
            "security-severity": _SCORES.get(rule.severity, "3.0"),
            "problem.severity": _level(rule),
            "tags": ["security", "data-residency"],
        },
    }


def _level(rule: Rule) -> str:
    return _LEVELS.get(rule.severity, "warning")


def _result(audit: Audit, finding: Finding, positions: dict[str, int]) -> dict[str, object]:
    same = fingerprint(finding)
    return {
        "ruleId": finding.rule,
        "ruleIndex": positions[finding.rule],
        "level": _level(audit.rule[finding.rule]),
        "message": {"text": f"{audit.name(finding)}: {finding.what}\n{_rest(finding)}"},
        "analysisTarget": {"uri": _uri(audit.file), "index": 0},
        "locations": [_location(audit, finding)],
        # The second is the one that GitHub tells alerts apart by; it is made there from lines otherwise.
        "partialFingerprints": {"domicileFinding/v1": same, "primaryLocationLineHash": same},
        "properties": {"outcome": finding.outcome.value, "subject": finding.subject},
    }


def _rest(finding: Finding) -> str:
    return f"allowed: {finding.allowed}\nfix: {finding.fix}"


def _suppressed(audit: Audit, use: Use, positions: dict[str, int]) -> dict[str, object]:
    exemption = use.exemption
    suppression = {
        "kind": "external",
        "status": "accepted",
        "justification": f"{exemption.reason} Owner {exemption.owner}, until {exemption.until}.",
    }
    return {**_result(audit, use.finding, positions), "suppressions": [suppression]}


def _location(audit: Audit, finding: Finding) -> dict[str, object]:
    """The line that declares the resource where the engine tells it, else the file that was audited."""
    file, _, line = audit.declared.get(finding.urn, "").partition("#")
    known = file and line.isdecimal() and len(line) < 9
    uri, start = (quote(file, errors="replace"), int(line)) if known else (_uri(audit.file), 1)
    region = {"startLine": max(start, 1)}
    logical = {
        "name": audit.name(finding),
        "fullyQualifiedName": finding.urn or finding.subject,
        "kind": "resource",
    }
    return {
        "physicalLocation": {"artifactLocation": {"uri": uri}, "region": region},
        "logicalLocations": [logical],
    }


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="replace")
