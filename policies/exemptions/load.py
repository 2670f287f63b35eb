"""Reads exemptions, strictly: every problem of the file at once, each with its line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from jurisdictions.documents import read
from jurisdictions.problem import Problem, ProblemsError
from policies.exemptions.model import Exemption, Exemptions

FILE = Path(__file__).parents[1] / "exemptions.yaml"
_SAID = {
    "missing": "It is missing.",
    "extra_forbidden": "There is no such key.",
    "model_type": "It is no mapping of keys to values.",
    "tuple_type": "It is no list.",
}
_CODES = {"unknown_rule": "DOM-702", "no_end": "DOM-703", "no_resource": "DOM-704"}
_FORM = "exemptions: a list of " + ", ".join(Exemption.model_fields)
_FIX = "Correct it as the head of policies/exemptions.yaml describes."


@cache
def load() -> Exemptions:
    """The project's exemptions, read once. Raises ``ProblemsError``."""
    return parse(FILE.read_text(encoding="utf-8"), "policies/exemptions.yaml")


def parse(text: str, source: str) -> Exemptions:
    """The exemptions in ``text``. Raises ``ProblemsError`` with all that is wrong: DOM-701 to DOM-705."""
    node, plain = read(text, source, "DOM-701", _FIX)
    lines = _lines(node)
    try:
        exemptions = Exemptions.model_validate_json(plain if node is not None else "{}")
    except ValidationError as error:
        raise ProblemsError([_of(found, source, lines) for found in error.errors()]) from error
    if twice := list(_twice(exemptions, source, lines)):
        raise ProblemsError(twice)
    return exemptions


def _lines(node: yaml.Node | None) -> dict[tuple[int | str, ...], int]:
    """Line of each value, by the path to it."""
    found: dict[tuple[int | str, ...], int] = {}

    def walk(inner: yaml.Node, path: tuple[int | str, ...]) -> None:
        found[path] = inner.start_mark.line + 1
        if len(path) == 3:  # exemptions, which of them, a key of it
            return
        if isinstance(inner, yaml.MappingNode):
            for key, value in inner.value:
                walk(value, (*path, str(key.value)))
        elif isinstance(inner, yaml.SequenceNode):
            for index, value in enumerate(inner.value):
                walk(value, (*path, index))

    if node is not None:
        walk(node, ())
    return found


def _of(found: ErrorDetails, source: str, lines: dict[tuple[int | str, ...], int]) -> Problem:
    context = found.get("ctx", {})
    place = (*found["loc"], "until") if found["type"] == "no_end" else found["loc"]
    given = context.get("given", "nothing" if found["type"] == "missing" else None)
    return _problem(
        _CODES.get(found["type"], "DOM-701"),
        ".".join([source, *map(str, place)]),
        _SAID.get(found["type"], found["msg"]),
        given or json.dumps(found["input"], default=str, ensure_ascii=False)[:120],
        str(context.get("allowed") or context.get("pattern") or _FORM),
        fix=str(context.get("fix", _FIX)),
        # A key that is missing has no line: that of what lacks it.
        line=next((lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in lines), None),
    )


def _twice(exemptions: Exemptions, source: str, lines: dict[tuple[int | str, ...], int]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, exemption in enumerate(exemptions.exemptions):
        if exemption.title in seen:
            yield _problem(
                "DOM-705",
                f"{source}.exemptions.{index}",
                "The same is exempted twice.",
                exemption.title,
                "one exemption for the same rule, stack, resource and subject",
                fix="Delete one of them.",
                line=lines.get(("exemptions", index)),
            )
        seen.add(exemption.title)


def _problem(
    code: str, path: str, what: str, value: str, allowed: str, *, fix: str = _FIX, line: int | None = None
) -> Problem:
    return Problem(code=code, path=path, what=what, value=value, allowed=allowed, fix=fix, line=line)
