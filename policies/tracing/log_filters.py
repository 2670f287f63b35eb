"""What a filter of Cloud Logging lets through, as far as it plainly names it.

Only what narrows for certain counts: a label of the resource that is equal to a name, in every alternative.
Whatever else a filter says (patterns, negations, severities) narrows nothing here.

Source: Google Cloud, "Logging query language": AND may be left out, and OR binds more closely than AND.
"""

from __future__ import annotations

import re
from typing import Final

_TOKEN = re.compile(
    r'\s*(?:("(?:[^"\\]|\\.)*")|([()])|(<=|>=|!=|=~|!~|[=:<>])|([^\s()"=:<>!~]+)|(.))', re.DOTALL
)
_NAMES = re.compile(r"resource\.labels\.\w*(?:name|id)")
_ANYTHING: Final = None
_COMPARISONS = {"=", ":", "<", ">", "<=", ">=", "!=", "=~", "!~"}
_NO_WORDS = {")", "AND", "OR"}
_MOST = 100_000
_DEEPEST = 50

Names = frozenset[str] | None
"""Names of which a log entry must bear one; None where it may bear any."""


class _UnreadableError(ValueError):
    """Not a filter as this reads it."""


def names_in(text: str) -> Names:
    """The names of resources of which every entry that ``text`` lets through bears one."""
    if len(text) > _MOST or "--" in text or "\\" in text:  # comments and escapes: not worth a guess
        return _ANYTHING
    try:
        reading = _Reading(text)
        found = reading.all_of(0)
        return found if not reading.left else _ANYTHING
    except _UnreadableError:
        return _ANYTHING


class _Reading:
    """Reads one filter from left to right."""

    def __init__(self, text: str) -> None:
        tokens = [str(next(part for part in match if part)) for match in _TOKEN.findall(text.strip())]
        self.left: list[str] = tokens[::-1]

    def all_of(self, depth: int) -> Names:
        """Conditions joined by AND, or by nothing: the narrowest holds."""
        found = [self._any_of(depth)]
        while self.left and self.left[-1] != ")":
            if self.left[-1] == "AND":
                self.left.pop()
            found.append(self._any_of(depth))
        known = [names for names in found if names is not None]
        return min(known, key=len) if known else _ANYTHING

    def _any_of(self, depth: int) -> Names:
        found = [self._one(depth)]
        while self.left and self.left[-1] == "OR":
            self.left.pop()
            found.append(self._one(depth))
        known = [names for names in found if names is not None]
        return frozenset().union(*known) if len(known) == len(found) else _ANYTHING

    def _one(self, depth: int) -> Names:
        if depth > _DEEPEST:
            raise _UnreadableError
        word = self._next()
        if word in {"NOT", "-"}:
            self._one(depth + 1)
            return _ANYTHING
        if word == "(":
            found = self.all_of(depth + 1)
            self._expect(")")
            return found
        if word in _NO_WORDS:
            raise _UnreadableError
        return self._condition(word, depth)

    def _condition(self, field: str, depth: int) -> Names:
        """``field = value``, a call like ``log_id("x")``, or a text that is looked for everywhere."""
        if self.left and self.left[-1] == "(" and not field.startswith('"'):
            self._value(depth)
            return _ANYTHING
        if not self.left or self.left[-1] not in _COMPARISONS:
            return _ANYTHING
        operator = self._next()
        values = self._value(depth)
        return values if operator == "=" and _NAMES.fullmatch(field) else _ANYTHING

    def _value(self, depth: int) -> Names:
        """A value, or several in brackets, joined by OR; nothing certain where they are joined otherwise."""
        if depth > _DEEPEST:
            raise _UnreadableError
        word = self._next()
        if word in _NO_WORDS:
            raise _UnreadableError
        if word != "(":
            return frozenset({word.strip('"')}) if word != "NOT" else _ANYTHING
        found = [self._value(depth + 1)]
        plain = True
        while self.left and self.left[-1] != ")":
            plain &= self._next() == "OR"
            found.append(self._value(depth + 1))
        self._expect(")")
        known = [names for names in found if names is not None]
        return frozenset().union(*known) if plain and len(known) == len(found) else _ANYTHING

    def _next(self) -> str:
        if not self.left:
            raise _UnreadableError
        return self.left.pop()

    def _expect(self, word: str) -> None:
        if self._next() != word:
            raise _UnreadableError
