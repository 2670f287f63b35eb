"""Declares a store on its engine, and says of it what the contract promises."""

from __future__ import annotations

from typing import Any

import pulumi

from components.stores.aurora import Aurora
from components.stores.dynamodb import Dynamodb
from components.stores.gcs import Gcs
from components.stores.s3 import S3
from components.stores.spanner import Spanner
from infra.site import Site
from plan import model


def declare_store(part: model.Store, site: Site) -> dict[str, Any]:
    """Declare a store. Returns its outputs. Raises ``TypeError`` for an engine that has no component."""
    match part:
        case model.Aurora():
            own = _aurora(part, site)
        case model.Spanner():
            own = _spanner(part, site)
        case model.Dynamodb():
            own = _dynamodb(part, site)
        case model.Bucket():
            own = {"buckets": _buckets(part, site)}
        case _:
            msg = f"{part.name}: no component for {part.engine}"
            raise TypeError(msg)
    return _common(part, site) | own


def _common(part: model.Store, site: Site) -> dict[str, Any]:
    return {
        "class": part.data_class.value,
        "engine": part.engine,
        "survives": part.survives,
        "home": part.placements[0].place,
        "places": {p.place: {"role": p.role, "key": site.keys[p.key].id} for p in part.placements},
    }


def _aurora(part: model.Aurora, site: Site) -> dict[str, Any]:
    handle = Aurora(part, context=site.context, keys=site.keys, networks=site.on_aws, opts=site.inside).handle
    return {
        "writer": handle.writer_endpoint,
        "readers": dict(handle.reader_endpoints),
        "port": handle.port,
        "database": part.database,
        "secret": handle.secret_arn,
    }


def _spanner(part: model.Spanner, site: Site) -> dict[str, Any]:
    handle = Spanner(part, context=site.context, keys=site.keys, opts=site.inside).handle
    return {
        "database": handle.path,
        "config": part.config,
        "leader": part.leader,
        "dialect": part.dialect,
    }


def _dynamodb(part: model.Dynamodb, site: Site) -> dict[str, Any]:
    handle = Dynamodb(part, context=site.context, keys=site.keys, opts=site.inside).handle
    return {
        "table": handle.table,
        "arns": dict(handle.arns),
        "hash_key": part.hash_key,
        "expires_attribute": part.expires_attribute,
    }


def _buckets(part: model.Bucket, site: Site) -> dict[str, Any]:
    """One cloud per store: the plan lays a bucket store out on the cloud of its home."""
    context, keys, inside = site.context, site.keys, site.inside
    if part.members[0].place.startswith("aws/"):
        names, scheme = S3(part, context=context, keys=keys, opts=inside).handle.buckets, "s3://"
    else:
        gcs = Gcs(part, context=context, keys=keys, agents=site.agents, opts=inside)
        names, scheme = gcs.handle.buckets, "gs://"
    return {place: pulumi.Output.concat(scheme, name) for place, name in names.items()}
