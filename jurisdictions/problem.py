"""Bad input, said clearly: a stable code, where, the value, what is allowed, what to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong. Each ``code`` has a heading in docs/reference/errors.md (tested)."""

    code: str
    """``DOM-`` and three digits: stable, never reused."""
    path: str
    """Path of the setting: ``stores.identities.in.uk.recovery``; or the name of a planned part."""
    what: str
    """One sentence: what is wrong."""
    value: str
    """The value as given."""
    allowed: str
    """What would be accepted here."""
    fix: str
    """What to change."""
    line: int | None = None
    """Line in the stack file, from 1, where it is known."""

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path} (line {self.line})"
        return (
            f"{self.code} {where}\n"
            f"  what:    {self.what}\n"
            f"  value:   {self.value}\n"
            f"  allowed: {self.allowed}\n"
            f"  fix:     {self.fix}"
        )


class ProblemsError(ValueError):
    """Everything that is wrong with an input, at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        heading = "1 problem" if count == 1 else f"{count} problems"
        super().__init__("\n".join([heading, *(str(p) for p in self.problems)]))
