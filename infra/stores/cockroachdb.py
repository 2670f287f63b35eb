"""CockroachDB on virtual machines."""

from __future__ import annotations

from typing import Any

import pulumi

from components.stores.cockroachdb import Cockroachdb
from infra.site import Site
from infra.stores import machines
from jurisdictions.problem import Problem
from plan import model

LICENCE = "cockroachdb-licence"


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


def missing(part: model.Machines) -> Problem | None:
    """The licence key, where the stack does not have it (DOM-281)."""
    if licence_key() is not None:
        return None
    path = f"domicile:{LICENCE}"
    return Problem(
        code="DOM-281",
        path=path,
        what=f"{part.name} runs under a licence ({part.licence}), and its key is not there",
        value="nothing",
        allowed="the key that the vendor gave, as a secret",
        fix=f"pulumi config set --secret {path}",
    )
