"""Spanner."""

from __future__ import annotations

from typing import Any

from components.stores.spanner import Spanner
from infra.site import Site
from plan import model


def declare(part: model.Spanner, site: Site) -> dict[str, Any]:
    """Its instance and database."""
    handle = Spanner(part, context=site.context, keys=site.keys, opts=site.inside).handle
    return {
        "database": handle.path,
        "config": part.config,
        "leader": part.leader,
        "dialect": part.dialect,
    }
