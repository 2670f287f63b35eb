"""Planned stores, made by hand: one of each engine that rows are on."""

from __future__ import annotations

from typing import Any

from jurisdictions import DataClass
from jurisdictions import place as region
from plan import model
from plan.model import Machine, MachineCluster, MachineGroup, Machines, Placement, Role, Store


def common(engine: str, jurisdiction: str, **changes: Any) -> dict[str, Any]:
    """What every store has."""
    return {
        "name": f"{jurisdiction}-ledger",
        "jurisdiction": jurisdiction,
        "data_class": DataClass.PERSISTENT,
        "tags": {},
        "store": "ledger",
        "engine": engine,
        "layout": "zones",
        "survives": "zone",
        "backup_days": 14,
        **changes,
    }


class Other(Store):
    """A store on an engine whose own plan says nothing that the schema needs."""

    @property
    def placements(self) -> tuple[Placement, ...]:
        """None is looked at."""
        return ()


def store_on(engine: str, jurisdiction: str, **changes: Any) -> Store:
    """A store whose engine's own fields do not matter here."""
    return Other(**common(engine, jurisdiction, **changes))


def spanner(jurisdiction: str = "uk", **changes: Any) -> model.Spanner:
    """A regional instance in London."""
    given: dict[str, Any] = {
        **common("spanner", jurisdiction, layout="regional"),
        "instance": "acme-test-uk-ledger",
        "display_name": "acme-test-uk-ledger",
        "config": "regional-europe-west2",
        "edition": "STANDARD",
        "processing_units": 100,
        "database": "app",
        "dialect": "GOOGLE_STANDARD_SQL",
        "leader": "europe-west2",
        "replicas": (Placement(place="gcp/europe-west2", role="home", key="k"),),
    }
    return model.Spanner(**given | changes)


def group(place: str, *, votes: int, machines: int = 3, role: Role = "home") -> MachineGroup:
    """Machines of one region, each in a zone of its own."""
    slug = place.replace("/", "-")
    return MachineGroup(
        place=place,
        role=role,
        key=f"{slug}-key",
        name=f"ledger-{slug}",
        network=f"{slug}-network",
        machine_type="m7i.2xlarge",
        image="",
        disk_gib=500,
        disk_iops=3000,
        disk_mib_s=125,
        machines=tuple(
            Machine(name=f"m-{zone}", physical=f"m-{zone}", zone=zone, subnet=f"s-{zone}", seed=True)
            for zone in region(place).zones[:machines]
        ),
        votes=votes,
        least_ready=1,
        balancer=f"lb-{slug}",
        bucket=f"acme-test-{slug}-backups",
        identity=f"acme-{slug}",
        metrics=f"Domicile/acme-{slug}",
        openings=(),
        priority=3000,
    )


def cluster(*groups: MachineGroup, role: Role = "home", name: str = "ledger") -> MachineCluster:
    """A cluster whose replication factor is what its groups vote with."""
    return MachineCluster(
        name=f"{name}-{role}", role=role, groups=groups, replication_factor=sum(g.votes for g in groups)
    )


def machines(engine: str, jurisdiction: str, *clusters: MachineCluster, **changes: Any) -> Machines:
    """A store on machines."""
    given: dict[str, Any] = {
        **common(engine, jurisdiction),
        "version": "v26.2.3",
        "database": "app",
        "username": "app",
        "licence": "enterprise",
        "organisation": "",
        "clusters": clusters,
        "software": model.Software(archive="cockroach-v26.2.3.linux-amd64.tgz", sha256=""),
        "member_ports": (26357,),
        "follower_ports": (26257,),
        "sql_port": 26257,
        "health_port": 8080,
        "health_path": "/health?ready=1",
        "limits": model.MachineLimits(cpu_percent=80, disk_used_percent=80, certificate_days=30),
    }
    return Machines(**given | changes)


def london(engine: str) -> Machines:
    """A cluster over the zones of one region."""
    return machines(engine, "uk", cluster(group("aws/eu-west-2", votes=3)))


def union(engine: str, home: int, recovery: int, witness: int) -> Machines:
    """A cluster over three regions, with these votes."""
    groups = (
        group("aws/eu-central-1", votes=home),
        group("gcp/europe-west3", votes=recovery, role="recovery"),
        group("aws/eu-west-1", votes=witness, machines=1, role="witness"),
    )
    return machines(engine, "eu", cluster(*groups), survives="region")


def germany(engine: str) -> Machines:
    """A cluster, and another that follows it."""
    return machines(
        engine,
        "de",
        cluster(group("gcp/europe-west10", votes=3)),
        cluster(group("gcp/europe-west3", votes=3, role="recovery"), role="recovery"),
        survives="region",
    )
