"""``domicile failover``: the runbook of one loss, from what is deployed and from the stack file.

It runs nothing: whoever is on call decides.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.audit_source import load, trusted_facts
from cli.runbook import runbook
from cli.stack_file import plan_file
from cli.survive import checkpoint
from cli.workspace import Workspace, find_root
from policies.reports import Source


def failover(
    lost: Annotated[
        str, typer.Option("--lost", help="What is gone: aws, aws/eu-west-2, or a zone: euw2-az1.")
    ],
    stack: Annotated[str, typer.Option("--stack", "-s", help="The stack, by its file.")] = "dev",
    file: Annotated[
        str | None,
        typer.Option(
            "--file", metavar="STATE.json", help="What `pulumi stack export` wrote; else the sandbox."
        ),
    ] = None,
) -> None:
    """Say what to do when a zone, a region or a cloud is lost, in order, and how to come back."""
    workspace = Workspace(root=find_root(Path.cwd()), stack=stack)
    workspace.require()
    text = workspace.source.read_text(encoding="utf-8")
    plan = plan_file(text, project=workspace.project_name, stack=stack)
    graph, _ = load(file or str(checkpoint(stack)), Source.STATE)
    with trusted_facts():
        lines = list(runbook(plan, graph, lost, workspace.source.name))
    for line in lines:
        typer.echo(line)
