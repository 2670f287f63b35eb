"""One mutant: a compliant stack with a single leak in it, and the finding that it must give."""

from __future__ import annotations

from dataclasses import dataclass

from policies import Graph, Resource
from policies.context import Context
from policies.finding import Finding
from policies.judging import judge_one
from policies.rules import RULES
from tests.mutants.edits import bare

PLACES = frozenset(
    {
        "place-of-home",
        "place-of-replica",
        "place-of-key",
        "place-of-backup",
        "place-of-log",
        "multi-country-location",
    }
)
TAGS = frozenset({"tags-missing"})
_BY_ID = {rule.id: rule for rule in RULES}


@dataclass(frozen=True, kw_only=True, slots=True)
class Mutant:
    """What was changed, and what must be said of it."""

    kind: str
    """What sort of leak it is: what the report counts."""
    path: str
    value: str
    """In words, for the report."""
    subject: Resource
    """The mutated resource: the finding must be on it."""
    others: tuple[Resource, ...] = ()
    """Other resources that were changed or added."""
    rules: frozenset[str] = PLACES
    """Rules of which one must have found it."""
    about: str | None = None
    """What the finding must be about: ``home`` or the path that decides; None where the rule says enough."""
    or_else: frozenset[str] = frozenset()
    """Rules that may find it, whatever about: where it takes away what tells whose data it is."""


def findings(mutant: Mutant, rest: dict[str, Resource]) -> list[Finding]:
    """What the rules concerned find on the mutated resource, in a stack of it and ``rest``."""
    changed = {r.urn: r for r in (*mutant.others, mutant.subject)}
    context = Context(Graph((rest | changed).values()))
    asked = [_BY_ID[rule] for rule in sorted(mutant.rules | mutant.or_else)]
    return list(judge_one(context, mutant.subject, asked))


def caught(mutant: Mutant, rest: dict[str, Resource]) -> bool:
    """Whether one of them is the finding that must be."""
    return any(_meets(mutant, finding) for finding in findings(mutant, rest))


def _meets(mutant: Mutant, finding: Finding) -> bool:
    if finding.what.startswith("could not be judged"):
        return False  # a rule that broke down has stopped it, and has not understood it
    if finding.rule in mutant.or_else:
        return True
    if finding.rule not in mutant.rules:
        return False
    return mutant.about is None or bare(finding.subject).startswith(bare(mutant.about))
