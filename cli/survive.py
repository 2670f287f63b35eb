"""``domicile survive``: what is left of a stack when a zone, a region or a cloud is lost, from its state."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.audit_source import load, trusted_facts
from cli.errors import refuse
from cli.workspace import Workspace, find_root
from jurisdictions.problem import ProblemsError
from policies.reports import Source
from survival.model import Kind, Report
from survival.report import survey
from survival.text import render

Format = Literal["text", "json"]
BROKEN = 1
BAD_INPUT = 2


def survive(
    *,
    stack: Annotated[
        str | None, typer.Option("--stack", "-s", help="A stack that is up in the sandbox; dev by default.")
    ] = None,
    file: Annotated[
        str | None,
        typer.Option(
            "--file", metavar="STATE.json", help="Instead: what `pulumi stack export` wrote; - reads it."
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How it is reported.")] = "text",
    zones: Annotated[bool, typer.Option("--zones", help="Zones too, not regions and clouds alone.")] = False,
    require: Annotated[
        bool, typer.Option("--require", help="Fail where a store survives less than the outputs promise.")
    ] = False,
) -> None:
    """Say what is left when a region or a cloud is lost: 0 said, 1 a promise is broken, 2 cannot be told."""
    if stack is not None and file is not None:
        raise typer.BadParameter("name a stack or a file, not both", param_hint="--file")
    try:
        found = surveyed(file or str(checkpoint(stack or "dev")), zones=zones, require=require)
    except ProblemsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(BAD_INPUT) from None
    text = render(found) if form == "text" else found.model_dump_json(indent=2) + "\n"
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.flush()
    if require and not all(promise.kept for promise in found.promises):
        raise typer.Exit(BROKEN)


def surveyed(file: str, *, zones: bool, require: bool) -> Report:
    """The report of a state. Raises ``ProblemsError`` where it is none, or has no promise to require."""
    graph, _ = load(file, Source.STATE)
    with trusted_facts():
        found = survey(graph)
    if require and not found.promised:
        raise refuse(
            code="DOM-722",
            path=file,
            what="The state has no outputs that say what its stores survive.",
            value="outputs that are encrypted" if found.stores else "no store",
            allowed="an export of a stack of this project, with its outputs in plain text",
            fix="pulumi stack export --show-secrets, of a stack that is up",
        )
    kinds: tuple[Kind, ...] = ("zone", "region", "cloud") if zones else ("region", "cloud")
    return found.report(kinds)


def checkpoint(stack: str) -> Path:
    """The engine's own file of a stack in the sandbox: no engine is started to read it."""
    workspace = Workspace(root=find_root(Path.cwd()), stack=stack)
    workspace.require()
    if not workspace.checkpoint.is_file():
        raise refuse(
            code="DOM-721",
            path="--stack",
            what="The stack is not up in the sandbox.",
            value=stack,
            allowed="a stack after `domicile up`, or a state by --file",
            fix=f"domicile up --stack {stack}; else `pulumi stack export`, and the same with --file",
        )
    return workspace.checkpoint


def run(arguments: list[str]) -> None:
    """The command by itself, without what the others import."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(survive)
    app(arguments, prog_name="domicile survive")
