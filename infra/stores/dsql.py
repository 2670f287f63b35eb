"""Aurora DSQL."""

from __future__ import annotations

from typing import Any

from components.stores.dsql import Dsql
from infra.site import Site
from plan import model

AUTH = (
    "IAM: dsql:DbConnect on the cluster's ARN (dsql:DbConnectAdmin as admin); "
    "`aws dsql generate-db-connect-auth-token` makes the password, sslmode=verify-full"
)


def declare(part: model.Dsql, site: Site) -> dict[str, Any]:
    """Its clusters, and where clients find them."""
    handle = Dsql(part, context=site.context, keys=site.keys, networks=site.on_aws, opts=site.inside).handle
    return {
        "endpoints": dict(handle.endpoints),
        "arns": dict(handle.arns),
        "port": handle.port,
        "database": handle.database,
        "auth": AUTH,
    }
