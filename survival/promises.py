"""What the outputs of a stack promise of each store, held against the resources.

The promise is ``survives`` in the outputs contract. It is kept where no loss that it speaks of leaves the
store worse than with a named step: ``zone`` speaks of every zone, ``region`` of every region
too, ``cloud`` of each cloud as well. Where those outputs are not known yet, or encrypted, ``promises`` says
the same: the program writes it down before anything is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policies.resources.graph import Graph
from policies.resources.values import UNKNOWN, Plain, Props, Unknown
from survival.ground import zones
from survival.model import Kept, Loss, Outcome
from survival.stores import Store

STACK = "pulumi:pulumi:Stack"
SAID = ("zone", "region", "cloud")
"""Each speaks of what is before it too."""
GOOD = {Outcome.KEEPS_WRITING, Outcome.STEP}
Key = tuple[str, str]
"""Jurisdiction and store; ``global`` for what belongs to nobody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """What speaks against a promise."""

    why: str
    broken: bool
    """Whether the resources break it; else it cannot be told."""


def promised(graph: Graph) -> dict[Key, str] | None:
    """``survives`` by jurisdiction and store; None where the state has no outputs that can be read."""
    found = said(next((r.props for r in graph if r.type == STACK), {}))
    if not isinstance(found, dict):
        return None
    return {key: value if isinstance(value, str) else "" for key, value in found.items()}


def said(outputs: Props) -> dict[Key, Plain] | Unknown | None:
    """What these outputs of a stack promise, as they say it; None where they promise nothing.

    ``UNKNOWN`` stands for all of it, or for one store: an empty name, where not even that is known.
    """
    of_each, everywhere = outputs.get("jurisdictions"), outputs.get("everywhere")
    early = outputs.get("promises")
    if isinstance(of_each, Mapping) and not isinstance(everywhere, Unknown):
        every = (*of_each.items(), ("global", everywhere))
        return {(owner, name): value for owner, output in every for name, value in _stores(output)}
    if isinstance(early, Mapping):
        return {(owner, name): value for owner, output in early.items() for name, value in _items(output)}
    return UNKNOWN if UNKNOWN in (of_each, everywhere, early) else None


def _stores(output: Plain) -> Iterator[tuple[str, Plain]]:
    stores = output.get("stores") if isinstance(output, Mapping) else output
    for name, store in _items(stores):
        yield name, store.get("survives") if isinstance(store, Mapping) else store


def _items(value: Plain) -> Iterator[tuple[str, Plain]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif value is UNKNOWN:
        yield "", UNKNOWN


def kept(promises: Mapping[Key, str], stores: Sequence[Store]) -> tuple[Kept, ...]:
    """Each promise, and each store by its tag that nothing is promised of."""
    real = by_key(stores)
    every = dict.fromkeys([*promises, *real])
    return tuple(_kept(key, promises.get(key, ""), real.get(key)) for key in every)


def by_key(stores: Sequence[Store]) -> dict[Key, Store]:
    """Stores by their tags: nothing can be promised of others."""
    return {(s.jurisdiction, s.name): s for s in stores if s.is_tagged}


def _kept(key: Key, survives: str, store: Store | None) -> Kept:
    found = fault(survives, store)
    return Kept(
        store=key[1],
        jurisdiction=key[0],
        survives=survives,
        kept=found is None,
        why=found.why if found is not None else "",
    )


def fault(survives: str, store: Store | None) -> Fault | None:
    """What speaks against a promise: the first loss that breaks it; else the first that cannot be told."""
    if store is None:
        return Fault(why="no resource of it is in the state", broken=True)
    if survives not in SAID:
        return Fault(why="the outputs say nothing that it survives", broken=False)
    if "" in store.stands_on:
        return Fault(why="where it or its key is cannot be told", broken=False)
    found = list(_faults(survives, store))
    return next((f for f in found if f.broken), next(iter(found), None))


def _faults(survives: str, store: Store) -> Iterator[Fault]:
    for what, loss in losses(store.stands_on, SAID.index(survives)):
        fate = store.worst(loss)
        if fate.outcome not in GOOD:
            counted = "; ".join(filter(None, [fate.left, *store.notes(loss)]))
            why = f"{what} lost: {fate.outcome}{f' ({counted})' if counted else ''}"
            yield Fault(why=why, broken=fate.outcome is not Outcome.CANNOT_TELL)


def losses(places: frozenset[str], reach: int) -> Iterator[tuple[str, Loss]]:
    """Every loss of one zone, region or cloud that a promise speaks of, by what it is called."""
    for at in sorted(places):
        for zone in zones(at):
            yield f"zone {zone} of {at}", Loss(zones=frozenset({(at, zone)}))
        if reach >= SAID.index("region"):
            yield f"region {at}", Loss(regions=frozenset({at}))
    if reach >= SAID.index("cloud"):
        for cloud in sorted({at.partition("/")[0] for at in places}):
            yield f"cloud {cloud}", Loss(clouds=frozenset({cloud}))
