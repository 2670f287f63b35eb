"""``domicile audit``: the policies over an exported state or a preview, without the engine."""

from __future__ import annotations

import os
import sys
import traceback
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.audit_source import STDIN, Loaded, declared, load, read_text, trusted_facts
from cli.errors import refuse
from jurisdictions.problem import ProblemsError
from policies import exemptions, judge, trusted
from policies.links import base_in
from policies.reports import SKIPPED, Audit, Source, render

Format = Literal["text", "json", "sarif", "junit"]
FOUND = 1
BAD_INPUT = 2
FAULT = 3


def audit(
    state: Annotated[
        str | None, typer.Argument(metavar="STATE.json", help="What `pulumi stack export` wrote; - reads it.")
    ] = None,
    *,
    preview: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Instead: what `pulumi preview --json --show-sames` wrote."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How it is reported.")] = "text",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to; else printed.")] = None,
    exempt: Annotated[
        str | None, typer.Option("--exemptions", metavar="FILE", help="Instead of policies/exemptions.yaml.")
    ] = None,
    today: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="The day as of which exemptions are judged.", show_default="today"
        ),
    ] = None,
) -> None:
    """Judge a state or a preview by the policies.

    Ends with 0: nothing found; 1: something found; 2: it cannot be judged; 3: a fault of this program.
    """
    day = today.date() if today is not None else datetime.now(UTC).date()
    try:
        _keep(output, state, preview, exempt)
        result = audited(state, preview, exempt, day)
        _write(result, form, output)
    except ProblemsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(BAD_INPUT) from None
    except Exception:  # Python would end with 1, which says that something was found
        traceback.print_exc()
        raise typer.Exit(FAULT) from None
    raise typer.Exit(FOUND if result.judged.findings else 0)


def audited(state: str | None, preview: str | None, exempt: str | None, today: date) -> Audit:
    """The audit of one of the two files. Raises ``ProblemsError`` where it cannot be judged."""
    if (state is None) == (preview is None):
        raise refuse(
            code="DOM-716",
            path="domicile audit",
            what="One thing is audited at a time.",
            value="nothing" if state is None else f"{state} and {preview}",
            allowed="domicile audit STATE.json, or domicile audit --preview PREVIEW.json",
            fix="Name one of them.",
        )
    source = Source.STATE if state is not None else Source.PREVIEW
    file = state if state is not None else preview or ""
    told, exempted = _given(file, source, exempt)
    graph, entries = told
    with trusted_facts():
        found = judge(graph)
    judged = exemptions.apply(found, exempted, today, graph, skipped=SKIPPED[source])
    concerned = {f.urn for f in found}
    return Audit(
        file="stdin" if file == STDIN else file,
        source=source,
        today=today,
        graph=graph,
        judged=judged,
        declared=declared(entries, concerned) if concerned else {},
        base=base_in(os.environ),
    )


def _given(file: str, source: Source, exempt: str | None) -> tuple[Loaded, exemptions.Exemptions]:
    """What is audited, and the exemptions. Raises ``ProblemsError`` with all that is wrong in either."""
    found: list[Loaded] = []
    allowed: list[exemptions.Exemptions] = []
    trusted.check(
        lambda: found.append(load(file, source)),
        lambda: allowed.append(
            exemptions.load() if exempt is None else exemptions.parse(read_text(exempt), exempt)
        ),
    )
    return found[0], allowed[0]


def _keep(output: Path | None, *inputs: str | None) -> None:
    """Refuses to write a report over what it is made from."""
    for file in inputs:
        if output is not None and file and Path(file).exists() and output.exists() and output.samefile(file):
            raise refuse(
                code="DOM-717",
                path="--output",
                what="The report would take the place of what it is made from.",
                value=str(output),
                allowed="a file of its own",
                fix="Name another file.",
            )


def _write(result: Audit, form: Format, output: Path | None) -> None:
    text = render(result, form)
    if output is None or str(output) == STDIN:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
        return
    try:
        output.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise refuse(
            code="DOM-717",
            path=str(output),
            what=f"The report cannot be written: {error.strerror}.",
            value=str(output),
            allowed="a file in a folder that is there and may be written",
            fix="Correct --output.",
        ) from error
    typer.echo(result.summary, err=True)


def run(arguments: list[str]) -> None:
    """The command by itself, without what the others import."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(audit)
    app(arguments, prog_name="domicile audit")
