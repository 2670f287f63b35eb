"""The resource types of an installed SDK: its tokens, their properties and inputs, read from its source.

As text: to import both SDKs takes minutes and gigabytes, and a policy pack must not depend on them. Only
tools and tests use this; no judgement does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

CLOUDS = ("aws", "gcp")
_MODULES = re.compile(r'resource_modules="""\n(.*?)\n"""', re.DOTALL)
_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)
_RESOURCE = re.compile(r"^class (\w+)\(pulumi\.\w+\)", re.MULTILINE)
_GETTER = re.compile(
    r"property\s+@pulumi\.getter(?:\(name=\"(\w+)\"\))?\s+(?:@[^\n]*\n\s+)?"
    r"def (\w+)\(self[^)]*\) -> ([^\n]+):"
)
_NESTED = re.compile(r"'(?:_?(\w+)\.)?(\w+)'")
_DEEPEST = 12
"""Types nested deeper than this only repeat themselves."""
Properties = Mapping[str, str]
"""Names as the engine has them, each with its type as the source has it."""


class SdkError(RuntimeError):
    """The SDK is not installed, or not written as it used to be."""


class Sdk:
    """One installed SDK."""

    def __init__(self, cloud: str) -> None:
        self.root = _root(cloud)
        listed = _MODULES.search((self.root / "__init__.py").read_text("utf-8"))
        if listed is None:
            msg = f"pulumi_{cloud} does not list its modules as it used to"
            raise SdkError(msg)
        self._classes: dict[str, tuple[Path, str]] = {
            token: (self.root.joinpath(*module["fqn"].split(".")[1:]), name)
            for module in json.loads(listed[1])
            for token, name in module["classes"].items()
        }

    @property
    def tokens(self) -> frozenset[str]:
        """Every resource type."""
        return frozenset(self._classes)

    def properties(self, token: str) -> Properties:
        """What a resource of a type has, once it is made; all of its inputs among it."""
        _, name = self._classes[token]
        return _properties(self._source(token)[name])

    def inputs(self, token: str) -> Iterator[tuple[str, str]]:
        """Every input with a value of its own, as a path like ``replicas[].regionName``, and its type."""
        folder, name = self._classes[token]
        source = self._source(token)
        given = source.get(f"{name}InitArgs") or source.get(f"{name}Args") or ""
        yield from self._walk(_properties(given), folder, "", 0)

    def wrong(self, token: str, path: str) -> str:
        """What is wrong with a path of a type; nothing where the type has it."""
        folder, here = self._classes[token][0], self.properties(token)
        for step in path.split("."):
            name = step.removesuffix("[]")
            kind = here.get(name)
            if kind is None:
                return f"{path}: no {name}"
            if ("Sequence[" in kind) != step.endswith("[]"):
                return f"{path}: {name} is {'a list' if 'Sequence[' in kind else 'no list'}"
            if "Mapping[" in kind:
                return ""  # any key is one of a map
            here = self._nested(kind, folder, "outputs.py")
        return ""

    def _source(self, token: str) -> Mapping[str, str]:
        folder, name = self._classes[token]
        return _blocks(_files(folder)[name])

    def _walk(self, here: Properties, folder: Path, at: str, depth: int) -> Iterator[tuple[str, str]]:
        for name, kind in here.items():
            path = f"{at}{name}{'[]' * kind.count('Sequence[')}"
            inner = self._nested(kind, folder, "_inputs.py") if depth < _DEEPEST else {}
            if inner:
                yield from self._walk(inner, folder, f"{path}.", depth + 1)
            else:
                yield path, kind

    def _nested(self, kind: str, folder: Path, file: str) -> Properties:
        """The properties of the type that ``kind`` names; none where it names none."""
        for module, name in _NESTED.findall(kind):
            where = folder if module in {"", "outputs"} else self.root / module
            if (where / file).is_file() and (block := _blocks(where / file).get(name)):
                return _properties(block)
        return {}


def _root(cloud: str) -> Path:
    spec = find_spec(f"pulumi_{cloud}")
    if spec is None or spec.origin is None:
        msg = f"pulumi_{cloud} is not installed"
        raise SdkError(msg)
    return Path(spec.origin).parent


@cache
def _files(folder: Path) -> Mapping[str, Path]:
    """The file of each resource class of a module."""
    files = sorted(file for file in folder.glob("*.py") if file.name != "__init__.py")
    return {name: file for file in files for name in _RESOURCE.findall(file.read_text("utf-8"))}


@cache
def _blocks(file: Path) -> Mapping[str, str]:
    """The classes of a file, each as text without its comments' bulk: only what declares a property."""
    text = file.read_text("utf-8")
    starts = [(match[1], match.start()) for match in _CLASS.finditer(text)]
    ends = [start for _, start in starts[1:]] + [len(text)]
    return {
        name: "\n".join(match[0] for match in _GETTER.finditer(text, start, end))
        for (name, start), end in zip(starts, ends, strict=True)
    }


@cache
def _properties(block: str) -> Properties:
    return {camel or name: kind for camel, name, kind in _GETTER.findall(block)}
