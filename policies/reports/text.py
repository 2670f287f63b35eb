"""For people: every finding with its fix, then what was exempted and by whom, then one line of summary."""

from __future__ import annotations

from collections.abc import Iterator

from policies.exemptions import Use
from policies.finding import Finding
from policies.reports.report import Audit


def render(audit: Audit) -> str:
    """Plain text, without colour."""
    return "".join(f"{printable(line)}\n" for line in _lines(audit))


def printable(line: str) -> str:
    """Names come from outside: what could command a terminal is shown as what it is."""
    return line if line.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)


def _lines(audit: Audit) -> Iterator[str]:
    for finding in audit.judged.findings:
        yield from _finding(audit, finding)
    if audit.judged.used:
        yield "exempted:"
        for use in audit.judged.used:
            yield from _use(use)
        yield ""
    yield audit.summary


def _finding(audit: Audit, finding: Finding) -> Iterator[str]:
    about = f" ({finding.subject})" if finding.subject and finding.urn else ""
    yield f"{finding.rule}, {audit.severity(finding).value}: {audit.name(finding)}{about}"
    if finding.urn:
        yield f"  urn:     {finding.urn}"
    if finding.urn in audit.declared:
        yield f"  at:      {audit.declared[finding.urn].replace('#', ':')}"
    for line in finding.message.splitlines():
        yield f"  {line}"
    yield ""


def _use(use: Use) -> Iterator[str]:
    finding, exemption = use.finding, use.exemption
    about = f" ({finding.subject})" if finding.subject else ""
    yield f"  {finding.rule}{about}: {finding.urn}"
    yield f"    what:    {finding.what}"
    yield f"    owner:   {exemption.owner}, until {exemption.until}"
    yield f"    reason:  {exemption.reason}{f' ({exemption.ticket})' if exemption.ticket else ''}"
