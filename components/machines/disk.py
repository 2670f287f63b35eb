"""The data disk of a machine: what its tags say, for whoever counts votes."""

from __future__ import annotations

from plan import model


def disk_tags(part: model.Machines, machine: model.Machine) -> dict[str, str]:
    """Of whose cluster it is one voter, and how many there are."""
    cluster = next(c for c in part.clusters if machine in c.machines)
    return {
        **part.tags,
        "cluster": cluster.role,
        "layout": part.layout,
        "engine": part.engine,
        "voters": str(cluster.replication_factor),
    }
