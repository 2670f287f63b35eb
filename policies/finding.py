"""Verdicts and findings: what a rule says, and what is reported of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a rule says of one thing. For residency, ``UNKNOWN`` is reported like ``FAIL``."""

    PASS = "pass"  # noqa: S105  (a verdict, not a password)
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a rule says of one thing about a resource. No verdict at all: the rule does not apply."""

    outcome: Outcome
    subject: str = ""
    """What of the resource it is about: ``home``, or the property that decides; empty for all of it."""
    what: str = ""
    """One sentence: what is where, or what cannot be told."""
    allowed: str = ""
    fix: str = ""


PASS = Verdict(outcome=Outcome.PASS)


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Finding:
    """One violation, on the resource that commits it."""

    urn: str
    """Empty where the stack as a whole could not be judged."""
    rule: str
    subject: str
    """What of the resource it is about: with ``urn`` and ``rule``, what makes two findings the same."""
    what: str
    allowed: str
    fix: str
    outcome: Outcome = Outcome.FAIL
    broken: bool = False
    """The judgement broke down: nothing at all is known of what it is about."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Two findings with the same key are one violation, however it was found."""
        return self.urn, self.rule, self.subject

    @property
    def message(self) -> str:
        """What is wrong, what is allowed, what to do: one line each."""
        return f"what:    {self.what}\nallowed: {self.allowed}\nfix:     {self.fix}"
