"""Cloud SQL: instances with a standby in another zone; a replica in another region is promoted by hand.

A regional instance has its disk in two zones. A replica takes over by a command: of the one that is named
for disaster recovery, the old primary becomes the replica when it is back. Backups stay in their location.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from policies.resources.graph import Resource
from survival.ground import Ground, Unit, texts
from survival.standby import Member, Standby, Words, together, told_after

INSTANCE = "gcp:sql/databaseInstance:DatabaseInstance"
TYPES = (INSTANCE,)
LAG = "cloudsql.googleapis.com/database/replication/replica_lag"
DISASTER = "replicationCluster.failoverDrReplicaName"
REFRESH = "then `pulumi refresh`, swap home and recovery in the settings, `pulumi up`"
NAMED = Words(
    thing="instance",
    zone_figure="cloud-sql-zone",
    region_figure="cloud-sql-region",
    promote="gcloud sql instances promote-replica {name} --failover{project}",
    switch="gcloud sql instances switchover {name}{project}",
    after=f"when the region is back, its instance becomes the replica by itself; {REFRESH}",
)
PLAIN = replace(
    NAMED,
    promote="gcloud sql instances promote-replica {name}{project}",
    after=f"a promoted replica stands alone: delete the old instance when its region is back; {REFRESH}",
    drop="gcloud sql instances delete {name}{project}",
)


def units(ground: Ground, resources: Iterable[Resource]) -> Iterator[Unit]:
    """The instances among ``resources``, each primary with its replicas."""
    instances = [r for r in resources if r.type == INSTANCE]
    follows = {
        r.urn: above[0].urn for r in instances if (above := ground.meant(r, "masterInstanceName", INSTANCE))
    }
    for members in together(instances, follows):
        named = any(text for m in members for text in texts(m, DISASTER))
        yield Standby(
            members=tuple(_member(ground, m, follows) for m in members),
            project=members[0].text("project"),
            words=NAMED if named else PLAIN,
        )


def _member(ground: Ground, instance: Resource, follows: dict[str, str]) -> Member:
    name = instance.text("name") or instance.name
    project = instance.text("project")
    return Member(
        place=ground.place(instance),
        name=name,
        keys=ground.key_places(instance, "encryptionKeyName"),
        writes=instance.urn not in follows and not instance.text("masterInstanceName"),
        over_zones=texts(instance, "settings.availabilityType") == ["REGIONAL"],
        lag_seconds=told_after(ground, LAG, f"{project}:{name}"),
    )
