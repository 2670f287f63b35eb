"""The report: each zone, region and cloud of a stack removed in turn."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from jurisdictions import place
from policies.resources.graph import Graph
from survival.fronts import Host, hosts
from survival.ground import Ground, is_region, regions, zones
from survival.model import Event, Kept, Kind, Loss, Report, Weakness
from survival.promises import STACK, kept, promised
from survival.stores import Store, stores
from survival.users import users

KINDS: tuple[Kind, ...] = ("zone", "region", "cloud")


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """What a stack is made of, as far as losing something matters to it."""

    stack: str
    stores: tuple[Store, ...]
    hosts: tuple[Host, ...]
    promised: dict[tuple[str, str], str] | None
    """What the outputs promise; None where there are none to be read."""

    @property
    def places(self) -> tuple[str, ...]:
        """Every region that a store, a key or a front stands on."""
        fronts = {f.place for host in self.hosts for f in host.fronts}
        every = frozenset[str]().union(fronts, *(s.stands_on for s in self.stores))
        return tuple(sorted({r for at in every for r in regions(at) if is_region(r)}))

    def event(self, kind: Kind, lost: tuple[str, ...], loss: Loss, title: str = "") -> Event:
        """What becomes of everything."""
        fates = tuple(store.fate(loss) for store in self.stores)
        return Event(
            kind=kind,
            lost=lost,
            title=title or f"{kind} {' and '.join(lost)} lost",
            stores=fates,
            users=users(self.hosts, self.stores, fates, loss),
        )

    def events(self, kinds: Collection[Kind] = KINDS) -> Iterator[Event]:
        """One loss after the other: zones, regions, clouds."""
        for at in self.places if "zone" in kinds else ():
            for zone in zones(at):
                title = f"zone {zone} of {at} {place(at).city} lost"
                yield self.event("zone", (f"{at} {zone}",), Loss(zones=frozenset({(at, zone)})), title)
        for at in self.places if "region" in kinds else ():
            title = f"region {at} {place(at).city} lost"
            yield self.event("region", (at,), Loss(regions=frozenset({at})), title)
        for cloud in sorted({at.partition("/")[0] for at in self.places}) if "cloud" in kinds else ():
            yield self.event("cloud", (cloud,), Loss(clouds=frozenset({cloud})))

    def kept(self) -> tuple[Kept, ...]:
        """The promises of the outputs, held against the resources."""
        return () if self.promised is None else kept(self.promised, self.stores)

    def report(self, kinds: Collection[Kind] = KINDS) -> Report:
        """What is left, whatever of these kinds is lost."""
        weak = tuple(
            Weakness(store=store.name, jurisdiction=store.jurisdiction, what=what)
            for store in self.stores
            for what in store.weak
        )
        return Report(
            stack=self.stack, events=tuple(self.events(kinds)), promises=self.kept(), weaknesses=weak
        )


def survey(graph: Graph) -> Survey:
    """What a state is made of."""
    ground = Ground(graph)
    stack = next((r.stack for r in graph if r.type == STACK), "") or next((r.stack for r in graph), "")
    return Survey(
        stack=stack, stores=tuple(stores(ground)), hosts=tuple(hosts(ground)), promised=promised(graph)
    )


def report(graph: Graph, kinds: Collection[Kind] = KINDS) -> Report:
    """What is left of a state, whatever of these kinds is lost."""
    return survey(graph).report(kinds)
