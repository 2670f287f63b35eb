"""CockroachDB on virtual machines."""

from __future__ import annotations

from typing import Any

import pulumi

from components.stores.cockroachdb import Cockroachdb
from infra.site import Site
from infra.stores import machines
from plan import model
from plan.secrets import LICENCE


def declare(part: model.Machines, site: Site) -> dict[str, Any]:
    """Its clusters, and where clients find them. Raises ``LookupError`` without a licence key."""
    licence = licence_key()
    if licence is None:
        raise LookupError(LICENCE)  # require_secrets has said so before
    machines.warn(part)
    made = Cockroachdb(
        part,
        licence=licence,
        context=site.context,
        keys=site.keys,
        on_aws=site.on_aws,
        on_gcp=site.on_gcp,
        opts=site.inside,
    )
    return machines.outputs(part, made.handle)


def licence_key() -> pulumi.Output[str] | None:
    """The key, a secret of the stack's configuration and never a setting."""
    return pulumi.Config("domicile").get_secret(LICENCE)
