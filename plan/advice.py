"""What a store can run on inside a law, best first; and of everything else, why it cannot.

Pure: the same question has the same answer. Every place of an answer is one where the law lets the data, its
keys and its backups rest, as no other place is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from jurisdictions import EngineLayout, known_engines, law
from jurisdictions.engine_schema import Engine, Figure, Survives
from jurisdictions.model import DataClass
from plan.draft import GLOBAL
from plan.ground import Ground, Placement, Seat, seats
from plan.placement import placements, why_none
from plan.rest import resting

NAME = "records"
"""Name of the store in the settings that are proposed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is wanted of a store."""

    jurisdiction: str
    data_class: DataClass
    survives: Survives
    max_write_ms: float | None = None
    """What a write may wait for, inside the data centre of home; None where it does not matter."""
    strong: bool = False
    """Whether reads must see the last write, or may be stale."""
    sql: bool = True
    prefer: tuple[str, ...] = ()
    """Places to be used where possible: home, then others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One way to do it."""

    engine: str
    layout: str
    title: str
    provisioned: bool
    """Whether a stack can declare it today."""
    seats: tuple[Seat, ...]
    rpo: Figure
    rto: Figure
    write_ms: float
    floor_ms: float
    pros: tuple[str, ...]
    cons: tuple[str, ...]
    one_city: bool
    """Whether two of its places are in one metropolitan area, which one disaster can take."""
    config: str | None = None
    settings: str = ""
    """The line below ``stores`` of a stack file; empty where it cannot be declared."""

    @property
    def where(self) -> str:
        """``home aws/eu-central-1, recovery aws/eu-west-3``."""
        return ", ".join(f"{seat.role} {seat.place}" for seat in self.seats)


@dataclass(frozen=True, kw_only=True, slots=True)
class Impossible:
    """What cannot be, and why."""

    engine: str
    layout: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """The answer."""

    options: tuple[Option, ...]
    """Best first: what can be declared today, then by RPO, RTO and write latency."""
    impossible: tuple[Impossible, ...]


def advise(question: Question) -> Advice:
    """The answer to a question; raises ``UnknownLawError``."""
    options, impossible = list[Option](), list[Impossible]()
    for name, engine in known_engines().items():
        ground = Ground.of(law(question.jurisdiction), resting(name, question.data_class), question.prefer)
        for key, layout in engine.layouts.items():
            if question.survives not in layout.survives:
                continue
            reason = _unfit(question, engine, layout)
            found = [] if reason else list(_options(question, ground, name, key))
            options += found
            if not found:
                reason = (
                    reason or _late(question, ground, layout) or why_none(ground, layout, question.survives)
                )
                impossible.append(Impossible(engine=name, layout=key, reason=reason))
    return Advice(options=tuple(sorted(options, key=_rank)), impossible=tuple(impossible))


def _unfit(question: Question, engine: Engine, layout: EngineLayout) -> str:
    """Why a layout does not do what is asked, wherever it is; empty where it does."""
    if question.sql and engine.holds != "rows":
        return f"no SQL: it holds {engine.holds}"
    if question.strong and "strong" not in layout.consistencies:
        return "no strong reads: what was written last may be missing"
    if question.data_class is DataClass.PERSISTENT and not layout.durable:
        return "not for persistent data: what it acknowledged can be lost with a node"
    if question.data_class is DataClass.TRANSIENT and not layout.expires:
        return "nothing in it shows that transient data is forgotten in time"
    return ""


def _clouds(layout: EngineLayout) -> list[str | None]:
    """What to place a layout on: each of its clouds by itself, or all at once where they mix."""
    return [None] if layout.mixed else [*layout.regions]


def _late(question: Question, ground: Ground, layout: EngineLayout) -> str:
    """What the fastest placement takes, where that is too long; empty where there is none at all."""
    found = [p for cloud in _clouds(layout) for p in placements(ground, layout, question.survives, cloud)]
    fastest = min(found, key=lambda p: p.write_ms, default=None)
    if fastest is None:
        return ""
    where = ", ".join(p.id for p in fastest.sites)
    return f"a write takes about {fastest.write_ms} ms at best, over {question.max_write_ms:g} ms ({where})"


def _options(question: Question, ground: Ground, name: str, key: str) -> Iterator[Option]:
    layout = known_engines()[name].layouts[key]
    for cloud in _clouds(layout):
        found = placements(ground, layout, question.survives, cloud)
        best = ground.best(found, question.max_write_ms)
        if best is None or best.write_ms > (question.max_write_ms or math.inf):
            continue
        config = best.config.name if best.config else None
        taken = tuple(seats(layout, best))
        # Outside jurisdictions, a stack declares tables only (plan.resolve.is_everywhere).
        declarable = layout.provisioned and (question.jurisdiction != GLOBAL or name == "dynamodb")
        yield Option(
            engine=name,
            layout=key,
            title=layout.title,
            provisioned=declarable,
            seats=taken,
            rpo=layout.rpo,
            rto=layout.rto,
            write_ms=best.write_ms,
            floor_ms=best.floor_ms,
            pros=tuple(_pros(layout, best)),
            cons=tuple(_cons(layout, best)),
            one_city=bool(best.shared_fate),
            config=config,
            settings=_settings(question, name, key, taken, config) if declarable else "",
        )


def _pros(layout: EngineLayout, best: Placement) -> Iterator[str]:
    yield from layout.pros
    if layout.rpo.seconds == 0:
        yield "nothing that was acknowledged is lost"
    if len(best.sites) > 1 and not best.shared_fate:
        yield "its places are in different metropolitan areas"


def _cons(layout: EngineLayout, best: Placement) -> Iterator[str]:
    yield from layout.cons
    for one, other in best.shared_fate:
        yield f"{one.id} and {other.id} are in one metropolitan area: one disaster can take both"
    if best.floor_ms:
        yield f"every write waits for another region, {best.floor_ms} ms at the very least"
    if len({site.cloud for site in best.sites}) > 1:
        yield "it spans two clouds: it needs a private connection between them"
    for site in best.sites:
        if site.opt_in:
            yield f"{site.id} must be enabled first"
        if site.note:
            yield f"{site.id}: {site.note}"
    if best.config and best.config.edition_required != "STANDARD":
        yield f"needs edition {best.config.edition_required}"
    unread = [n for n, f in (("RPO", layout.rpo), ("RTO", layout.rto)) if f.confidence == "memory"]
    if unread:
        yield f"{' and '.join(unread)} from memory: check before relying on it"


def _settings(question: Question, engine: str, key: str, taken: tuple[Seat, ...], config: str | None) -> str:
    home, others = taken[0].place, [seat.place for seat in taken[1:]]
    keys = {
        "class": question.data_class.value,
        "engine": engine,
        **known_engines()[engine].asks,
        **known_engines()[engine].layouts[key].asks,
    }
    everywhere = question.data_class is DataClass.METADATA and engine == "dynamodb"
    if not everywhere:
        keys |= {"only": f"[{question.jurisdiction}]", "survives": question.survives}
    expires = law(question.jurisdiction).rules[question.data_class].expires_hours
    if question.data_class is DataClass.TRANSIENT and expires:
        keys["expires_hours"] = str(expires)
    keys["home"] = home
    if key == "global-strong":
        keys["consistency"] = "strong"
    if everywhere:
        keys["replicas"] = f"[{', '.join(seat.place for seat in taken[1:] if seat.role != 'witness')}]"
        if taken[-1].role == "witness":
            keys["witness"] = taken[-1].place
    elif config:
        keys["config"] = config
    else:
        keys |= dict(zip(("recovery", "witness"), others, strict=False))
    return f"{NAME}: {{{', '.join(f'{key}: {value}' for key, value in keys.items())}}}"


def _rank(option: Option) -> tuple[object, ...]:
    def seconds(figure: Figure) -> float:
        return math.inf if figure.seconds is None else figure.seconds

    return (
        not option.provisioned,
        seconds(option.rpo),
        seconds(option.rto),
        option.write_ms,
        len(option.seats),
        option.engine,
        option.layout,
        option.where,
    )
