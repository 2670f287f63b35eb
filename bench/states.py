"""Large states that look like real ones: copies of a stack that the sandbox brought up, each renamed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_ROOT = "pulumi:pulumi:Stack"
_WORD = re.compile(r"[^:/,\s]+")
_COMMON = re.compile(r"[a-z]{2,12}|[a-z]+-[a-z]+\d+(-?[a-z]\d?)?|.*\.googleapis\.com")
"""Words that mean the same in every stack: a jurisdiction, a class, a region, a zone, a service."""


def replicate(state: Mapping[str, Any], size: int) -> dict[str, Any]:
    """A state of at least ``size`` resources, in copies of ``state`` that share only its root.

    In each copy every name, id and ARN is another, so that its references lead to its own resources, as
    they would if as many stacks were one. Jurisdictions and places stay: a copy is lawful where its model is.
    """
    deployment = state["deployment"]
    resources = deployment["resources"]
    own = _own_words(resources)
    result = list(resources)
    number = 2
    while len(result) < size:
        rename = _renamer(own, f"-{number}")
        result += [rename(entry) for entry in resources if entry["type"] != _ROOT]
        number += 1
    return {**state, "deployment": {**deployment, "resources": result}}


def _own_words(resources: list[dict[str, Any]]) -> set[str]:
    """What only this stack calls something: the last word of every id and ARN."""
    words: set[str] = set()
    for entry in resources:
        outputs = entry.get("outputs", {})
        for key in ("arn", "bucket", "selfLink", "name"):
            if isinstance(value := outputs.get(key), str):
                words.update(_WORD.findall(value)[-1:])
        words.update(_WORD.findall(entry.get("id", ""))[-1:])
    return {word for word in words if not _COMMON.fullmatch(word)}


def _renamer(own: set[str], suffix: str) -> Callable[[Any], Any]:
    def word(found: re.Match[str]) -> str:
        if found[0] not in own:
            return found[0]
        name, at, domain = found[0].partition("@")  # a service account is of the same project
        return f"{name}{suffix}{at}{domain}"

    def text(value: str) -> str:
        if not value.startswith("urn:pulumi:"):
            return _WORD.sub(word, value)
        parts = value.split("::")
        if parts[2] != _ROOT:
            parts[3] += suffix
        return "::".join(parts)

    def rename(value: Any) -> Any:
        if isinstance(value, str):
            return text(value)
        if isinstance(value, list):
            return [rename(item) for item in value]
        if isinstance(value, dict):
            return {key: rename(item) for key, item in value.items()}
        return value

    return rename
