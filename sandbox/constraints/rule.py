"""One rule of a cloud, and the shapes that most rules have."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.outputs import Place
from sandbox.state import Record, State
from sandbox.typecheck import Failure
from sandbox.values import at, first


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """The resource under judgement."""

    token: str
    inputs: Mapping[str, Any]
    """With what the provider adds (region, project)."""
    place: Place
    state: State | None = None
    """What exists already; None in a preview."""
    id: str = ""
    """The resource's own id, where it exists: it never conflicts with itself."""

    def get(self, path: str) -> Any:
        """The first known value at ``path``; None where it is absent or not known yet."""
        return first(self.inputs, path)

    def has(self, name: str) -> bool:
        """Whether a top-level input is given, known or not."""
        return name in self.inputs

    def there(self, type_: str) -> list[Record]:
        """What exists of a type, itself included; nothing in a preview."""
        return [] if self.state is None else self.state.of_type(type_)

    def others(self, type_: str) -> list[Record]:
        """What exists of a type besides itself."""
        return [record for record in self.there(type_) if record.id != self.id]

    def named(self, type_: str, name: object) -> list[Record]:
        """What exists of a type under this name: id, ARN, self link, name."""
        return [] if self.state is None else self.state.named(type_, str(name))


Check = Callable[[Subject], Iterable[Failure]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A rule: ``check`` says what ``subject`` breaks; ``source`` says who says so."""

    id: str
    types: tuple[str, ...]
    check: Check
    source: str
    needs_state: bool = False


def pattern(path: str, expression: str, message: str) -> Check:
    """Every text at ``path`` matches ``expression`` as a whole."""
    compiled = re.compile(expression)

    def check(subject: Subject) -> Iterator[Failure]:
        for where, value in at(subject.inputs, path):
            if not compiled.fullmatch(str(value)):
                yield Failure(where, f"{value!r}: {message}")

    return check


def one_of(path: str, allowed: Collection[Any]) -> Check:
    """Every value at ``path`` is one of ``allowed``."""

    def check(subject: Subject) -> Iterator[Failure]:
        for where, value in at(subject.inputs, path):
            if value not in allowed:
                yield Failure(where, f"{value!r} is not one of {', '.join(map(str, sorted(allowed)))}")

    return check


def between(path: str, low: float, high: float) -> Check:
    """Every number at ``path`` is within a range, ends included."""

    def check(subject: Subject) -> Iterator[Failure]:
        for where, value in at(subject.inputs, path):
            if not low <= value <= high:
                yield Failure(where, f"{value} is not within {low:g} to {high:g}")

    return check


def seconds(path: str, low: int, high: int) -> Check:
    """Every duration at ``path`` (``7776000s``) is within a range of seconds."""

    def check(subject: Subject) -> Iterator[Failure]:
        for where, value in at(subject.inputs, path):
            found = re.fullmatch(r"(\d+)(\.\d+)?s", str(value))
            if not found or not low <= int(found[1]) <= high:
                yield Failure(where, f"{value!r} is not a duration of {low}s to {high}s")

    return check


def exactly_one(*names: str) -> Check:
    """Exactly one of these inputs is given."""

    def check(subject: Subject) -> Iterator[Failure]:
        given = [name for name in names if subject.has(name)]
        if len(given) != 1:
            yield Failure(
                "", f"exactly one of {', '.join(names)} must be set, not {', '.join(given) or 'none'}"
            )

    return check


def not_with(when: str, *names: str) -> Check:
    """None of these inputs is given together with ``when``."""

    def check(subject: Subject) -> Iterator[Failure]:
        if subject.has(when):
            for name in names:
                if subject.has(name) and subject.inputs[name] not in (False, ""):
                    yield Failure(name, f"must not be set together with {when}")

    return check


def needs(name: str, *, with_: str) -> Check:
    """``with_`` is given where ``name`` is."""

    def check(subject: Subject) -> Iterator[Failure]:
        if subject.has(name) and not subject.has(with_):
            yield Failure(with_, f"must be set together with {name}")

    return check
