"""The page of the engines, made from the advisor's own answers and from ``jurisdictions/engines.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import get_args

from jurisdictions import Engine, EngineLayout, known_engines, laws
from jurisdictions.engine_schema import Figure, Read, Survives
from jurisdictions.engines import load_engines
from jurisdictions.model import DataClass
from plan.advice import Advice, Option, Question, advise
from plan.draft import GLOBAL

HEAD = """\
# Engines

What a store can run on, in which jurisdiction, and what it outlives. Made from `jurisdictions/engines.yaml`
and the advisor's answers by `make reference`; a test fails when it is stale. For one case, with places,
latency, reasons and the settings to paste: `domicile advise --jurisdiction uk --survives region`.

**Bold**: a stack can declare it; tests plan each such cell, and bring every engine up in the sandbox. Plain:
possible inside the law, not yet provisioned by this project. A dash: impossible there; the advisor says why.
"SQL, today" is what the advisor puts first. The tables are for class `persistent`, for `valkey` (which may
lose what it acknowledged) for class `transient`; all places of a layout, witnesses too, are where the law
lets data, keys and backups rest. ¹ Two of its places are in one metropolitan area: it survives what a
provider loses, not what a city loses.
"""
_NONE = "-"
_TITLES: dict[Survives, str] = {
    "zone": "Survives the loss of a zone",
    "region": "Survives the loss of a region",
    "cloud": "Survives the loss of a cloud",
}
_MARKS = {"docs": "", "data": " (SDK data)", "quoted": " (quoted)", "memory": " (memory)"}


def pages() -> dict[str, str]:
    """Text of the page by its path below the project's root."""
    return {"docs/engines.md": _page()}


@cache
def _page() -> str:
    return "".join(_parts())


def _parts() -> Iterator[str]:
    yield HEAD
    for survives in get_args(Survives):
        yield from _possible(survives)
    yield "\n## Reads that may be stale\n\n"
    yield "Where nobody states a bound, there is none: a client that needs one asks for a strong read.\n\n"
    yield from _table(("engine and layout", "reads", "how stale", "how a client asks"), _stale())
    for name, engine in known_engines().items():
        yield from _engine(name, engine)
    yield "\n## Sources\n\nWhat vendors say is a statement, not an agreement. Marks: (quoted) a third party "
    yield "quotes the vendor; (SDK data) from machine-readable data; (memory) remembered, to be checked.\n\n"
    rows = [
        (f"`{key}`", source.text, source.as_of.isoformat()) for key, source in load_engines().sources.items()
    ]
    yield from _table(("source", "what", "read on"), rows)


def _possible(survives: Survives) -> Iterator[str]:
    names = [n for n, e in known_engines().items() if any(survives in x.survives for x in e.layouts.values())]
    yield f"\n## {_TITLES[survives]}\n\n"
    rows = []
    for law in (law for law in laws().values() if law.id != GLOBAL):
        lasting = advise(_question(law.id, survives, DataClass.PERSISTENT))
        passing = advise(_question(law.id, survives, DataClass.TRANSIENT))
        best = next((o for o in lasting.options if o.provisioned and _speaks_sql(o)), None)
        cells = [_cell(n, passing if known_engines()[n].holds == "cache" else lasting) for n in names]
        rows.append((f"`{law.id}` {law.name}", _places(best), *cells))
    yield from _table(("jurisdiction", "SQL, today", *names), rows)


def _question(jurisdiction: str, survives: Survives, data_class: DataClass) -> Question:
    return Question(jurisdiction=jurisdiction, data_class=data_class, survives=survives, sql=False)


def _places(option: Option | None) -> str:
    if option is None:
        return _NONE
    return f"{option.config or option.engine}: {', '.join(seat.place for seat in option.seats)}"


def _speaks_sql(option: Option) -> bool:
    return known_engines()[option.engine].holds == "rows"


def _cell(name: str, advice: Advice) -> str:
    found = {o.layout: o for o in reversed(advice.options) if o.engine == name}
    said = [(f"**{n}**" if o.provisioned else n) + (" ¹" if o.one_city else "") for n, o in found.items()]
    return ", ".join(reversed(said)) or _NONE


def _stale() -> Iterator[tuple[str, ...]]:
    for name, key, layout in _layouts():
        for read in layout.reads:
            if read.consistency != "strong":
                yield (
                    f"{name} {key}",
                    read.consistency,
                    f"{read.staleness}{_MARKS[read.confidence]}",
                    read.ask,
                )


def _layouts() -> Iterator[tuple[str, str, EngineLayout]]:
    for name, engine in known_engines().items():
        yield from ((name, key, layout) for key, layout in engine.layouts.items())


def _engine(name: str, engine: Engine) -> Iterator[str]:
    yield f"\n## {name}\n{engine.name}, on {' and '.join(engine.clouds)}; holds {engine.holds}.\n\n"
    yield f"- Licence: {_said(engine.licence)}\n- Customer-managed keys: {_said(engine.cmek)}\n"
    yield "".join(f"- Limit: {_said(limit)}\n" for limit in engine.limits)
    yield "\n"
    titles = (
        "layout",
        "today",
        "survives",
        "needs",
        "majority",
        "standby",
        "RPO",
        "RTO",
        "strong reads",
        "shape",
    )
    yield from _table(titles, (_row(key, layout) for key, layout in engine.layouts.items()))


def _row(key: str, layout: EngineLayout) -> tuple[str, ...]:
    domains = layout.domains
    quorum = f"{layout.quorum} of {sum(layout.voters)}" if layout.quorum else _NONE
    strong = [read for read in layout.reads if read.consistency == "strong"]
    return (
        f"`{key}` {layout.title}",
        "yes" if layout.provisioned else "no",
        ", ".join(layout.survives),
        f"{domains.count} {domains.kind}s" + (f" of one {layout.together} set" if layout.together else ""),
        quorum,
        layout.replication,
        _said(layout.rpo),
        _said(layout.rto),
        "; ".join(_asked(read) for read in strong) or _NONE,
        f"`{layout.source}`{_MARKS[layout.confidence]}",
    )


def _said(figure: Figure) -> str:
    return f"{figure.says} [`{figure.source}`]{_MARKS[figure.confidence]}"


def _asked(read: Read) -> str:
    return f"{read.ask} [`{read.source}`]{_MARKS[read.confidence]}"


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |\n|{' --- |' * len(titles)}\n"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n"
