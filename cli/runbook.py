"""The runbook of one loss, a line at a time.

What the clouds do by themselves, what a person types, what changes in the stack file, how state and program
agree afterwards, and the way back. What is done stands alone on its line; the rest begins with ``#``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cli.errors import refuse
from cli.runbook_outputs import Outputs
from cli.runbook_reach import excluded
from jurisdictions import known_engines, place
from plan.model import Machines, Plan, Store, Valkey
from policies.resources.graph import Graph
from survival.ground import zones
from survival.model import Event, Loss, Outcome, Reach, StoreFate, Users
from survival.report import Survey, survey

WAITING = frozenset({Outcome.LOST, Outcome.READS_ONLY, Outcome.CANNOT_TELL})


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A store whose home is lost, and whose roles change."""

    fate: StoreFate
    store: Store

    @property
    def by_settings(self) -> bool:
        """Whether the settings can say so: machines were started with their roles."""
        return not isinstance(self.store, Machines)

    @property
    def at_once(self) -> bool:
        """Whether they can say so while the place is gone.

        A global datastore of ElastiCache follows its members in the program. Where it must be left alone, the
        engine cannot put it before one of them ("Duplicate resource URN"); nothing of it waits for this.
        """
        return not (isinstance(self.store, Valkey) and _place(self.store, "home").startswith("aws/"))

    @property
    def line(self) -> str:
        """What is to be written."""
        home, recovery = (_place(self.store, role) for role in ("home", "recovery"))
        return f"stores.{self.fate.store}.in.{self.fate.jurisdiction}: {{home: {recovery}, recovery: {home}}}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Engine:
    """What is typed to it."""

    stack: str
    source: str
    """Name of the stack file."""

    def refresh(self, flags: Iterable[str] = ()) -> str:
        """The state learns what the clouds say."""
        return " ".join(["pulumi refresh", f"--stack {self.stack}", *flags])

    def up(self, flags: Iterable[str] = ()) -> str:
        """The clouds learn what the program says, judged as always."""
        return " ".join(["pulumi up", f"--stack {self.stack}", "--policy-pack policies", *flags])


def runbook(plan: Plan, graph: Graph, lost: str, source: str) -> Iterator[str]:
    """``source``: name of the stack file. Raises ``ProblemsError`` (DOM-723): the stack has nothing there."""
    event, loss = _event(survey(graph), lost)
    touched = [s for s in event.stores if s.touched]
    stepped = [s for s in touched if s.outcome is Outcome.STEP]
    moves = [m for s in stepped if (m := _move(plan, s, loss)) is not None]
    outputs = Outputs(graph)
    yield f"{event.title}: what to do, in this order"
    yield from _section("1. This happens by itself", _by_itself(event, touched))
    yield from _section("2. Decide, then type", _typed(event, stepped, outputs))
    yield from _section(f"3. Write into {source}, beside what stands there", _written(moves))
    flags = [f"--exclude '{pattern}'" for pattern in ([] if loss.zones else excluded(graph, lost, loss))]
    engine = Engine(stack=plan.identity.stack, source=source)
    agreed = _agreed(lost, flags, stepped, moves, engine)
    yield from _section("4. Bring state and program together", agreed)
    back = _back(stepped, moves, engine, outputs)
    yield from _section("5. The way back, once all of it has caught up", back)
    if waiting := list(_waits(event, touched)):
        yield from _section("What waits until it is back", waiting)


def _event(found: Survey, lost: str) -> tuple[Event, Loss]:
    clouds = sorted({at.partition("/")[0] for at in found.places})
    if lost in clouds:
        loss = Loss(clouds=frozenset({lost}))
        return found.event("cloud", (lost,), loss), loss
    if lost in found.places:
        loss = Loss(regions=frozenset({lost}))
        return found.event("region", (lost,), loss, f"region {lost} {place(lost).city} lost"), loss
    for at in found.places:
        if lost in zones(at):
            loss = Loss(zones=frozenset({(at, lost)}))
            title = f"zone {lost} of {at} {place(at).city} lost"
            return found.event("zone", (f"{at} {lost}",), loss, title), loss
    raise refuse(
        code="DOM-723",
        path="--lost",
        what="The stack has nothing there.",
        value=lost,
        allowed=", ".join([*clouds, *found.places])
        + f"; or a zone of these by its id: {zones(found.places[0])[0]}"
        if found.places
        else "nothing: the stack has no stores and no fronts",
        fix="Name one of these.",
    )


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield ""
    yield title
    yield from (f"   {line}" for line in list(lines) or ["# nothing"])


def _by_itself(event: Event, touched: Iterable[StoreFate]) -> Iterator[str]:
    for user in event.users:
        if user.host and user.reach is Reach.FAILS_OVER:
            yield f"{user.host}: {user.how}"
    for store in touched:
        if store.outcome is Outcome.KEEPS_WRITING:
            yield f"{_name(store)} keeps writing: {store.left}{_noted(store)}"


def _typed(event: Event, stepped: Iterable[StoreFate], outputs: Outputs) -> Iterator[str]:
    for store in stepped:
        yield f"# {_name(store)}: {store.left}"
        yield f"# may be missing: {store.rpo}; written again: {store.rto}"
        yield from (f"# {note}" for note in store.notes)
        yield from outputs.filled(store, store.steps)
    for user in event.users:
        if user.steps:
            yield f"# {user.host or user.jurisdiction}: {user.how}"
            yield from user.steps


def _move(plan: Plan, fate: StoreFate, loss: Loss) -> Move | None:
    """Of a store that the settings give a home, where that is lost."""
    for jurisdiction in plan.jurisdictions:
        for store in jurisdiction.stores:
            if (jurisdiction.id, store.store) == (fate.jurisdiction, fate.store):
                topology = known_engines()[store.engine].layouts[store.layout].topology
                has_roles = topology == "standby" and {"home", "recovery"} <= {
                    p.role for p in store.placements
                }
                return (
                    Move(fate=fate, store=store) if has_roles and loss.takes(_place(store, "home")) else None
                )
    return None


def _place(store: Store, role: str) -> str:
    return next(p.place for p in store.placements if p.role == role)


def _written(moves: Iterable[Move]) -> Iterator[str]:
    for move in moves:
        if not move.by_settings:
            yield f"# {_name(move.fate)}: nothing: swapping home and recovery would make its machines anew"
        elif move.at_once:
            yield move.line
        else:
            yield f"# {_name(move.fate)}: in step 4"


def _agreed(
    lost: str, flags: Sequence[str], stepped: Iterable[StoreFate], moves: Sequence[Move], engine: Engine
) -> Iterator[str]:
    if flags:
        yield f"# while {lost} is gone:"
        yield engine.refresh(flags)
        yield engine.up(flags)
    else:
        yield f"# while {lost} is gone: nothing; an update would wait for what is there"
    yield "# when it is back: the preview replaces and deletes nothing that holds data"
    for store in stepped:
        yield from store.rejoin
    later = [move.line for move in moves if move.by_settings and not move.at_once]
    if later:
        yield f"# write into {engine.source}, beside what stands there:"
        yield from later
    yield engine.refresh()
    yield engine.up()
    if any(m.by_settings for m in moves):
        yield "# where the settings are not swapped, the program goes on to name the old writer"


def _back(
    stepped: Iterable[StoreFate], moves: Iterable[Move], engine: Engine, outputs: Outputs
) -> Iterator[str]:
    for store in stepped:
        if store.back:
            yield f"# {_name(store)}"
            yield from outputs.filled(store, store.back)
    if any(m.by_settings for m in moves):
        yield f"# write home and recovery in {engine.source} as they were before"
        yield engine.refresh()
        yield engine.up()


def _waits(event: Event, touched: Iterable[StoreFate]) -> Iterator[str]:
    for user in event.users:
        if user.reach in {Reach.NONE, Reach.CANNOT_TELL}:
            yield f"{_users(user)}: {user.reach}"
    logged_out = [_users(u) for u in event.users if u.jurisdiction != "global" and u.login is Outcome.LOST]
    if logged_out:
        yield f"who is logged in to {', '.join(logged_out)} is logged out"
    for store in touched:
        if store.outcome in WAITING:
            yield f"{_name(store)}: {store.outcome}: {store.left}{_noted(store)}"


def _noted(store: StoreFate) -> str:
    return f" ({'; '.join(store.notes)})" if store.notes else ""


def _users(user: Users) -> str:
    return user.host or f"users of {user.jurisdiction}"


def _name(store: StoreFate) -> str:
    return f"{store.jurisdiction} {store.store}"
