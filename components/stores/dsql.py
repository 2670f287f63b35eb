"""Aurora DSQL: a cluster in one region, or two peers that both write and a witness, all in one jurisdiction.

A cluster is in no network. It is reached through an endpoint in the network of its place, and its policy
turns away whoever comes another way: whoever signs in with an identity of this account from outside, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws.alarms import declare_alarms
from components.aws.component import AwsComponent, document
from components.aws.network import NetworkHandle
from components.base import Context, Placed
from components.handles import KeyHandle, keys_beside
from components.stores.dsql_backups import backup_role, backups
from components.stores.dsql_endpoint import PORT, private_endpoint, private_host
from plan import model as planned
from plan import names

DATABASE = "postgres"
"""The only one that a cluster has (Aurora DSQL User Guide, "Considerations")."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DsqlHandle:
    """A declared DSQL store."""

    name: str
    endpoints: Mapping[str, pulumi.Output[str]]
    """Host by place."""
    arns: Mapping[str, pulumi.Output[str]]
    """By place."""
    port: int = PORT
    database: str = DATABASE


class Dsql(AwsComponent):
    """Declares the clusters, what joins them, their endpoints, policies and backups.

    ``keys`` and ``networks`` by planned name. The witness is no resource: the clusters and what joins them
    name its region.
    """

    handle: DsqlHandle

    def __init__(
        self,
        part: planned.Dsql,
        *,
        context: Context,
        keys: Mapping[str, KeyHandle],
        networks: Mapping[str, NetworkHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        beside: list[tuple[str, Placed]] = [(m.place, networks[m.network]) for m in part.members]
        beside += keys_beside(part.placements, keys)
        super().__init__("domicile:store:Dsql", part, context, opts, beside=beside)
        clusters = {m.place: self._cluster(part, m, keys[m.key]) for m in part.members}
        for member in part.members:
            cluster, network = clusters[member.place], networks[member.network]
            self._join(part, member, clusters)
            if member.endpoint is not None:
                private_endpoint(self, member.endpoint, member.place, network, cluster)
            self._policy(member, cluster, network)
        declare_alarms(
            self,
            part.alarms,
            known={m.name: {"ClusterId": clusters[m.place].identifier} for m in part.members},
        )
        if part.backup_days:
            role = backup_role(self, part)
            for member in part.members:
                backups(self, part, member, key=keys[member.key], cluster=clusters[member.place], role=role)
        self.handle = _handle(part, clusters)
        self.register_outputs({"arns": dict(self.handle.arns)})

    def _cluster(self, part: planned.Dsql, member: planned.DsqlMember, key: KeyHandle) -> aws.dsql.Cluster:
        """A peer waits, with its witness named, until both are joined."""
        witness = part.witness
        return aws.dsql.Cluster(
            f"{member.name}-cluster",
            kms_encryption_key=key.id,
            deletion_protection_enabled=self.context.identity.protect,
            force_destroy=not self.context.identity.protect,
            multi_region_properties=None
            if witness is None
            else aws.dsql.ClusterMultiRegionPropertiesArgs(witness_region=names.region(witness.place)),
            region=names.region(member.place),
            tags=self.titled(member.physical),
            opts=self.child(stateful=True, depends_on=key.ready),
        )

    def _join(
        self, part: planned.Dsql, member: planned.DsqlMember, clusters: Mapping[str, aws.dsql.Cluster]
    ) -> None:
        """Each side names the other. Neither waits for the other's: both become active together, or none."""
        if part.witness is None:
            return
        others = [cluster.arn for at, cluster in clusters.items() if at != member.place]
        aws.dsql.ClusterPeering(
            f"{member.name}-peering",
            identifier=clusters[member.place].identifier,
            clusters=others,
            witness_region=names.region(part.witness.place),
            region=names.region(member.place),
            opts=self.child(stateful=True),
        )

    def _policy(self, member: planned.DsqlMember, cluster: aws.dsql.Cluster, network: NetworkHandle) -> None:
        """Nobody connects but through an endpoint of its network: what comes another way has no such source.

        It only denies, and only connections: who may connect is said by identities, and nobody is locked out
        of the cluster's administration (Aurora DSQL User Guide, "Resource-based policy examples").
        """

        def written(vpc_id: str) -> str:
            return document(
                [
                    {
                        "Sid": "OnlyFromItsNetwork",
                        "Effect": "Deny",
                        "Principal": {"AWS": "*"},
                        "Action": ["dsql:DbConnect", "dsql:DbConnectAdmin"],
                        "Resource": "*",
                        "Condition": {"StringNotEquals": {"aws:SourceVpc": vpc_id}},
                    }
                ]
            )

        aws.dsql.ClusterPolicy(
            f"{member.name}-policy",
            identifier=cluster.identifier,
            policy=network.vpc_id.apply(written),
            region=names.region(member.place),
            opts=self.child(),
        )


def _handle(part: planned.Dsql, clusters: Mapping[str, aws.dsql.Cluster]) -> DsqlHandle:
    return DsqlHandle(
        name=part.name,
        endpoints={at: private_host(cluster, names.region(at)) for at, cluster in clusters.items()},
        arns={at: cluster.arn for at, cluster in clusters.items()},
    )
