"""A distributed database on virtual machines, planned: CockroachDB, YugabyteDB."""

from __future__ import annotations

from dataclasses import dataclass

from plan.model.parts import Role
from plan.model.stores.base import Mesh, Placement, Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """One virtual machine, in a zone of its own among the machines of its region."""

    name: str
    """Logical name: of the place and the zone, never of a position in a list."""
    physical: str
    """At most 63 characters (Compute Engine)."""
    zone: str
    """AWS zone id (``euw2-az1``) or Google zone (``europe-west2-a``)."""
    subnet: str
    """Name of the planned subnet, of the data tier."""
    seed: bool
    """Whether others join the cluster through it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MachineGroup(Placement):
    """The machines of a cluster in one region, with what only that region's cloud knows."""

    name: str
    network: str
    """Name of the planned AwsNetwork or GcpNetwork."""
    machine_type: str
    """``m7i.2xlarge``, ``n2-standard-8``."""
    disk_gib: int
    machines: tuple[Machine, ...]
    votes: int
    """Replicas of every range or tablet that this region has."""
    balancer: str
    """Physical name of the internal load balancer, at most 32 characters."""
    backups: str
    """Physical name of the bucket that backups of this region go to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MachineCluster:
    """One cluster: it elects, and keeps its own majority."""

    name: str
    role: Role
    """``home``, or ``recovery`` for one that follows the other asynchronously."""
    groups: tuple[MachineGroup, ...]
    replication_factor: int
    """3 or 5: the sum of the votes of its groups."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Machines(Store):
    """A store on machines of its own: one cluster, or a second one that follows it."""

    version: str
    database: str
    licence: str
    """How the software is licensed: ``enterprise``, or ``open`` where it needs no key."""
    clusters: tuple[MachineCluster, ...]
    ports: tuple[int, ...]
    """TCP ports that its machines reach each other on."""
    sql_port: int

    @property
    def groups(self) -> tuple[MachineGroup, ...]:
        """Of all clusters, home first."""
        return tuple(group for cluster in self.clusters for group in cluster.groups)

    @property
    def placements(self) -> tuple[Placement, ...]:
        """Every region with machines."""
        return self.groups

    @property
    def networked(self) -> tuple[str, ...]:
        """Every region with machines."""
        return tuple(group.place for group in self.groups)

    @property
    def mesh(self) -> Mesh | None:
        """Every machine reaches every other, over regions and clouds."""
        places = self.networked
        return Mesh(places=places, ports=self.ports) if len(places) > 1 else None
