"""What a jurisdiction offers to a store that must survive the loss of a region, for plans and messages."""

from __future__ import annotations

from collections.abc import Sequence

from jurisdictions import SpannerConfig, place, places, spanner_configs
from jurisdictions.model import DataClass, Law, Place
from plan.draft import Draft, listed, may_rest


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


def cannot_survive(draft: Draft, home: str, cloud: str) -> None:
    """Note that ``survives: region`` cannot be had here, and what can be instead (DOM-212)."""
    law, data_class = draft.scope.law, draft.store.data_class
    others = _regions(law, data_class, cloud)
    here = (
        f"two regions of {cloud}: {listed(others)}; set recovery to one of them"
        if len(others) > 1
        else f"{law.id} has one region of {cloud}"
        if others
        else f"{law.id} has no region of {cloud}"
    )
    draft.scope.ledger.problem(
        "DOM-212",
        f"{draft.path}.survives",
        f"nothing inside {law.id} takes over when {home} is lost",
        value="region",
        allowed="; ".join([here, *_instead(law, data_class, cloud)]),
        fix="add a recovery place of the same cloud, choose another engine, or promise survives: zone",
    )


def _instead(law: Law, data_class: DataClass, cloud: str) -> Sequence[str]:
    found = []
    for other in ("aws", "gcp"):
        count = len(_regions(law, data_class, other))
        if count > 1 and other != cloud:
            engines = "aurora-postgresql, dynamodb or bucket" if other == "aws" else "bucket"
            found.append(f"{engines} over two of the {count} regions of {other}")
    configs = [c.name for c in spread_configs(law, data_class)]
    if configs:
        found.append(f"spanner on {listed(configs, 4)}")
    return [*found, "survives: zone"]


def _regions(law: Law, data_class: DataClass, cloud: str) -> list[str]:
    return [p.id for p in places().values() if p.cloud == cloud and may_rest(law, data_class, p)]
