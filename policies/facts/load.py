"""Loads the facts, strictly: one YAML file per service of a cloud, read when a type of it is first met.

``facts/aws/rds.yaml`` holds every type of ``aws:rds/...``; ``facts/builtin.yaml`` what is no resource of a
cloud. A stack uses a few of the 376 files, and a judgement should not wait for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

import yaml
from pydantic import ValidationError

from jurisdictions.documents import PlainLoader
from policies.facts.model import Fact, FactsFile, Holds

FOLDER = Path(__file__).parent
BUILTIN = "builtin"
SERVICE = re.compile(r"[a-z]+/[A-Za-z0-9]+")
"""What may be looked up as a file: a type's text comes from outside and is no path."""
_NOTHING = Fact(holds=Holds.NOTHING)


class FactsError(ValueError):
    """The facts cannot be trusted: nothing can be judged."""


def document(text: str) -> object:
    """What a YAML text says. Raises ``FactsError`` where it is none, or says a key twice."""
    try:
        return yaml.load(text, Loader=PlainLoader)  # noqa: S506  (a safe loader: it derives from SafeLoader)
    except yaml.YAMLError as error:
        raise FactsError(str(error)) from error


def parse(text: str, source: str) -> FactsFile:
    """One file of facts. Raises ``FactsError`` that names the file and what is wrong in it."""
    try:
        return FactsFile.model_validate(document(text))
    except (FactsError, ValidationError) as error:
        msg = f"{source}: {error}"
        raise FactsError(msg) from error


class Catalogue:
    """All facts, by resource type, from the files of a folder."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._files: dict[str, Mapping[str, Fact]] = {}
        self._builtin = classified(parse_file(folder, BUILTIN))
        self._prefixes = tuple((token[:-1], f) for token, f in self._builtin.items() if token.endswith("*"))

    def fact(self, token: str, *, of_a_cloud: bool = True) -> Fact | None:
        """What is known of a type; None where nobody classified it. Raises ``FactsError``."""
        found = self._builtin.get(token) or self._of_service(service(token)).get(token)
        if found is None and not of_a_cloud:
            found = next((fact for prefix, fact in self._prefixes if token.startswith(prefix)), None)
        return found

    @cached_property
    def types(self) -> Mapping[str, Fact]:
        """Every type that is classified. Reads all files: for tools and tests. Raises ``FactsError``."""
        names = sorted(
            str(p.relative_to(self._folder).with_suffix("")) for p in self._folder.glob("*/*.yaml")
        )
        clouds = {token: fact for name in names for token, fact in self._of_service(name).items()}
        return clouds | {token: f for token, f in self._builtin.items() if not token.endswith("*")}

    def _of_service(self, name: str) -> Mapping[str, Fact]:
        known = self._files.get(name)
        if known is None:
            known = {}
            if SERVICE.fullmatch(name) and (self._folder / f"{name}.yaml").is_file():
                known = classified(parse_file(self._folder, name))
                if strays := sorted(token for token in known if service(token) != name):
                    msg = f"facts/{name}.yaml: these types belong in another file: {strays}"
                    raise FactsError(msg)
            self._files[name] = known
        return known


def service(token: str) -> str:
    """The file that classifies a type: ``aws:rds/cluster:Cluster`` is in ``aws/rds``."""
    cloud, _, rest = token.partition(":")
    return f"{cloud}/{rest.partition(':')[0].partition('/')[0]}"


def parse_file(folder: Path, name: str) -> FactsFile:
    """One file by its name without ending. Raises ``FactsError``."""
    return parse((folder / f"{name}.yaml").read_text("utf-8"), f"facts/{name}.yaml")


def classified(file: FactsFile) -> Mapping[str, Fact]:
    """Every type of a file, those that hold nothing included."""
    return {token: _NOTHING for tokens in file.nothing.values() for token in tokens} | file.types


@cache
def catalogue() -> Catalogue:
    """The project's facts."""
    return Catalogue()
