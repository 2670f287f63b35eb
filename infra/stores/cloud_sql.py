"""Cloud SQL for PostgreSQL."""

from __future__ import annotations

from typing import Any

from components.stores.cloud_sql import CloudSql
from infra.site import Site
from plan import model


def declare(part: model.CloudSql, site: Site) -> dict[str, Any]:
    """Its instances, and where clients find them."""
    handle = CloudSql(
        part, context=site.context, keys=site.keys, networks=site.on_gcp, opts=site.inside
    ).handle
    return {
        "writer": handle.writer,
        "readers": dict(handle.readers),
        "port": handle.port,
        "database": handle.database,
        "connections": dict(handle.connections),
        "secrets": dict(handle.secrets),
    }
