"""A stack file as the program would read it, without the engine."""

from __future__ import annotations

import json

import yaml

from infra.lines import SECTION, unconfigured, with_lines
from jurisdictions.problem import ProblemsError
from plan.model import Plan
from plan.resolve import all_stores, plan_text
from plan.secrets import missing


class _Loader(yaml.SafeLoader):
    """YAML as the engine has it: no dates, no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        """A mapping whose keys are all different."""
        keys = [key.value for key, _ in node.value]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise yaml.constructor.ConstructorError(
                None, None, f"given twice: {', '.join(twice)}", node.start_mark
            )
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def plan_file(text: str, *, project: str, stack: str) -> Plan:
    """The plan of a stack file. Raises ``ProblemsError`` with the line of each problem."""
    try:
        return plan_text(_intent(text, stack), project=project, stack=stack)
    except ProblemsError as error:
        raise ProblemsError(with_lines(error.problems, text)) from error


def require_secrets(text: str, plan: Plan) -> None:
    """Raise ``ProblemsError`` with every secret that the stores need and the stack file does not have."""
    found = yaml.load(text, Loader=_Loader)  # noqa: S506  (a safe loader: it derives from SafeLoader)
    prefix = f"{SECTION[-1].partition(':')[0]}:"
    given = {key.removeprefix(prefix) for key in found[SECTION[0]] if key.startswith(prefix)}
    if problems := missing(all_stores(plan), given):
        raise ProblemsError(with_lines(problems, text))


def _intent(text: str, stack: str) -> str:
    """The intent as JSON text, which is also what ``pulumi config set`` leaves in the file."""
    try:
        found = yaml.load(text, Loader=_Loader)  # noqa: S506  (a safe loader: it derives from SafeLoader)
        for key in SECTION:
            if not isinstance(found, dict) or key not in found:
                raise ProblemsError([unconfigured(stack, "nothing")])
            found = found[key]
        return found if isinstance(found, str) else json.dumps(found)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, ProblemsError):
            raise
        raise ProblemsError([unconfigured(stack, f"no YAML that can be read: {error}")]) from error
