"""Aurora PostgreSQL."""

from __future__ import annotations

from typing import Any

from components.stores.aurora import Aurora
from infra.site import Site
from plan import model


def declare(part: model.Aurora, site: Site) -> dict[str, Any]:
    """Its clusters, and where clients find them."""
    handle = Aurora(part, context=site.context, keys=site.keys, networks=site.on_aws, opts=site.inside).handle
    return {
        "writer": handle.writer_endpoint,
        "readers": dict(handle.reader_endpoints),
        "port": handle.port,
        "database": part.database,
        "secret": handle.secret_arn,
    }
