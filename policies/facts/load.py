"""Loads the facts: every YAML file beside this module, strictly, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from policies.facts.model import Fact, FactsFile, Holds

FOLDER = Path(__file__).parent
_NOTHING = Fact(holds=Holds.NOTHING)
_Base: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FactsError(ValueError):
    """The facts cannot be trusted: nothing can be judged."""


class _Loader(_Base):  # type: ignore[misc, valid-type]  # the C loader where it is built, ten times faster
    """Refuses a key given twice, which YAML would let the last one win silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = True) -> dict[object, object]:
        """A mapping whose keys are all different."""
        self.flatten_mapping(node)
        pairs = [(self.construct_object(k, deep=deep), v) for k, v in node.value]
        if len({key for key, _ in pairs}) != len(pairs):
            keys = [str(key) for key, _ in pairs]
            twice = sorted({key for key in keys if keys.count(key) > 1})
            msg = f"given twice: {twice}, in what begins on line {node.start_mark.line + 1}"
            raise FactsError(msg)
        return {key: self.construct_object(value, deep=True) for key, value in pairs}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All facts, by resource type."""

    types: Mapping[str, Fact]
    prefixes: tuple[tuple[str, Fact], ...] = ()
    """Types given as ``domicile:*``: for components and providers, which are no resources of a cloud."""

    def fact(self, token: str, *, of_a_cloud: bool = True) -> Fact | None:
        """What is known of a type; None where nobody classified it."""
        found = self.types.get(token)
        if found is None and not of_a_cloud:
            found = next((fact for prefix, fact in self.prefixes if token.startswith(prefix)), None)
        return found


def parse(text: str, source: str) -> FactsFile:
    """One file of facts. Raises ``FactsError`` that names the file and what is wrong in it."""
    try:
        document = yaml.load(text, Loader=_Loader)  # noqa: S506  (a safe loader: it derives from SafeLoader)
        return FactsFile.model_validate(document)
    except (FactsError, ValidationError, yaml.YAMLError) as error:
        msg = f"{source}: {error}"
        raise FactsError(msg) from error


def collected(files: Mapping[str, FactsFile]) -> Catalogue:
    """The catalogue of several files. Raises ``FactsError`` where two classify the same type."""
    types: dict[str, Fact] = {}
    for source, file in files.items():
        given = {token: _NOTHING for tokens in file.nothing.values() for token in tokens} | file.types
        if twice := types.keys() & given.keys():
            msg = f"{source}: classified in another file already: {sorted(twice)}"
            raise FactsError(msg)
        types |= given
    prefixes = tuple((token[:-1], fact) for token, fact in types.items() if token.endswith("*"))
    return Catalogue({t: f for t, f in types.items() if not t.endswith("*")}, prefixes)


@cache
def catalogue() -> Catalogue:
    """The project's facts, read once."""
    return collected({p.name: parse(p.read_text("utf-8"), p.name) for p in sorted(FOLDER.glob("*.yaml"))})
