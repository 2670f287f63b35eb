"""What a report is made from: one audit, done."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from policies.exemptions import RULES as ABOUT_EXEMPTIONS
from policies.exemptions import Judged
from policies.finding import Finding
from policies.resources.graph import Graph
from policies.rules import RULES, Rule, Severity
from policies.skipped import OF_PREVIEW, OF_STATE
from policies.unprotected import stack_in


class Source(StrEnum):
    """What was audited."""

    STATE = "state"
    PREVIEW = "preview"


SKIPPED = {Source.STATE: OF_STATE, Source.PREVIEW: OF_PREVIEW}
"""Rules that cannot be asked of such a file, by id, and why."""


@dataclass(frozen=True, kw_only=True)
class Audit:
    """A judged graph, and where it came from."""

    file: str
    """The file as it was named; ``stdin`` for the standard input."""
    source: Source
    today: date
    graph: Graph
    judged: Judged
    rules: tuple[Rule, ...] = (*RULES, *ABOUT_EXEMPTIONS)
    declared: Mapping[str, str] = field(default_factory=dict)
    """Where the program declares a resource, ``components/keys.py#12``, by URN, where the engine tells."""

    base: str = ""
    """URL of this repository's files, for links to the rules; empty where it is not known."""

    @property
    def skipped(self) -> Mapping[str, str]:
        """Rules that cannot be asked of such a file, by id, and why."""
        return SKIPPED[self.source]

    @property
    def stack(self) -> str:
        """The stack that was judged, ``domicile/dev``; empty where the URNs do not tell one."""
        return next((told for r in self.graph if (told := stack_in(r.urn))), "")

    @cached_property
    def rule(self) -> Mapping[str, Rule]:
        """Rules by id."""
        return {rule.id: rule for rule in self.rules}

    def severity(self, finding: Finding) -> Severity:
        """That of its rule."""
        return self.rule[finding.rule].severity

    def name(self, finding: Finding) -> str:
        """What the finding is about, in a word or two: the name of the resource, or the exemption."""
        resource = self.graph.by_urn.get(finding.urn)
        return resource.name if resource is not None else finding.urn.rpartition("::")[2] or finding.subject

    @property
    def summary(self) -> str:
        """One line: how much was judged, what was found."""
        found, exempted = len(self.judged.findings), len(self.judged.used)
        counts = [sum(self.severity(f) is s for f in self.judged.findings) for s in Severity]
        parts = ", ".join(f"{n} {s.value}" for n, s in zip(counts, Severity, strict=True) if n)
        return (
            f"{self.file}: {_count(len(self.graph), 'resource')}, "
            f"{_count(len(self.rules) - len(self.skipped), 'rule')}, "
            f"{_count(found, 'finding') if found else 'no finding'}"
            f"{f' ({parts})' if found else ''}{f', {exempted} exempted' if exempted else ''}"
            f"{', not judged: ' if self.skipped else ''}{', '.join(self.skipped)}"
        )


def fingerprint(finding: Finding) -> str:
    """The same for the same violation, however often and from wherever it is reported."""
    key = "\n".join((finding.rule, finding.urn, finding.subject))
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
