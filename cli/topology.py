"""What runs where, for a person: the outputs of a stack as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from infra.outputs.contract import AnyStore, Contract, JurisdictionOutput
from jurisdictions import place

ROLES = ("recovery", "witness")


def render(contract: Contract) -> Iterator[RenderableType]:
    """Per jurisdiction its places, host and stores; then what is everywhere."""
    for name, jurisdiction in contract.jurisdictions.items():
        yield Text()
        yield heading(name, jurisdiction)
        yield _stores(jurisdiction.stores)
    everywhere = contract.everywhere
    if everywhere.stores or everywhere.host:
        yield Text()
        host = f", {everywhere.host} at {everywhere.address}" if everywhere.host else ""
        yield Text(f"everywhere: nothing personal{host}", style="bold")
        yield _stores(everywhere.stores)
    if everywhere.name_servers:
        yield Text()
        yield Text(f"delegate the domain to: {', '.join(everywhere.name_servers)}")


def heading(name: str, jurisdiction: JurisdictionOutput) -> Text:
    """``uk United Kingdom: home aws/eu-west-2 London, recovery ..., host uk.acme.example``."""
    parts = [f"home {where(jurisdiction.home)}"]
    if jurisdiction.recovery:
        parts.append(f"recovery {where(jurisdiction.recovery)}")
    if jurisdiction.host:
        parts.append(f"host {jurisdiction.host}")
    return Text.assemble((f"{name} {jurisdiction.name}", "bold"), f": {', '.join(parts)}")


def where(place_id: str) -> str:
    """A place with its city: ``aws/eu-west-2 London``."""
    return f"{place_id} {place(place_id).city}"


def _stores(stores: Mapping[str, AnyStore]) -> Table:
    table = Table("store", "class", "engine", "survives", "home", *ROLES, box=None, header_style="dim")
    for name, store in sorted(stores.items()):
        others = (
            ", ".join(at for at, p in store.places.items() if p.role == role and at != store.home)
            for role in ROLES
        )
        table.add_row(name, store.data_class.value, store.engine, store.survives, store.home, *others)
    return table
