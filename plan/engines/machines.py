"""Machines of a store: in each region, one a vote, over the zones; with names, addresses and who may connect.

Shared by the engines that run on machines. An engine says what it is (``Kind``), takes a ``Seating`` and adds
what only it knows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from jurisdictions import place
from plan import names, networks
from plan.draft import Draft, engine_of
from plan.engines.machine_alarms import LIMITS, least_ready, machine_alarms
from plan.engines.machine_checks import ZONES_NEEDED, check_machines, check_zones, replicas_of, vcpus
from plan.engines.seating import REGIONS, Seat, Seating
from plan.model import (
    PRIORITIES,
    Key,
    Machine,
    MachineCluster,
    MachineGroup,
    Machines,
    Opening,
    Software,
    Tier,
)
from plan.settings.stores.machines import MachinesStore

MACHINE_LIMIT = 63
"""Compute Engine names: RFC 1035."""
BALANCER_LIMIT = 32
"""Names of load balancers and target groups (Elastic Load Balancing API)."""
BUCKET_LIMIT = 63
IDENTITY_LIMIT = 30
"""Ids of service accounts (IAM API of Google Cloud)."""
FIRST_PRIORITY, LAST_PRIORITY = 10, 1000
"""Between these; a network's own rules begin at 1000 (components/gcp/firewall.py)."""
METRICS = {"aws": "Domicile/", "gcp": "custom.googleapis.com/domicile/"}
IOPS_A_VCPU, MIB_S_A_VCPU = 500, 30
"""CockroachDB, "Production checklist"; for YugabyteDB no less."""
LEAST_IOPS, MOST_IOPS = 3000, 16_000
LEAST_MIB_S, MOST_MIB_S = 125, 1000
"""Of gp3 volumes of any size that may be asked for (EBS API, ``CreateVolume``)."""
KEY_SERVICES = {"aws": ("ec2", "s3", "secretsmanager"), "gcp": ("compute", "secretmanager", "storage")}
"""What encrypts with a group's key: disks, its bucket, its secrets."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """What an engine is, whatever its store says: how many copies it has, and who reaches which port."""

    one_region: int
    """Copies in a cluster of one region, unless the store says another number."""
    three_regions: int
    """Copies in a cluster over three regions; no other number will do."""
    member_ports: tuple[int, ...]
    follower_ports: tuple[int, ...]
    sql_port: int
    health_port: int
    health_path: str


def lay_out_machines(
    draft: Draft,
    store: MachinesStore,
    kind: Kind,
    seats: Seating,
    *,
    version: str,
    archive: str,
    licence: str,
    organisation: str = "",
) -> tuple[Machines, tuple[Key, ...]]:
    """The store on the clusters of a seating, and a key in each of their places."""
    if seats.layout == REGIONS:
        replicas_of(draft, store, kind.three_regions, only=kind.three_regions)
    clusters, keys = _clusters(draft, store, kind, seats)
    check_machines(draft, store, [group.place for cluster in clusters for group in cluster.groups])
    machines = Machines(
        **draft.scope.part(draft.name, data_class=store.data_class, store=draft.name),
        store=draft.name,
        engine=engine_of(store),
        layout=seats.layout,
        survives=store.survives,
        backup_days=draft.backup_days,
        alarms=machine_alarms(draft, clusters),
        version=version,
        database=store.database,
        username=store.username,
        licence=licence,
        organisation=organisation,
        clusters=clusters,
        software=Software(archive=archive, sha256=store.sha256 or ""),
        member_ports=kind.member_ports,
        follower_ports=kind.follower_ports,
        sql_port=kind.sql_port,
        health_port=kind.health_port,
        health_path=kind.health_path,
        limits=LIMITS,
        notes=tuple(f"{draft.path}: {note}" for note in seats.notes),
    )
    return machines, keys


def _clusters(
    draft: Draft, store: MachinesStore, kind: Kind, seats: Seating
) -> tuple[tuple[MachineCluster, ...], tuple[Key, ...]]:
    keys = {
        seat.place: draft.scope.key(
            seat.place,
            draft.name,
            store.data_class,
            services=KEY_SERVICES[seat.place.partition("/")[0]],
            store=draft.name,
        )
        for cluster in seats.clusters
        for seat in cluster
    }
    clusters = tuple(
        MachineCluster(
            name=draft.scope.logical(draft.name, cluster[0].role, "cluster"),
            role=cluster[0].role,
            groups=tuple(_group(draft, store, kind, seats, seat) for seat in cluster),
            replication_factor=sum(seat.votes for seat in cluster),
        )
        for cluster in seats.clusters
    )
    return clusters, tuple(keys.values())


def _group(draft: Draft, store: MachinesStore, kind: Kind, seats: Seating, seat: Seat) -> MachineGroup:
    scope, at = draft.scope, seat.place
    cloud, region = at.partition("/")[0], names.region(at)
    path = f"{draft.path} {at}"
    owner = (scope.identity.aws_account if cloud == "aws" else scope.identity.gcp_project) or ""
    size = vcpus(cloud, getattr(store.machine_types, cloud))
    identity = scope.physical("identity", cloud, draft.name, region, limit=IDENTITY_LIMIT, path=path)
    network = (at, "network") if cloud == "aws" else ("gcp", "network")
    return MachineGroup(
        place=at,
        role=seat.role,
        key=names.logical(scope.law.id, draft.name, at, "key"),
        name=scope.logical(draft.name, at),
        network=names.logical(scope.law.id, *network),
        machine_type=getattr(store.machine_types, cloud),
        image=store.images.get(at, ""),
        disk_gib=store.disk_gib,
        disk_iops=min(max(LEAST_IOPS, IOPS_A_VCPU * size), MOST_IOPS),
        disk_mib_s=min(max(LEAST_MIB_S, MIB_S_A_VCPU * size), MOST_MIB_S),
        machines=_machines(draft, seat, alone=len(_cluster_of(seats, seat)) == 1),
        votes=seat.votes,
        least_ready=least_ready(seat.votes, sum(s.votes for s in _cluster_of(seats, seat))),
        balancer=scope.physical("balancer", at, draft.name, limit=BALANCER_LIMIT, path=path),
        bucket=scope.physical(
            "bucket", cloud, draft.name, "backups", region, owner, limit=BUCKET_LIMIT, path=path
        ),
        identity=identity,
        metrics=METRICS[cloud] + (identity if cloud == "aws" else identity.replace("-", "_")),
        openings=_openings(draft, kind, seats, seat),
        priority=_priority(draft, at),
    )


def _machines(draft: Draft, seat: Seat, *, alone: bool) -> tuple[Machine, ...]:
    """One a vote, over as many zones as there are votes, three at most; the first of each zone is a seed."""
    at = seat.place
    spread = min(seat.votes, ZONES_NEEDED)
    check_zones(draft, at, ZONES_NEEDED if alone else spread)
    zones = place(at).zones[:spread]
    return tuple(_machine(draft, at, zones[n % len(zones)], n // len(zones)) for n in range(seat.votes))


def _machine(draft: Draft, at: str, zone: str, again: int) -> Machine:
    """``again``: how many machines of the same group the zone already has."""
    scope = draft.scope
    parts = (draft.name, names.region(at), zone) if at.startswith("aws/") else (draft.name, zone)
    number = (str(again + 1),) if again else ()
    subnet = (at, "data", zone) if at.startswith("aws/") else (at, "data")
    return Machine(
        name=scope.logical(draft.name, at, zone, *number),
        physical=scope.physical(
            "machine", at, *parts, *number, limit=MACHINE_LIMIT, path=f"{draft.path} {zone}"
        ),
        zone=zone,
        subnet=names.logical(scope.law.id, *subnet),
        seed=not again,
    )


def _cluster_of(seats: Seating, seat: Seat) -> tuple[Seat, ...]:
    return next(cluster for cluster in seats.clusters if seat in cluster)


def _openings(draft: Draft, kind: Kind, seats: Seating, seat: Seat) -> tuple[Opening, ...]:
    """Members of its cluster, members of the other cluster, and clients of the private tier beside it."""
    own = _cluster_of(seats, seat)
    others = [s for cluster in seats.clusters if cluster is not own for s in cluster]
    openings = [
        Opening(
            name="members",
            ports=kind.member_ports,
            sources=_tiers(draft, own, "data"),
            beyond=_tiers(draft, _elsewhere(seat, own), "data"),
        ),
        Opening(name="clients", ports=(kind.sql_port,), sources=_tiers(draft, [seat], "private")),
    ]
    if others:
        followers = Opening(
            name="followers",
            ports=kind.follower_ports,
            sources=_tiers(draft, others, "data"),
            beyond=_tiers(draft, _elsewhere(seat, others), "data"),
        )
        openings.insert(1, followers)
    return tuple(openings)


def _elsewhere(seat: Seat, others: Iterable[Seat]) -> list[Seat]:
    """Those in another network: on AWS one a region, on Google one for all."""
    one = seat.place.startswith("gcp/")
    return [s for s in others if s.place != seat.place and not (one and s.place.startswith("gcp/"))]


def _tiers(draft: Draft, seats: Iterable[Seat], tier: Tier) -> tuple[str, ...]:
    found = (networks.tier_range(draft.scope, seat.place, tier) for seat in seats)
    return tuple(cidr for cidr in found if cidr is not None)


def _priority(draft: Draft, at: str) -> int:
    """From a hash of the store and the region's own number: adding moves none. A clash is noted (DOM-231).

    So the regions of one store never clash, and two stores of a jurisdiction hardly ever do.
    """
    scope = draft.scope
    slots = (LAST_PRIORITY - FIRST_PRIORITY) // PRIORITIES
    digest = hashlib.sha256(f"{scope.law.id} {draft.name}".encode()).digest()
    number = int.from_bytes(digest[:8]) + (place(at).block or 0)
    priority = FIRST_PRIORITY + PRIORITIES * (number % slots)
    if at.startswith("gcp/"):
        where = f"the firewall of {scope.law.id}"
        scope.ledger.claim("rule", where, str(priority), f"{draft.path} {at}")
    return priority
