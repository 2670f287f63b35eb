"""What runs where, as a person reads it."""

from __future__ import annotations

import io

from rich.console import Console

from cli import topology
from infra.outputs import Contract

CONTRACT = {
    "contract": "1.0",
    "stack": "test",
    "jurisdictions": {
        "de": {
            "name": "Germany",
            "home": "gcp/europe-west10",
            "recovery": "gcp/europe-west3",
            "host": "de.acme.example",
            "fronts": {},
            "networks": {},
            "stores": {
                "ledger": {
                    "class": "persistent",
                    "survives": "region",
                    "engine": "spanner",
                    "home": "gcp/europe-west10",
                    "places": {
                        "gcp/europe-west3": {"role": "recovery", "key": "k"},
                        "gcp/europe-west10": {"role": "home", "key": "k"},
                    },
                    "database": "projects/p/instances/i/databases/d",
                    "config": "dual-region-germany1",
                    "leader": "europe-west10",
                    "dialect": "POSTGRESQL",
                }
            },
        }
    },
    "everywhere": {"host": "acme.example", "address": "192.0.2.1", "name_servers": [], "stores": {}},
}


def test_places_stores_and_entries_are_told_home_first() -> None:
    out = io.StringIO()
    console = Console(file=out, width=110)
    for part in topology.render(Contract.model_validate(CONTRACT)):
        console.print(part)
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert any(
        "de Germany: home gcp/europe-west10 Berlin, recovery gcp/europe-west3 Frankfurt" in x for x in lines
    )
    assert "ledger persistent spanner region home gcp/europe-west10" in lines
    assert (
        lines.index("recovery gcp/europe-west3")
        == lines.index("ledger persistent spanner region home gcp/europe-west10") + 1
    )
    assert "everywhere: nothing personal; acme.example is at 192.0.2.1" in lines
