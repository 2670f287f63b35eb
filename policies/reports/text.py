"""For people: findings by rule, the worst first; what is exempted, and not judged; a line that sums up."""

from __future__ import annotations

from collections.abc import Iterator

from policies.exemptions import Use
from policies.finding import Finding
from policies.links import page_of
from policies.reports.report import Audit
from policies.rules import Rule, Severity

_WORST_FIRST = tuple(Severity)


def render(audit: Audit) -> str:
    """Plain text, without colour."""
    return "".join(f"{printable(line)}\n" for line in _lines(audit))


def printable(line: str) -> str:
    """Names come from outside: what could command a terminal is shown as what it is."""
    return line if line.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)


def _lines(audit: Audit) -> Iterator[str]:
    found: dict[str, list[Finding]] = {}
    for finding in audit.judged.findings:
        found.setdefault(finding.rule, []).append(finding)
    rules = sorted((r for r in audit.rules if r.id in found), key=lambda r: _WORST_FIRST.index(r.severity))
    for rule in rules:
        yield from _rule(audit, rule, found[rule.id])
    if audit.judged.used:
        yield "exempted:"
        for use in audit.judged.used:
            yield from _use(use)
        yield ""
    if len(rules) > 1:
        width = max(len(rule.id) for rule in rules)
        yield from (f"{r.id:{width}}  {r.severity.value:8}  {len(found[r.id]):5}" for r in rules)
        yield ""
    yield from (f"not judged: {rule}: {why}" for rule, why in audit.skipped.items())
    yield from (f"not asked: the exemption from {e.title}, from {e.granted} on" for e in audit.judged.waiting)
    yield audit.summary


def _rule(audit: Audit, rule: Rule, found: list[Finding]) -> Iterator[str]:
    count = f"{len(found)} finding{'' if len(found) == 1 else 's'}"
    yield f"{rule.id}, {rule.severity.value}, {count}: {rule.description}"
    yield f"  {rule.framework}; {page_of(rule.id, audit.base)}"
    yield ""
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in found:
        alike.setdefault((finding.allowed, finding.fix), []).append(finding)
    for (allowed, fix), group in alike.items():
        for finding in group:
            yield from _finding(audit, finding)
        if len(group) > 1:
            yield f"  all {len(group)}:"
        yield from _told("allowed", allowed)
        yield from _told("fix", fix)
        yield ""


def _finding(audit: Audit, finding: Finding) -> Iterator[str]:
    about = f" ({finding.subject})" if finding.subject and finding.urn else ""
    yield f"  {audit.name(finding)}{about}"
    if finding.urn:
        yield f"    urn:     {finding.urn}"
    if finding.urn in audit.declared:
        yield f"    at:      {audit.declared[finding.urn].replace('#', ':')}"
    yield from _told("what", finding.what)


def _told(label: str, text: str) -> Iterator[str]:
    first, *others = text.splitlines() or [""]
    yield f"    {label + ':':8} {first}"
    yield from (f"             {line}" for line in others)


def _use(use: Use) -> Iterator[str]:
    finding, exemption = use.finding, use.exemption
    about = f" ({finding.subject})" if finding.subject else ""
    yield f"  {finding.rule}{about}: {finding.urn}"
    yield f"    what:    {finding.what}"
    yield f"    owner:   {exemption.owner}, until {exemption.until}"
    yield f"    reason:  {exemption.reason}{f' ({exemption.ticket})' if exemption.ticket else ''}"
