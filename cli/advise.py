"""``domicile advise``: what a store can run on inside a law, best first, and why the rest cannot."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any, get_args

import typer
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.topology import where
from jurisdictions import Law, UnknownPlaceError, cite, law, laws, place
from jurisdictions.engine_schema import Figure, Survives
from jurisdictions.model import DataClass
from jurisdictions.problem import Problem, ProblemsError
from plan.advice import Advice, Option, Question
from plan.advice import advise as answer
from plan.rest import allowed_regions, may_rest

FORMAT = "1.0"
"""Version of the JSON."""
_CHOICES: dict[str, tuple[str, ...]] = {
    "--class": tuple(c.value for c in DataClass),
    "--survives": get_args(Survives),
    "--consistency": ("strong", "eventual"),
    "--format": ("text", "json"),
}


def advise(
    jurisdiction: Annotated[
        str, typer.Option("--jurisdiction", "-j", help="A key of jurisdictions/law.yaml.")
    ],
    *,
    data_class: Annotated[
        str, typer.Option("--class", help="metadata, transient or persistent.")
    ] = "persistent",
    survives: Annotated[str, typer.Option(help="zone, region or cloud.")] = "region",
    max_write_ms: Annotated[float | None, typer.Option(help="What a write may wait for.")] = None,
    consistency: Annotated[str, typer.Option(help="strong, or eventual: stale reads will do.")] = "eventual",
    sql: Annotated[bool, typer.Option("--sql/--no-sql", help="Whether it must speak SQL.")] = True,
    home: Annotated[str | None, typer.Option(help="The place of home, if that is settled.")] = None,
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Say what a store can run on inside a law, best first, and why the rest cannot."""
    given = {"--class": data_class, "--survives": survives, "--consistency": consistency, "--format": output}
    if problems := list(_problems(jurisdiction, given, max_write_ms, home)):
        raise ProblemsError(problems)
    question = Question(
        jurisdiction=jurisdiction,
        data_class=DataClass(data_class),
        survives=next(s for s in get_args(Survives) if s == survives),
        max_write_ms=max_write_ms,
        strong=consistency == "strong",
        sql=sql,
        prefer=(home,) if home else (),
    )
    advice = answer(question)
    if output == "json":
        typer.echo(json.dumps(document(question, advice), indent=2, ensure_ascii=False))
        return
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    for part in render(question, advice):
        # Settings are for pasting: a line of them is neither cut nor broken.
        console.print(part, soft_wrap=isinstance(part, Text) and bool(part.no_wrap))


def document(question: Question, advice: Advice) -> dict[str, Any]:
    """The answer for programs. Figures say where they are from and when they were read."""
    options = [
        asdict(option) | {"rpo": _figure(option.rpo), "rto": _figure(option.rto)} for option in advice.options
    ]
    return {
        "advice": FORMAT,
        "question": asdict(question),
        "options": options,
        "impossible": [asdict(found) for found in advice.impossible],
    }


def render(question: Question, advice: Advice) -> Iterator[RenderableType]:
    """A ranked table, the reasons and the settings of each, and what cannot be."""
    of = law(question.jurisdiction)
    what = f"{question.data_class} data that survives the loss of a {question.survives}"
    count = len(advice.options)
    found = f"{count} ways" if count > 1 else "one way" if count else "no way"
    yield Text.assemble((f"{of.id} {of.name}", "bold"), f": {what}: {found}")
    if advice.options:
        yield Text()
        yield _table(advice)
        yield from (part for n, option in enumerate(advice.options, 1) for part in _reasons(n, option))
    if advice.impossible:
        yield Text.assemble("\n", ("not possible", "bold"))
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for one in advice.impossible:
            table.add_row(f"{one.engine} {one.layout}", Text(one.reason))
        yield table


def _table(advice: Advice) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for title in ("", "engine", "role", "place", "RPO", "RTO", "write", "today"):
        table.add_column(title, no_wrap=title in ("", "engine", "role", "place", "write", "today"))
    for n, option in enumerate(advice.options, 1):
        table.add_row(
            str(n),
            f"{option.engine}\n{option.config or option.layout}",
            "\n".join(seat.role for seat in option.seats),
            "\n".join(where(seat.place) for seat in option.seats),
            option.rpo.says,
            option.rto.says,
            f"{option.write_ms} ms",
            "yes" if option.provisioned else "no",
        )
    return table


def _reasons(number: int, option: Option) -> Iterator[RenderableType]:
    yield Text.assemble("\n", (f"{number} {option.engine}", "bold"), f": {option.title}")
    for sign, reasons in (("+", option.pros), ("-", option.cons)):
        yield from (Padding(Text(f"{sign} {reason}"), (0, 0, 0, 2)) for reason in reasons)
    if option.settings:
        yield Text(f"  stores:\n    {option.settings}", no_wrap=True, overflow="ignore", style="green")


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "says": figure.says,
        "seconds": figure.seconds,
        "source": cite(figure).text,
        "as_of": cite(figure).as_of.isoformat(),
        "confidence": figure.confidence,
    }


def _problems(
    jurisdiction: str, given: dict[str, str], max_write_ms: float | None, home: str | None
) -> Iterator[Problem]:
    of = laws().get(jurisdiction)
    if of is None:
        yield Problem(
            code="DOM-801",
            path="--jurisdiction",
            what="The law knows no such jurisdiction.",
            value=jurisdiction,
            allowed=", ".join(sorted(laws())),
            fix="Correct the name, or have its owner add it to jurisdictions/law.yaml.",
        )
    for option, value in given.items():
        if value not in _CHOICES[option]:
            yield Problem(
                code="DOM-802",
                path=option,
                what="No such choice.",
                value=value,
                allowed=", ".join(_CHOICES[option]),
                fix="Use one of these.",
            )
    if max_write_ms is not None and not (math.isfinite(max_write_ms) and max_write_ms > 0):
        yield Problem(
            code="DOM-803",
            path="--max-write-ms",
            what="A write cannot take so long.",
            value=f"{max_write_ms:g}",
            allowed="a number of milliseconds above 0",
            fix="Correct it, or leave it out where it does not matter.",
        )
    if of is not None and home is not None and given["--class"] in _CHOICES["--class"]:
        yield from _homeless(of, DataClass(given["--class"]), home)


def _homeless(of: Law, data_class: DataClass, home: str) -> Iterator[Problem]:
    try:
        at = place(home)
    except UnknownPlaceError:
        at = None
    if at is None or at.id != home or not at.is_region or not may_rest(of, data_class, at):
        yield Problem(
            code="DOM-804",
            path="--home",
            what=f"No region where {data_class} data of {of.name} may rest.",
            value=home,
            allowed=allowed_regions(of, data_class),
            fix="Use a region of this jurisdiction, as jurisdictions/places.yaml writes it.",
        )
