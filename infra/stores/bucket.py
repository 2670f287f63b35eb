"""Object storage."""

from __future__ import annotations

from typing import Any

import pulumi

from components.stores.gcs import Gcs
from components.stores.s3 import S3
from infra.site import Site
from plan import model


def declare(part: model.Bucket, site: Site) -> dict[str, Any]:
    """One cloud per store: the plan lays a bucket store out on the cloud of its home."""
    context, keys, inside = site.context, site.keys, site.inside
    if part.members[0].place.startswith("aws/"):
        names, scheme = S3(part, context=context, keys=keys, opts=inside).handle.buckets, "s3://"
    else:
        gcs = Gcs(part, context=context, keys=keys, agents=site.agents, opts=inside)
        names, scheme = gcs.handle.buckets, "gs://"
    return {"buckets": {place: pulumi.Output.concat(scheme, name) for place, name in names.items()}}
