"""Inputs that only look as if they decided a place: ``harmless.yaml``, by the reason why they do not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import RootModel, ValidationError

from policies.facts.load import FOLDER, FactsError, document
from policies.facts.model import Path

FILE = FOLDER / "harmless.yaml"


class HarmlessFile(RootModel[dict[str, dict[str, tuple[Path, ...]]]]):
    """Paths by type, by reason."""


def parse(text: str, source: str) -> Mapping[str, frozenset[str]]:
    """Paths by type. Raises ``FactsError`` where it is not in its form, or says a path twice."""
    try:
        reasons = HarmlessFile.model_validate(document(text)).root
    except (FactsError, ValidationError) as error:
        msg = f"{source}: {error}"
        raise FactsError(msg) from error
    found: dict[str, set[str]] = {}
    for types in reasons.values():
        for token, paths in types.items():
            for path in paths:
                if path in found.setdefault(token, set()):
                    msg = f"{source}: {token}: {path} is there twice"
                    raise FactsError(msg)
                found[token].add(path)
    return {token: frozenset(paths) for token, paths in found.items()}


@cache
def harmless() -> Mapping[str, frozenset[str]]:
    """The project's list. Raises ``FactsError``."""
    return parse(FILE.read_text("utf-8"), f"facts/{FILE.name}")
