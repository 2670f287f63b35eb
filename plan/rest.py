"""Where the law lets a store rest, and that in words."""

from __future__ import annotations

from collections.abc import Iterable

from jurisdictions import engine, places
from jurisdictions.model import Aspect, DataClass, Law, Place

AT_REST = (Aspect.REST, Aspect.KEYS, Aspect.BACKUPS)
"""What of a store is where the store is."""


def resting(engine_name: str, data_class: DataClass) -> DataClass:
    """The class that decides where a store may be: in a network of the jurisdiction, that of the network."""
    return DataClass.PERSISTENT if engine(engine_name).networked else data_class


def may_rest(law: Law, data_class: DataClass, at: Place) -> bool:
    """Whether a store may be here: its data, and its key and backups, which engines keep beside it."""
    return all(law.allows(data_class, aspect, at) for aspect in AT_REST)


def countries_at_rest(law: Law, data_class: DataClass) -> set[str]:
    """The countries where data, keys and backups of a class may all be."""
    limits = [law.allowed(data_class, aspect) for aspect in AT_REST]
    return set.intersection(*(set(limit) for limit in limits if limit is not None))


def allowed_regions(law: Law, data_class: DataClass, cloud: str | None = None) -> str:
    """The regions where ``data_class`` of ``law`` may rest, as text for a message."""
    return listed(
        p.id
        for p in places().values()
        if may_rest(law, data_class, p) and (cloud is None or p.cloud == cloud)
    )


def listed(items: Iterable[str], most: int = 12) -> str:
    """Items with commas, cut after ``most`` with their number."""
    found = sorted(items)
    rest = len(found) - most
    return ", ".join(found[:most]) + (f" and {rest} more" if rest > 0 else "") if found else "none"
