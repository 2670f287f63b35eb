"""Divides findings into those that stand and those that are exempted."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from policies.exemptions.model import Exemption, Exemptions, stack_of
from policies.exemptions.rules import EXPIRED, UNUSED
from policies.finding import Finding
from policies.resources.graph import Graph
from policies.resources.values import has_unknown


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """One finding that does not count, and the exemption that says so."""

    finding: Finding
    exemption: Exemption


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What is left of the findings, and what was exempted: every use is reported."""

    findings: list[Finding]
    used: list[Use]
    waiting: list[Exemption] = field(default_factory=list)
    """Exemptions that nothing was held against: of another stack, or granted from a later day on."""


def apply(
    findings: Iterable[Finding],
    exemptions: Exemptions,
    today: date,
    graph: Graph,
    *,
    whole: bool = True,
    skipped: Container[str] = (),
) -> Judged:
    """Findings without those that an exemption covers on ``today``.

    ``whole`` says that ``findings`` are all there are of a whole stack, told by the URNs in ``graph``. Only
    then are exemptions of that stack that expired, or cover nothing, findings themselves, and come last.
    Where a resource is judged alone, before the rest is known, they cannot be told: pass ``whole=False``.
    Nor can it be told whether an exemption is in use from a rule in ``skipped``, ids of those that were not
    asked, or in a preview for a resource of which not all is known.
    """
    if not exemptions.exemptions:
        return Judged(findings=list(findings), used=[])
    in_force = [e for e in exemptions.exemptions if e.holds(today)]
    left: list[Finding] = []
    used: list[Use] = []
    busy: set[int] = set()
    for finding in findings:
        covering = [e for e in in_force if e.covers(finding)]
        busy.update(id(e) for e in covering)
        if covering:
            used.append(Use(finding=finding, exemption=covering[0]))
        else:
            left.append(finding)
    if not whole:
        return Judged(findings=left, used=used)
    stacks = {stack_of(resource.urn) for resource in graph}
    concerned = [e for e in exemptions.exemptions if e.stack in stacks]
    idle = [e for e in concerned if id(e) not in busy and e.rule not in skipped and not _open(e, graph)]
    left += _spent(concerned, {id(e) for e in idle}, today)
    waiting = [e for e in exemptions.exemptions if e.stack not in stacks or e.granted > today]
    return Judged(findings=left, used=used, waiting=waiting)


def _open(exemption: Exemption, graph: Graph) -> bool:
    """Whether the update that a preview is of may yet find what is exempted."""
    if not graph.preview:
        return False
    return any(exemption.names(r.urn) and has_unknown(dict(r.props)) for r in graph)


def _spent(exemptions: Iterable[Exemption], idle: set[int], today: date) -> Iterator[Finding]:
    for exemption in exemptions:
        named = f"the exemption from {exemption.title}, owned by {exemption.owner},"
        if exemption.until < today:
            yield Finding(
                urn="",
                rule=EXPIRED.id,
                subject=exemption.title,
                what=f"{named} ended on {exemption.until}",
                allowed="exemptions that are in force",
                fix=EXPIRED.remediation,
            )
        elif exemption.granted <= today and id(exemption) in idle:
            yield Finding(
                urn="",
                rule=UNUSED.id,
                subject=exemption.title,
                what=f"{named} exempts nothing",
                allowed="exemptions that are in use",
                fix=UNUSED.remediation,
            )
