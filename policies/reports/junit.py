"""JUnit XML, for CI: a suite per rule; failed cases for findings, skipped for exemptions, else one passed.

The case of a rule that could not be asked is skipped too, and says why.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from policies.exemptions import Use
from policies.finding import Finding
from policies.reports.report import Audit
from policies.rules import Rule

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, escaped or not."""


def render(audit: Audit) -> str:
    """The audit as JUnit XML."""
    failed: dict[str, list[Finding]] = {}
    for finding in audit.judged.findings:
        failed.setdefault(finding.rule, []).append(finding)
    exempted: dict[str, list[Use]] = {}
    for use in audit.judged.used:
        exempted.setdefault(use.finding.rule, []).append(use)
    suites = [_suite(audit, rule, failed.get(rule.id, []), exempted.get(rule.id, [])) for rule in audit.rules]
    skipped = len(audit.judged.used) + sum(not failed.get(rule) for rule in audit.skipped)
    counts = f'failures="{len(audit.judged.findings)}" errors="0" skipped="{skipped}"'
    total = sum(count for count, _ in suites)
    head = f'<testsuites name={_attribute(audit.file)} tests="{total}" {counts}>'
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', head, *(t for _, t in suites), "</testsuites>", ""]
    )


def _suite(audit: Audit, rule: Rule, failed: list[Finding], exempted: list[Use]) -> tuple[int, str]:
    cases = [_failed(audit, rule, finding) for finding in failed]
    cases += [_exempted(audit, rule, use) for use in exempted]
    skipped = len(exempted)
    if not failed:
        cases.insert(0, _of_rule(audit, rule))
        skipped += rule.id in audit.skipped
    counts = f'tests="{len(cases)}" failures="{len(failed)}" errors="0" skipped="{skipped}"'
    head = f"  <testsuite name={_attribute(rule.id)} {counts}>"
    return len(cases), "\n".join([head, *cases, "  </testsuite>"])


def _of_rule(audit: Audit, rule: Rule) -> str:
    """The case of a rule that found nothing, or could not be asked."""
    # Without a count of resources: CI follows a case by its name from run to run.
    head = f"    <testcase classname={_attribute(rule.id)} name={_attribute(rule.description)}"
    why = audit.skipped.get(rule.id)
    return (
        f"{head}/>"
        if why is None
        else f"{head}><skipped message={_attribute(f'not judged: {why}')}/></testcase>"
    )


def _failed(audit: Audit, rule: Rule, finding: Finding) -> str:
    what = _attribute(finding.what)
    failure = (
        f"<failure type={_attribute(rule.severity.value)} message={what}>{_text(finding.message)}</failure>"
    )
    return f"    {_opening(audit, rule, finding)}{failure}</testcase>"


def _exempted(audit: Audit, rule: Rule, use: Use) -> str:
    said = f"exempted until {use.exemption.until} by {use.exemption.owner}: {use.exemption.reason}"
    return f"    {_opening(audit, rule, use.finding)}<skipped message={_attribute(said)}/></testcase>"


def _opening(audit: Audit, rule: Rule, finding: Finding) -> str:
    name = " ".join(part for part in (finding.urn, finding.subject) if part)
    declared = audit.declared.get(finding.urn, "").partition("#")[0]
    file = f" file={_attribute(declared)}" if declared else ""
    return f"<testcase classname={_attribute(rule.id)} name={_attribute(name)}{file}>"


def _attribute(text: str) -> str:
    return quoteattr(_ILLEGAL.sub("\ufffd", text))


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", text))
