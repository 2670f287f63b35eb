"""From YAML text to a validated document, with every problem of it at once.

Two readings of YAML 1.1 are turned off, as they would falsify the law in silence: ``NO`` is Norway, not
false, and a key that is written twice is an error, not the last one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from jurisdictions.problem import Problem, ProblemsError

Document = TypeVar("Document", bound=BaseModel)
FIX = "Correct the entry; the file's header describes each key."


_Base: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class PlainLoader(_Base):  # type: ignore[misc, valid-type]  # the C loader where it is built, ten times faster
    """YAML in which only ``true`` and ``false`` are booleans, and keys are unique."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Refuses a key that is written twice."""
        keys: set[Hashable] = set()
        for told, _ in node.value:
            key = self.construct_object(told, deep=True)
            if isinstance(key, Hashable) and key in keys:
                said = f"{key!r} is written twice"
                raise yaml.MarkedYAMLError("in a mapping", node.start_mark, said, told.start_mark)
            keys |= {key} if isinstance(key, Hashable) else set()  # what is none is refused below
        found: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return found


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def parse(text: str, shape: type[Document], file: str, code: str) -> Document:
    """The document in ``text``; raises ``ProblemsError`` with ``code`` for all that is wrong in its shape."""
    return _validated(read(text, file, code)[1], shape, file, code)


def read(text: str, file: str, code: str, fix: str = FIX) -> tuple[yaml.Node | None, str]:
    """The YAML in ``text`` as nodes, which know their lines, and as JSON; raises ``ProblemsError``."""
    try:
        loader = PlainLoader(text)  # looks for characters that no YAML may have
        try:
            node = loader.get_single_node()
            raw = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
        return node, json.dumps(raw, default=str)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # the last two: an alias to what it is in
        raise ProblemsError([_no_yaml(error, text, file, code, fix)]) from error


def _no_yaml(error: Exception, text: str, file: str, code: str, fix: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    lines = text.splitlines()
    return Problem(
        code=code,
        path=file,
        what=getattr(error, "problem", None) or f"It is not YAML: {str(error).splitlines()[0]}.",
        value=ascii(lines[mark.line][:120]) if mark is not None and mark.line < len(lines) else "",
        allowed="YAML, each key once",
        fix=fix,
        line=None if mark is None else mark.line + 1,
    )


def validate(raw: object, shape: type[Document], file: str, code: str) -> Document:
    """``raw`` as a ``shape``; raises ``ProblemsError`` with ``code`` for all that is wrong."""
    return _validated(json.dumps(raw, default=str), shape, file, code)


def _validated(text: str, shape: type[Document], file: str, code: str) -> Document:
    try:
        # From JSON, as strict mode would refuse YAML's lists where tuples are meant, and its dates.
        return shape.model_validate_json(text)
    except ValidationError as error:
        problems = [
            Problem(
                code=code,
                path=".".join([file, *(str(part) for part in found["loc"])]),
                what=found["msg"],
                value=json.dumps(found["input"], default=str, ensure_ascii=False)[:120],
                allowed=str(
                    found.get("ctx", {}).get("pattern")
                    or found.get("ctx", {}).get("expected")
                    or found["type"]
                ),
                fix=FIX,
            )
            for found in error.errors()
        ]
        raise ProblemsError(problems) from error
