"""The report as text, for whoever is on call: who is affected, what still works, what to type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap

from survival.model import Event, Kept, Outcome, Reach, Report, StoreFate, Users

WIDTH = 118
_HEAD = ("store", "outcome", "what is left", "may be missing (RPO)", "written again (RTO)")
_LIMITS = (22, 13, 38, 20, 17)
_LOGIN = {
    Outcome.KEEPS_WRITING: "who is logged in stays logged in",
    Outcome.STEP: "who is logged in stays logged in once that step is done",
    Outcome.READS_ONLY: "who is logged in stays logged in; nobody new",
    Outcome.CANNOT_TELL: "whether who is logged in stays logged in cannot be told",
    Outcome.LOST: "nobody is logged in",
}


def render(report: Report) -> str:
    """All events, zones of a region that leave the same together; the worst of each; weak paths; promises."""
    parts = ["\n".join(_event(events)) for events in _alike(report.events)]
    weak = [f"weak: {w.jurisdiction} {w.store}: {w.what}" for w in report.weaknesses]
    ends = ["\n".join(worst(report.events)), *(["\n".join(weak)] if weak else [])]
    return "\n\n".join([*parts, *ends, "\n".join(_promises(report.promises))]).strip() + "\n"


def worst(events: Sequence[Event]) -> Iterator[str]:
    """The worst that any one zone, region or cloud does to each store."""
    kinds: list[str] = list(dict.fromkeys(event.kind for event in events))
    found: dict[str, dict[str, Outcome]] = {}
    for event in events:
        for store in event.stores:
            row = found.setdefault(_name(store), {})
            row[event.kind] = max(row.get(event.kind, store.outcome), store.outcome, key=lambda o: o.rank)
    rows: list[tuple[str, ...]] = [("the worst of any one", *kinds)]
    rows += [(name, *(row[kind] for kind in kinds)) for name, row in found.items()]
    wide = [max(len(row[n]) for row in rows) for n in range(len(kinds) + 1)]
    yield from (_row(row, wide) for row in rows)


def _row(cells: Sequence[str], wide: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, wide, strict=True)).rstrip()


def _alike(events: Sequence[Event]) -> Iterator[list[Event]]:
    """Zones of one region that leave the same, together."""
    for _, run in groupby(events, key=lambda e: (e.kind, e.lost[0].partition(" ")[0])):
        groups: dict[str, list[Event]] = {}
        for event in run:
            groups.setdefault(event.model_dump_json(include={"stores", "users"}), []).append(event)
        yield from groups.values()


def _event(events: Sequence[Event]) -> Iterator[str]:
    event = events[0]
    zones = ", ".join(e.lost[0].partition(" ")[2] for e in events)
    yield (
        event.title
        if len(events) == 1
        else event.title.replace(zones.partition(",")[0], f"{zones}: any one", 1)
    )
    touched = [s for s in event.stores if s.touched]
    affected = [u for u in event.users if _is_affected(u, touched)]
    for user in affected:
        yield from _users(user)
    if touched:
        yield ""
        yield from _table(sorted(touched, key=lambda s: -s.outcome.rank))
    yield from _list(
        "do", [*_steps(touched), *(f"{u.host or u.jurisdiction}: {s}" for u in affected for s in u.steps)]
    )
    yield from _list("know", list(dict.fromkeys(f"{_name(s)}: {n}" for s in touched for n in s.notes)))
    rest = [u.host or u.jurisdiction for u in event.users if u not in affected]
    if rest:
        yield from _wrapped("  not affected: ", ", ".join(rest))


def _is_affected(user: Users, touched: Sequence[StoreFate]) -> bool:
    own = any(s.jurisdiction == user.jurisdiction for s in touched) and user.jurisdiction != "global"
    login = user.login not in {Outcome.KEEPS_WRITING, Outcome.CANNOT_TELL}
    return own or login or user.reach not in {Reach.ANSWERS} or bool(user.fronts_lost)


def _users(user: Users) -> Iterator[str]:
    label = f"  {user.jurisdiction:<6} "
    lost = f"; lost: {', '.join(user.fronts_lost)}" if user.fronts_lost and user.fronts_left else ""
    yield from _wrapped(label, f"{user.host or 'users'}: {user.how}{lost}")
    if user.jurisdiction != "global":
        yield from _wrapped(" " * len(label), _login(user))
    if user.stores:
        said = "; ".join(f"{outcome}: {', '.join(names)}" for outcome, names in user.stores.items())
        yield from _wrapped(" " * len(label), said)


def _login(user: Users) -> str:
    if not user.metadata:
        return "login metadata (a store of everybody, class metadata) is not in this stack"
    places: dict[str, list[str]] = {}
    for store, at in user.metadata.items():
        places.setdefault(at, []).append(store)
    told = "; ".join(
        f"{', '.join(names)} answered from {at}" if at else f"{', '.join(names)} lost"
        for at, names in places.items()
    )
    if user.reach is Reach.NONE:
        return f"{_LOGIN[Outcome.LOST]}: their host does not answer ({told})"
    return f"{_LOGIN[user.login]}: {told}"


def _steps(stores: Sequence[StoreFate]) -> list[str]:
    return [f"{_name(s)}: {step}" for s in stores for step in s.steps]


def _name(store: StoreFate) -> str:
    return f"{store.jurisdiction} {store.store}"


def _table(stores: Sequence[StoreFate]) -> Iterator[str]:
    rows = [_HEAD, *((_name(s), str(s.outcome), s.left, s.rpo, s.rto) for s in stores)]
    wide = [min(limit, max(len(row[n]) for row in rows)) for n, limit in enumerate(_LIMITS)]
    for row in rows:
        cells = [
            wrap(cell, width, break_on_hyphens=False) or [""] for cell, width in zip(row, wide, strict=True)
        ]
        for line in range(max(map(len, cells))):
            parts = (cell[line] if line < len(cell) else "" for cell in cells)
            yield _row(["", *parts], [0, *wide])


def _list(label: str, items: Sequence[str]) -> Iterator[str]:
    """Commands are never broken: they are to be copied."""
    if items:
        yield f"  {label}:"
        yield from (f"    {item}" for item in items)


def _wrapped(label: str, text: str) -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent=label,
        subsequent_indent=" " * len(label),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _promises(promises: Sequence[Kept]) -> Iterator[str]:
    if not promises:
        yield "promises: none can be read in the outputs of this state"
        return
    broken = [p for p in promises if not p.kept]
    yield f"promises of the outputs: {len(promises) - len(broken)} of {len(promises)} kept"
    for promise in broken:
        said = f"survives: {promise.survives or 'nothing said'}"
        yield f"  {promise.jurisdiction} {promise.store} ({said}): {promise.why}"
