"""What the outputs of a stack promise of each store, held against the resources.

The promise is ``survives`` in the outputs contract. It is kept where no loss that it speaks of leaves the
store worse than with a named step: ``zone`` speaks of every zone, ``region`` of every region
too, ``cloud`` of each cloud as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from policies.graph import Graph
from policies.values import Plain, Unknown
from survival.ground import zones
from survival.model import Kept, Loss, Outcome
from survival.stores import Store

STACK = "pulumi:pulumi:Stack"
SAID = ("zone", "region", "cloud")
"""Each speaks of what is before it too."""
GOOD = {Outcome.KEEPS_WRITING, Outcome.STEP}


def promised(graph: Graph) -> dict[tuple[str, str], str] | None:
    """``survives`` by jurisdiction and store; None where the state has no outputs that can be read."""
    outputs = next((r.props for r in graph if r.type == STACK), {})
    of_each, everywhere = outputs.get("jurisdictions"), outputs.get("everywhere")
    if not isinstance(of_each, Mapping) or isinstance(everywhere, Unknown):
        return None
    return {
        (jurisdiction, store): survives
        for jurisdiction, output in (*of_each.items(), ("global", everywhere))
        for store, survives in _stores(output)
    }


def _stores(output: Plain) -> Iterator[tuple[str, str]]:
    stores = output.get("stores") if isinstance(output, Mapping) else None
    for name, store in stores.items() if isinstance(stores, Mapping) else ():
        survives = store.get("survives") if isinstance(store, Mapping) else None
        yield name, survives if isinstance(survives, str) else ""


def kept(promises: Mapping[tuple[str, str], str], stores: Sequence[Store]) -> tuple[Kept, ...]:
    """Each promise, and each store by its tag that nothing is promised of."""
    real = {(s.jurisdiction, s.name): s for s in stores if s.is_tagged}
    every = dict.fromkeys([*promises, *real])
    return tuple(_kept(key, promises.get(key, ""), real.get(key)) for key in every)


def _kept(key: tuple[str, str], survives: str, store: Store | None) -> Kept:
    why = _why(survives, store)
    return Kept(store=key[1], jurisdiction=key[0], survives=survives, kept=not why, why=why)


def _why(survives: str, store: Store | None) -> str:
    if store is None:
        return "no resource of it is in the state"
    if survives not in SAID:
        return "the outputs say nothing that it survives"
    if "" in store.stands_on:
        return "where it or its key is cannot be told"
    for what, loss in losses(store.stands_on, SAID.index(survives)):
        fate = store.fate(loss)
        if fate.outcome not in GOOD:
            said = "; ".join(filter(None, [fate.left, *fate.notes]))
            return f"{what} lost: {fate.outcome}{f' ({said})' if said else ''}"
    return ""


def losses(places: frozenset[str], said: int) -> Iterator[tuple[str, Loss]]:
    """Every loss of one zone, region or cloud that a promise speaks of, by what it is called."""
    for at in sorted(places):
        for zone in zones(at):
            yield f"zone {zone} of {at}", Loss(zones=frozenset({(at, zone)}))
        if said >= SAID.index("region"):
            yield f"region {at}", Loss(regions=frozenset({at}))
    if said >= SAID.index("cloud"):
        for cloud in sorted({at.partition("/")[0] for at in places}):
            yield f"cloud {cloud}", Loss(clouds=frozenset({cloud}))
