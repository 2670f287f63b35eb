"""DynamoDB."""

from __future__ import annotations

from typing import Any

from components.stores.dynamodb import Dynamodb
from infra.site import Site
from plan import model


def declare(part: model.Dynamodb, site: Site) -> dict[str, Any]:
    """Its table and the replicas."""
    handle = Dynamodb(part, context=site.context, keys=site.keys, opts=site.inside).handle
    return {
        "table": handle.table,
        "arns": dict(handle.arns),
        "hash_key": part.hash_key,
        "expires_attribute": part.expires_attribute,
        "consistency": "strong" if part.strong else "eventual",
    }
