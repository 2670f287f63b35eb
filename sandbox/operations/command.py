"""A command line of a cloud's own tool, taken apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sandbox.cloud import RefusedError


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """Words in their order, and flags by name: ``--name value``, ``--name=value``, ``--name``."""

    words: tuple[str, ...]
    flags: Mapping[str, str]

    @classmethod
    def parse(cls, given: Sequence[str]) -> Command:
        """A flag takes the next word, unless that is a flag or there is none."""
        words: list[str] = []
        flags: dict[str, str] = {}
        rest = list(given)
        while rest:
            word = rest.pop(0)
            if not word.startswith("--"):
                words.append(word)
                continue
            name, equals, value = word[2:].partition("=")
            if not equals and rest and not rest[0].startswith("--"):
                value = rest.pop(0)
            flags[name] = value
        return cls(words=tuple(words), flags=flags)

    def after(self, count: int) -> Command:
        """The same without its first ``count`` words."""
        return replace(self, words=self.words[count:])

    def has(self, flag: str) -> bool:
        """Whether the flag is there at all."""
        return flag in self.flags

    def flag(self, name: str) -> str:
        """The value of a flag. Raises ``RefusedError`` where it is missing."""
        if not self.flags.get(name):
            raise RefusedError([f"--{name} is missing"])
        return self.flags[name]

    @property
    def subject(self) -> str:
        """The one word that says what it is about. Raises ``RefusedError`` where there is none."""
        if len(self.words) != 1:
            raise RefusedError([f"one name is expected, and there are {len(self.words)}"])
        return self.words[0]
