"""A stack file as the program would read it, without the engine."""

from __future__ import annotations

import json

import yaml

from infra.lines import SECTION, unconfigured, with_lines
from jurisdictions.problem import ProblemsError
from plan.model import Plan
from plan.resolve import plan_text


def plan_file(text: str, *, project: str, stack: str) -> Plan:
    """The plan of a stack file. Raises ``ProblemsError`` with the line of each problem."""
    try:
        return plan_text(json.dumps(_intent(text, stack)), project=project, stack=stack)
    except ProblemsError as error:
        raise ProblemsError(with_lines(error.problems, text)) from error


def _intent(text: str, stack: str) -> object:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ProblemsError([unconfigured(stack, f"no YAML: {error}")]) from error
    for key in SECTION:
        if not isinstance(found, dict) or key not in found:
            raise ProblemsError([unconfigured(stack, "nothing")])
        found = found[key]
    return found
