"""Loads the demands: every YAML file beside this module, strictly, once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from policies.demands.model import Demand, DemandsFile, Kind
from policies.facts import FactsError
from policies.facts.load import document

FOLDER = Path(__file__).parent


@cache
def demands() -> Mapping[Kind, Mapping[str, tuple[Demand, ...]]]:
    """All demands, by kind and type. Raises ``FactsError`` where a file cannot be trusted."""
    found: dict[Kind, dict[str, tuple[Demand, ...]]] = {kind: {} for kind in Kind}
    for path in sorted(FOLDER.glob("*.yaml")):
        for kind, types in parse(path.read_text("utf-8"), f"demands/{path.name}").root.items():
            found[kind] |= types
    return found


def parse(text: str, source: str) -> DemandsFile:
    """One file of demands. Raises ``FactsError`` that names the file and what is wrong in it."""
    try:
        return DemandsFile.model_validate(document(text))
    except (FactsError, ValidationError) as error:
        msg = f"{source}: {error}"
        raise FactsError(msg) from error


@cache
def demands_of(kind: Kind, token: str) -> tuple[Demand, ...]:
    """What is demanded of a type: by its name, else by how it ends."""
    types = demands()[kind]
    exact = types.get(token)
    if exact is not None:
        return exact
    return next((d for t, d in types.items() if t.startswith("*") and token.endswith(t[1:])), ())


def covers(kind: Kind, token: str) -> bool:
    """Whether the demands say anything of a type, if only that nothing is asked of it."""
    return token in demands()[kind] or bool(demands_of(kind, token))
