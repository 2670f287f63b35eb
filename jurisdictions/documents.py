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


class PlainLoader(yaml.SafeLoader):
    """YAML in which only ``true`` and ``false`` are booleans, and keys are unique."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Refuses a key that is written twice."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                mark = node.value[number][0].start_mark
                raise yaml.MarkedYAMLError("in a mapping", node.start_mark, f"{key!r} is written twice", mark)
        return super().construct_mapping(node, deep)


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def parse(text: str, shape: type[Document], file: str, code: str) -> Document:
    """The document in ``text``; raises ``ProblemsError`` with ``code`` for all that is wrong in its shape."""
    loader = PlainLoader(text)
    try:
        raw = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = None if error.problem_mark is None else error.problem_mark.line + 1
        what = error.problem or "not YAML"
        raise ProblemsError(
            [_problem(code=code, path=file, what=what, value="", allowed="YAML, each key once", line=line)]
        ) from error
    finally:
        loader.dispose()
    return validate(raw, shape, file, code)


def validate(raw: object, shape: type[Document], file: str, code: str) -> Document:
    """``raw`` as a ``shape``; raises ``ProblemsError`` with ``code`` for all that is wrong."""
    try:
        # Through JSON, as strict mode would refuse YAML's lists where tuples are meant, and its dates.
        return shape.model_validate_json(json.dumps(raw, default=str))
    except ValidationError as error:
        problems = [
            _problem(
                code=code,
                path=".".join([file, *(str(part) for part in found["loc"])]),
                what=found["msg"],
                value=json.dumps(found["input"], default=str, ensure_ascii=False)[:120],
                allowed=str(
                    found.get("ctx", {}).get("pattern")
                    or found.get("ctx", {}).get("expected")
                    or found["type"]
                ),
            )
            for found in error.errors()
        ]
        raise ProblemsError(problems) from error


def _problem(
    *, code: str, path: str, what: str, value: str, allowed: str, line: int | None = None
) -> Problem:
    fix = "Correct the entry; the file's header describes each key."
    return Problem(code=code, path=path, what=what, value=value, allowed=allowed, fix=fix, line=line)
