"""How a store can be read, for its outputs: what the catalogue of engines says of its layout."""

from __future__ import annotations

from typing import Any

from jurisdictions import EngineLayout, engine
from jurisdictions.engine_schema import Consistency
from plan.model import Store


def reads_of(part: Store) -> list[dict[str, Any]]:
    """The ways to read a planned store, the strongest first as the catalogue lists them.

    Raises ``KeyError`` for a layout that the catalogue does not have (a test ties the two together).
    """
    layout = engine(part.engine).layouts[part.layout]
    return [
        {
            "consistency": read.consistency,
            "staleness": read.staleness,
            "ask": read.ask,
            "places": _places(part, layout, read.consistency),
        }
        for read in layout.reads
    ]


def _places(part: Store, layout: EngineLayout, consistency: Consistency) -> list[str]:
    """Where clients can ask: every place that has the data where all take reads, else the one that does.

    A standby is behind: what is read there is eventual, and the home answers all else.
    """
    with_data = [p.place for p in part.placements if p.role != "witness"]
    home, others = with_data[:1], with_data[1:]
    if layout.topology == "standby":
        return others if consistency == "eventual" else home
    return with_data
