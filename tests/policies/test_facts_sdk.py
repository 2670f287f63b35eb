"""Facts against the SDKs: every type and every path that they name is there, and is a list where we say so.

Reads the source of the SDKs: importing both of them takes minutes and gigabytes.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from policies.facts import Fact, Holds, catalogue

TOKEN = re.compile(r"super\(.*?\)\.__init__\(\s*'([a-z]+:[^']+)'")
GETTER = re.compile(
    r"property\s+@pulumi\.getter(?:\(name=\"(\w+)\"\))?\s+(?:@[^\n]*\n\s+)?"
    r"def (\w+)\(self[^)]*\) -> ([^\n]+):"
)
BY_CLOUD = sorted(token for token in catalogue().types if token.startswith(("aws:", "gcp:")))
Properties = dict[str, str]


@cache
def _sources() -> dict[str, tuple[Path, str]]:
    """File and text of each type's class."""
    found: dict[str, tuple[Path, str]] = {}
    for package in ("pulumi_aws", "pulumi_gcp"):
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        modules = {t.split(":")[1].partition("/")[0].lower() for t in BY_CLOUD}
        folders = [
            f for f in Path(spec.origin).parent.iterdir() if f.name.replace("_", "").strip() in modules
        ]
        for file in (file for folder in folders for file in folder.glob("*.py")):
            text = file.read_text("utf-8")
            found |= dict.fromkeys(TOKEN.findall(text), (file, text))
    return found


def _properties(text: str) -> Properties:
    return {camel or name: kind for camel, name, kind in GETTER.findall(text)}


@cache
def _nested(folder: Path) -> dict[str, Properties]:
    classes = re.split(r"\n@pulumi\.output_type\nclass ", (folder / "outputs.py").read_text("utf-8"))[1:]
    return {re.split(r"\W", c, maxsplit=1)[0]: _properties(c) for c in classes}


def _wrong(path: str, properties: Properties, folder: Path) -> str:
    for step in path.split("."):
        name = step.removesuffix("[]")
        kind = properties.get(name)
        if kind is None:
            return f"{path}: no {name}"
        if ("Sequence[" in kind) != step.endswith("[]"):
            return f"{path}: {name} is {'a list' if 'Sequence[' in kind else 'no list'}"
        inner = re.search(r"outputs\.(\w+)", kind)
        properties = _nested(folder).get(inner[1], {}) if inner else {}
    return ""


def _paths(fact: Fact) -> list[str]:
    return [
        *fact.at,
        *fact.copies,
        *fact.backups,
        *fact.logs,
        *fact.keys,
        *fact.of,
        *([fact.tags] if fact.tags else []),
    ]


@pytest.mark.parametrize("token", BY_CLOUD)
def test_a_fact_is_true_of_the_sdk(token: str) -> None:
    fact = catalogue().types[token]
    assert token in _sources(), "no such type"
    file, text = _sources()[token]
    properties = _properties(text[text.rindex("\nclass ") :])
    assert [wrong for path in _paths(fact) if (wrong := _wrong(path, properties, file.parent))] == []
    if fact.holds not in {Holds.NOTHING, Holds.OPAQUE}:
        assert fact.tags or fact.of or {"tags", "labels"} & properties.keys(), "cannot tell whose it is"
