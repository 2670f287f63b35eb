"""AlloyDB: clusters over the zones of their regions; a secondary follows a primary, and is promoted by hand.

The storage of a cluster is in all zones of its region; its instance has a standby node in another zone if it
is regional. A cluster without an instance answers nothing. Backups stay in each cluster's own region.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policies.resources.graph import Resource
from survival.ground import Ground, Unit
from survival.standby import Member, Standby, Words, together, told_after

CLUSTER, INSTANCE = "gcp:alloydb/cluster:Cluster", "gcp:alloydb/instance:Instance"
TYPES = (CLUSTER, INSTANCE)
SECONDARY, POOL = "SECONDARY", "READ_POOL"
LAG = "alloydb.googleapis.com/instance/postgres/replication/maximum_secondary_lag"
WORDS = Words(
    thing="cluster",
    zone_figure="alloydb-zone",
    region_figure="alloydb-region",
    promote="gcloud alloydb clusters promote {name} --region={region}{project}",
    switch="gcloud alloydb clusters switchover {name} --region={region}{project}",
    after="a promoted cluster stands alone: when the region is back, delete the old cluster there, "
    "`pulumi refresh`, swap home and recovery in the settings, `pulumi up`",
    drop="gcloud alloydb clusters delete {name} --region={region}{project} --force",
)


def units(ground: Ground, resources: Iterable[Resource]) -> Iterator[Unit]:
    """The clusters among ``resources``, each primary with its secondaries."""
    clusters = [r for r in resources if r.type == CLUSTER]
    follows = {
        r.urn: above[0].urn
        for r in clusters
        if (above := ground.meant(r, "secondaryConfig.primaryClusterName", CLUSTER))
    }
    for members in together(clusters, follows):
        project = members[0].text("project")
        yield Standby(members=tuple(_member(ground, m) for m in members), project=project, words=WORDS)


def _member(ground: Ground, cluster: Resource) -> Member:
    own = [i for i in ground.of(INSTANCE) if cluster in ground.meant(i, "cluster", CLUSTER)]
    leading = [i for i in own if i.text("instanceType") != POOL]
    name, place = cluster.text("clusterId") or cluster.name, ground.place(cluster)
    lag = told_after(ground, LAG, name, place.partition("/")[2])
    return Member(
        place=place,
        name=name,
        keys=ground.key_places(cluster, "encryptionConfig"),
        writes=cluster.text("clusterType") != SECONDARY,
        # Unsaid, Google makes it regional.
        over_zones=any(i.text("availabilityType") in ("", "REGIONAL") for i in leading),
        answers=bool(leading),
        lag_seconds=None if lag is None else lag / 1000,
    )
