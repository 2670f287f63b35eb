"""What stores on virtual machines tell, whatever their engine."""

from __future__ import annotations

from typing import Any

import pulumi

from components.machines.store import MachineStoreHandle
from plan import model


def warn(part: model.Machines) -> None:
    """Say what the plan notes of the store."""
    for note in part.notes:
        pulumi.warn(note)


def outputs(part: model.Machines, handle: MachineStoreHandle) -> dict[str, Any]:
    """Where clients find it, and what they sign in with."""
    return {
        "hosts": dict(handle.hosts),
        "port": part.sql_port,
        "database": part.database,
        "username": part.username,
        "sslmode": "verify-full",
        "authority": handle.authority,
        "client_secrets": dict(handle.clients),
        "admin_secrets": dict(handle.admins),
        "buckets": dict(handle.buckets),
        "software": part.software.archive,
        "clusters": {c.role: [g.place for g in c.groups] for c in part.clusters},
    }
