"""Spanner configurations of several regions that a law lets a store rest in."""

from __future__ import annotations

from jurisdictions import SpannerConfig, place, spanner_configs
from jurisdictions.model import DataClass, Law, Place
from plan.rest import may_rest


def spread_configs(law: Law, data_class: DataClass, home: str | None = None) -> list[SpannerConfig]:
    """Spanner configurations of several regions that stay inside the law, best first.

    With ``home`` (``gcp/europe-west3``) only those with a read-write replica there. Dual-region before
    multi-region, then fewer countries, then by name.
    """
    fitting = [
        c
        for c in spanner_configs().values()
        if c.kind != "regional"
        and not c.refused
        and (home is None or home in c.read_write)
        and all(may_rest(law, data_class, p) for p in members(c))
    ]
    return sorted(fitting, key=lambda c: (c.kind != "dual-region", len(c.countries), c.name))


def members(config: SpannerConfig) -> list[Place]:
    """The places of a configuration's regions, the witness included."""
    return [place(r) for r in config.regions]
