"""YugabyteDB on virtual machines."""

from __future__ import annotations

from typing import Any

import pulumi

from components.stores.yugabytedb import ADMIN, Yugabytedb
from infra.site import Site
from plan import model


def declare(part: model.Machines, site: Site) -> dict[str, Any]:
    """Its universes, and where clients find them."""
    for note in part.notes:
        pulumi.warn(note)
    handle = Yugabytedb(
        part,
        context=site.context,
        keys=site.keys,
        on_aws=site.on_aws,
        on_gcp=site.on_gcp,
        opts=site.inside,
    ).handle
    return {
        "hosts": dict(handle.hosts),
        "port": part.sql_port,
        "database": part.database,
        "username": part.username,
        "administrator": ADMIN,
        "sslmode": "verify-full",
        "authority": handle.authority,
        "client_secrets": dict(handle.clients),
        "admin_secrets": dict(handle.admins),
        "buckets": dict(handle.buckets),
        "software": part.software.archive,
        "clusters": {c.role: [g.place for g in c.groups] for c in part.clusters},
    }
