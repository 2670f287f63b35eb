"""``domicile schema``: what pins the rows of each store to their home, from the stack file alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.errors import refuse
from cli.schema_review import review_file
from cli.stack_file import plan_file
from cli.workspace import Workspace, find_root
from jurisdictions.problem import Problem, ProblemsError
from plan.model import Store
from plan.resolve import all_stores
from schema import Artefact, artefacts

_console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
Made = list[tuple[Store, Artefact]]


def schema(
    stack: Annotated[
        str, typer.Option("--stack", "-s", help="The stack, by its file Pulumi.<stack>.yaml.")
    ] = "dev",
    store: Annotated[str | None, typer.Option("--store", help="One store; all by default.")] = None,
    jurisdiction: Annotated[
        str | None, typer.Option("--jurisdiction", "-j", help="Key of the law, or global; all by default.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write <jurisdiction>/<store>/<file> below this folder.")
    ] = None,
    check: Annotated[
        Path | None, typer.Option("--check", help="Judge this file of CockroachDB SQL or Spanner DDL.")
    ] = None,
) -> None:
    """Print what pins the rows of each store to their home: SQL and settings, made from the plan.

    With --check, judge a file of SQL instead: does it keep rows where the plan has them?
    """
    workspace = Workspace(root=find_root(Path.cwd()), stack=stack)
    workspace.require()
    text = workspace.source.read_text(encoding="utf-8")
    plan = plan_file(text, project=workspace.project_name, stack=stack)
    chosen = _chosen(all_stores(plan), store, jurisdiction)
    if check is not None:
        for name in review_file(check, chosen):
            _console.print(f"{check}: no problem for {name}", soft_wrap=True, markup=False)
        return
    made = _make(chosen)
    if out is not None:
        for path in _write(made, out):
            _console.print(f"written: {path}", soft_wrap=True, markup=False)
        return
    for of, artefact in made:
        sys.stdout.write(f"{_mark(artefact)} {of.jurisdiction}/{of.store}/{artefact.file}\n{artefact.text}\n")


def _mark(artefact: Artefact) -> str:
    return "#" if artefact.language == "text" else "--"


def _chosen(stores: tuple[Store, ...], store: str | None, jurisdiction: str | None) -> list[Store]:
    """The stores that were asked for. Raises ``ProblemsError`` (DOM-306) where there is none."""
    found = [
        s
        for s in stores
        if s.store == (store or s.store) and s.jurisdiction == (jurisdiction or s.jurisdiction)
    ]
    if not found:
        there = sorted({f"{s.store} in {s.jurisdiction}" for s in stores})
        raise refuse(
            code="DOM-306",
            path="domicile schema",
            what="the stack has no such store there",
            value=f"{store or 'any store'} in {jurisdiction or 'any jurisdiction'}",
            allowed=", ".join(there) or "none: the stack has no stores",
            fix="name a store with --store, its jurisdiction with --jurisdiction, or neither",
        )
    return found


def _make(stores: list[Store]) -> Made:
    """All artefacts. Raises ``ProblemsError`` with what is wrong in any of them."""
    made: Made = []
    problems: list[Problem] = []
    for store in stores:
        try:
            made += [(store, artefact) for artefact in artefacts(store)]
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return made


def _write(made: Made, out: Path) -> Iterator[Path]:
    """Write the files. Raises ``ProblemsError`` (DOM-307) where that cannot be done."""
    for of, artefact in made:
        path = out / of.jurisdiction / of.store / artefact.file
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(artefact.text, encoding="utf-8")
        except OSError as error:
            raise refuse(
                code="DOM-307",
                path="domicile schema --out",
                what="a file cannot be written there",
                value=f"{path} ({error.strerror})",
                allowed="a folder that this user may write to, or one that is not there yet",
                fix="name another folder",
            ) from error
        yield path
