"""What runs where, for a person: the outputs of a stack as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from infra.outputs.contract import Contract, JurisdictionOutput
from infra.outputs.stores import AnyStore
from jurisdictions import place

ROLES = ("home", "recovery", "witness")
"""In the order in which they are shown."""


def render(contract: Contract) -> Iterator[RenderableType]:
    """Per jurisdiction its places, host and stores; then what is everywhere."""
    for name, jurisdiction in contract.jurisdictions.items():
        yield Text()
        yield heading(name, jurisdiction)
        yield _stores(jurisdiction.stores)
    everywhere = contract.everywhere
    if everywhere.stores or everywhere.host:
        yield Text()
        host = f"; {everywhere.host} is at {everywhere.address}" if everywhere.host else ""
        yield Text.assemble(("everywhere", "bold"), f": nothing personal{host}")
        yield _stores(everywhere.stores)
    if everywhere.name_servers:
        yield Text()
        yield Text(f"delegate the domain to {', '.join(everywhere.name_servers)}")


def heading(name: str, jurisdiction: JurisdictionOutput) -> Text:
    """``uk United Kingdom: home aws/eu-west-2 London, recovery ...; users connect to uk.acme.example``."""
    lines = [f"home {where(jurisdiction.home)}"]
    if jurisdiction.recovery:
        lines[0] += f", recovery {where(jurisdiction.recovery)}"
    if jurisdiction.host:
        lines.append(f"users connect to {jurisdiction.host}: TLS ends in {', '.join(jurisdiction.fronts)}")
    return Text.assemble((f"{name} {jurisdiction.name}", "bold"), f": {'; '.join(lines)}")


def where(place_id: str) -> str:
    """A place with its city: ``aws/eu-west-2 London``."""
    return f"{place_id} {place(place_id).city}"


def _stores(stores: Mapping[str, AnyStore]) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for title in ("store", "class", "engine", "survives", "role", "place"):
        table.add_column(title, no_wrap=True)
    for name, store in sorted(stores.items()):
        places = sorted(store.places.items(), key=lambda item: (ROLES.index(item[1].role), item[0]))
        roles, at = "\n".join(p.role for _, p in places), "\n".join(p for p, _ in places)
        table.add_row(name, store.data_class.value, store.engine, store.survives, roles, at)
    return table
