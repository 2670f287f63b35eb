"""AlloyDB."""

from __future__ import annotations

from typing import Any

from components.stores.alloydb import Alloydb
from infra.site import Site
from plan import model


def declare(part: model.Alloydb, site: Site) -> dict[str, Any]:
    """Its clusters, and where clients find them."""
    handle = Alloydb(
        part, context=site.context, keys=site.keys, networks=site.on_gcp, opts=site.inside
    ).handle
    return {
        "writer": handle.writer,
        "readers": dict(handle.readers),
        "port": handle.port,
        "database": handle.database,
        "secrets": dict(handle.secrets),
    }
