"""A runbook as it is printed, taken apart for those who follow it."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

import yaml

LINE = re.compile(r"stores\.(\w+)\.in\.(\w+): (\{.*\})")


@dataclass(frozen=True)
class Runbook:
    """What was printed, by the first word of each section's title."""

    text: str

    def lines(self, number: int) -> list[str]:
        """The lines of a section."""
        found = re.search(rf"^{number}\. [^\n]*\n((?:   [^\n]*\n)+)", self.text, re.MULTILINE)
        assert found, self.text
        return [line.strip() for line in found[1].splitlines()]

    def clouds(self, number: int) -> list[list[str]]:
        """The commands of the clouds in a section, as they are typed."""
        return [shlex.split(line) for line in self.lines(number) if line.startswith(("aws ", "gcloud "))]

    def engine(self, number: int) -> list[list[str]]:
        """The commands of the engine in a section, without their first word."""
        return [shlex.split(line)[1:] for line in self.lines(number) if line.startswith("pulumi ")]

    def written(self, *numbers: int) -> dict[tuple[str, str], dict[str, str]]:
        """Home and recovery by store and jurisdiction, in these sections."""
        found = [LINE.fullmatch(line) for number in numbers for line in self.lines(number)]
        return {(m[1], m[2]): yaml.safe_load(m[3]) for m in found if m}
