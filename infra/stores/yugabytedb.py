"""YugabyteDB on virtual machines."""

from __future__ import annotations

from typing import Any

from components.stores.yugabytedb import Yugabytedb
from infra.site import Site
from infra.stores import machines
from plan import model
from schema.engines.yugabytedb import OPERATOR


def declare(part: model.Machines, site: Site) -> dict[str, Any]:
    """Its universes, and where clients find them."""
    machines.warn(part)
    made = Yugabytedb(
        part,
        context=site.context,
        keys=site.keys,
        on_aws=site.on_aws,
        on_gcp=site.on_gcp,
        opts=site.inside,
    )
    return {**machines.outputs(part, made.handle), "administrator": OPERATOR}
