"""A distributed database on virtual machines, planned: what CockroachDB and YugabyteDB have in common."""

from __future__ import annotations

from dataclasses import dataclass

from plan.model.parts import Role
from plan.model.stores.base import Mesh, Placement, Store

DISK_USED, CERTIFICATE_DAYS, READY = "DiskUsedPercent", "CertificateDays", "Ready"
"""Numbers that a machine tells of itself: 0 to 100; days, rounded down; 0 or 1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MachineLimits:
    """When a machine is in trouble."""

    cpu_percent: int
    """More than this for 15 minutes."""
    disk_used_percent: int
    certificate_days: int
    """Fewer than this until the first of its certificates expires."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """One virtual machine with its data disk: one voter."""

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
class Opening:
    """Who may connect to the machines of a group: these TCP ports, from these ranges."""

    name: str
    """``members``, ``followers``, ``clients``."""
    ports: tuple[int, ...]
    sources: tuple[str, ...]
    """Address ranges of tiers of the jurisdiction's own networks."""
    beyond: tuple[str, ...] = ()
    """Those of ``sources`` that are in another network, which a private path leads to. Members are reached
    there on the same ports."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MachineGroup(Placement):
    """The machines of a cluster in one region, with what only that region's cloud knows."""

    name: str
    network: str
    """Name of the planned AwsNetwork or GcpNetwork."""
    machine_type: str
    """``m7i.2xlarge``, ``n2-standard-8``."""
    image: str
    """AMI or image with the software in it; empty for the cloud's own Linux, which fetches the software."""
    disk_gib: int
    disk_iops: int
    disk_mib_s: int
    machines: tuple[Machine, ...]
    votes: int
    """Replicas of every range or tablet that this region has: one a machine."""
    least_ready: int
    """Fewer machines of this region that take clients, and its cluster cannot be written to."""
    balancer: str
    """Physical name of the internal load balancer, at most 32 characters."""
    bucket: str
    """Physical name of the bucket of this region's backups and software."""
    identity: str
    """Who the machines are: a role on AWS, a service account on Google; 6 to 30 characters."""
    openings: tuple[Opening, ...]
    metrics: str
    """Namespace of what its machines tell of themselves on AWS; on Google, what the types of it begin with.

    Of this group alone: on AWS no other machine can write it.
    """
    priority: int
    """Google: first of ``PRIORITIES`` priorities of its rules in the network's firewall policy."""


PRIORITIES = 6
"""How many priorities a group's firewall rules may take."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MachineCluster:
    """One cluster: it elects, and keeps its own majority."""

    name: str
    role: Role
    """``home``, or ``recovery`` for one that follows the other asynchronously."""
    groups: tuple[MachineGroup, ...]
    replication_factor: int
    """3 or 5: the sum of the votes of its groups."""

    @property
    def machines(self) -> tuple[Machine, ...]:
        """Of all its groups."""
        return tuple(machine for group in self.groups for machine in group.machines)

    @property
    def starter(self) -> Machine:
        """The one machine that makes the cluster when there is none yet: its first seed."""
        return next(machine for machine in self.machines if machine.seed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Software:
    """What the machines run, as a file in the bucket of their own place."""

    archive: str
    """``cockroach-v26.2.0.linux-amd64.tgz``."""
    sha256: str
    """Digest in hex; empty where the file ``<archive>.sha256sum`` beside it says it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Machines(Store):
    """A store on machines of its own: one cluster, or a second one that follows it."""

    version: str
    database: str
    username: str
    """The application's user: its client certificate says so."""
    licence: str
    """How the software is licensed: ``enterprise``, ``free``, ``trial``; ``open`` where it needs no key."""
    organisation: str
    """Whom the licence names; empty where it names nobody."""
    clusters: tuple[MachineCluster, ...]
    software: Software
    member_ports: tuple[int, ...]
    """TCP ports that machines of one cluster reach each other on."""
    follower_ports: tuple[int, ...]
    """TCP ports that machines of two clusters of the store reach each other on, either way."""
    sql_port: int
    health_port: int
    health_path: str
    """Answers 200 over HTTPS while a machine takes clients."""
    limits: MachineLimits
    notes: tuple[str, ...] = ()
    """What whoever declares it should know: said with every preview."""

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
    def asked(self) -> tuple[str, ...]:
        """Machines on AWS tell CloudWatch of themselves."""
        return ("monitoring",)

    @property
    def mesh(self) -> Mesh | None:
        """Machines of one cluster reach each other, and those of a cluster that follows another."""
        ports = set(self.follower_ports if len(self.clusters) > 1 else ())
        if any(len(cluster.groups) > 1 for cluster in self.clusters):
            ports |= set(self.member_ports)
        return Mesh(places=self.networked, ports=tuple(sorted(ports))) if ports else None
