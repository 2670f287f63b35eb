"""Line numbers for problems: where in ``Pulumi.<stack>.yaml`` a path of a setting is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import yaml

from jurisdictions.problem import Problem

SECTION = ("config", "domicile:stack")


def with_lines(problems: Sequence[Problem], text: str) -> tuple[Problem, ...]:
    """The problems, each with the line of its setting, or of the nearest setting above that is written.

    Lines count from 1. A text that is no YAML leaves the problems as they are: the engine has already
    said what is wrong with it.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return tuple(problems)
    return tuple(replace(p, line=_line(root, p.path)) for p in problems)


def unconfigured(stack: str, value: str) -> Problem:
    """A stack file that says nothing for this project."""
    return Problem(
        code="DOM-100",
        path=SECTION[-1],
        what="the stack has no configuration",
        value=value,
        allowed="config: {domicile:stack: {name, accounts, jurisdictions, stores, ...}}",
        fix=f"write Pulumi.{stack}.yaml; Pulumi.dev.yaml is a small one to copy",
    )


def _line(root: yaml.Node | None, path: str) -> int | None:
    node, line = root, None
    for key in SECTION:
        found = _entry(node, key)
        if found is None:
            return line
        node, line = found
    rest = "" if path == SECTION[-1] else path
    while rest and isinstance(node, yaml.MappingNode):
        keys = [k.value for k, _ in node.value if rest == k.value or rest.startswith(f"{k.value}.")]
        if not keys:
            break
        key = max(keys, key=len)
        found = _entry(node, key)
        if found is None:
            break
        node, line = found
        rest = rest[len(key) + 1 :]
    return line


def _entry(node: yaml.Node | None, key: str) -> tuple[yaml.Node, int] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    for k, v in node.value:
        if k.value == key:
            return v, k.start_mark.line + 1
    return None
