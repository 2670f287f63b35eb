"""docs/failover.md: how a runbook is read, and one of the worked example, as the command prints it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import yaml

from cli.runbook import runbook
from plan.resolve import plan_text
from policies.resources.state import graph_of
from survival.page import FOLDER


def pages() -> dict[str, str]:
    """Text of the page by its path below the project's root."""
    return {"docs/failover.md": "".join(_page())}


def _page() -> Iterator[str]:
    graph = graph_of(json.loads((FOLDER / "state.json").read_text(encoding="utf-8")))
    intent = yaml.safe_load((FOLDER / "intent.yaml").read_text(encoding="utf-8"))
    plan = plan_text(json.dumps(intent), project="domicile", stack="prod")
    words = yaml.safe_load((FOLDER / "failover.yaml").read_text(encoding="utf-8"))
    yield words["head"]
    for lost, about in words["examples"].items():
        printed = "\n".join(runbook(plan, graph, lost, "Pulumi.prod.yaml"))
        yield f"\n## {lost}\n{about}```\n{printed}\n```\n"
