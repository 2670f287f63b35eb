"""Valkey."""

from __future__ import annotations

from typing import Any

from components.stores.elasticache import Elasticache
from components.stores.memorystore import Memorystore
from infra.site import Site
from plan import model


def declare(part: model.Valkey, site: Site) -> dict[str, Any]:
    """One cloud per store: the plan lays it out on the cloud of its home."""
    on_aws = part.members[0].place.startswith("aws/")
    return {
        "version": part.version,
        "tls": True,
        "endpoints": _on_aws(part, site) if on_aws else _on_gcp(part, site),
        "expires_seconds": part.expires_seconds,
    }


def _on_aws(part: model.Valkey, site: Site) -> dict[str, Any]:
    cache = Elasticache(part, context=site.context, keys=site.keys, networks=site.on_aws, opts=site.inside)
    return {
        at: {"host": e.host, "port": e.port, "user": e.user, "connect": [*e.arns], "certificates": []}
        for at, e in cache.handle.endpoints.items()
    }


def _on_gcp(part: model.Valkey, site: Site) -> dict[str, Any]:
    cache = Memorystore(part, context=site.context, keys=site.keys, networks=site.on_gcp, opts=site.inside)
    return {
        at: {
            "host": e.host,
            "port": e.port,
            "user": None,
            "connect": [e.instance],
            "certificates": e.certificates,
        }
        for at, e in cache.handle.endpoints.items()
    }
