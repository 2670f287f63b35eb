"""Valkey: no schema. Keys say whose they are, and expire."""

from __future__ import annotations

from plan.model import Store
from schema.artefact import Artefact
from schema.words import home_of


def render(store: Store) -> tuple[Artefact, ...]:
    """What an application does with its keys."""
    home = home_of(store)
    lines = ["a cache has no schema: its nodes are in the regions of the plan, and no more"]
    if home is not None:
        lines.append(f"begin every key with {home}: and give clients an ACL user with ~{home}:* only")
    lines.append("set every key with a time to live (SET ... EX seconds)")
    return (
        Artefact(file="hints.txt", language="text", use="hint", about="No DDL.", statements=tuple(lines)),
    )
