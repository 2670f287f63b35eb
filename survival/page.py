"""docs/survival.md: worked examples, as the command prints them of the example's state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import yaml

from jurisdictions import law
from policies.resources.state import graph_of
from survival.model import Event, Report
from survival.report import report
from survival.text import render, worst
from survival.users import EVERYBODY

FOLDER = Path(__file__).parent / "example"


def pages() -> dict[str, str]:
    """Text of the page by its path below the project's root."""
    return {"docs/survival.md": "".join(_page())}


def example() -> Report:
    """The report of the example."""
    return report(graph_of(json.loads((FOLDER / "state.json").read_text(encoding="utf-8"))))


def only(found: Report, jurisdiction: str) -> Report:
    """What one jurisdiction has of a report: its regions and clouds, its users and stores, the directory."""
    events = [_only(event, jurisdiction) for event in found.events if event.kind != "zone"]
    ours = [e for e in events if _concerns(e, jurisdiction)]
    promises = tuple(p for p in found.promises if p.jurisdiction == jurisdiction)
    weak = tuple(w for w in found.weaknesses if w.jurisdiction == jurisdiction)
    return Report(stack=found.stack, events=tuple(ours), promises=promises, weaknesses=weak)


def _only(event: Event, jurisdiction: str) -> Event:
    users = tuple(u for u in event.users if u.jurisdiction == jurisdiction)
    theirs = {(jurisdiction, name) for u in users for names in u.stores.values() for name in names}
    theirs |= {(EVERYBODY, name) for u in users for name in u.metadata}
    stores = tuple(s for s in event.stores if (s.jurisdiction, s.store) in theirs)
    return event.model_copy(update={"stores": stores, "users": users})


def _concerns(event: Event, jurisdiction: str) -> bool:
    fronts = any(user.fronts_lost for user in event.users)
    return fronts or any(s.touched and s.jurisdiction == jurisdiction for s in event.stores)


def _page() -> Iterator[str]:
    found = example()
    words = yaml.safe_load((FOLDER / "page.yaml").read_text(encoding="utf-8"))
    yield words["head"]
    yield "\n## All of it\n```\n" + "\n".join(worst(found.events)) + "\n```\n"
    for jurisdiction, about in words["examples"].items():
        yield f"\n## {law(jurisdiction).name}\n{about}```\n{render(only(found, jurisdiction))}```\n"
