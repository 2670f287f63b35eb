"""Aurora PostgreSQL: one regional cluster, or a Global Database whose members are all in one jurisdiction.

Which member is the writer changes with a switchover, which is no Pulumi operation: so the members of a Global
Database ignore what a switchover or an upgrade from the global cluster changes. Nothing of a secondary
depends on it being one, except that it has no master of its own. What is common to all members is named for
one that stays the same (``anchor``), so that swapping home and recovery in the settings replaces nothing.
Enhanced monitoring goes to ``RDSOSMetrics`` of the same region: figures of the operating system, no data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.aws.alarms import declare_alarms
from components.aws.component import AwsComponent, account, arn, role_name, trust
from components.aws.network import NetworkHandle
from components.base import Context, Placed
from components.handles import KeyHandle, keys_beside
from components.passwords import password
from components.stores.aurora_member import Member, MemberHandle, declare_member
from components.stores.aurora_secret import master_secret
from jurisdictions import place
from jurisdictions.model import Aspect
from plan import model as planned
from plan import names

PORT = 5432
MONITORING_POLICY = "service-role/AmazonRDSEnhancedMonitoringRole"


@dataclass(frozen=True, kw_only=True, slots=True)
class AuroraHandle:
    """A declared Aurora store."""

    name: str
    writer_endpoint: pulumi.Output[str]
    """Follows the writer: the endpoint of the Global Database, or of the only cluster."""
    reader_endpoints: Mapping[str, pulumi.Output[str]]
    """By place."""
    secret_arn: pulumi.Output[str]
    """Of the master's secret, in the anchor's place; its replicas elsewhere have the same name."""
    cluster_arns: Mapping[str, pulumi.Output[str]]
    """By place."""
    security_group_ids: Mapping[str, pulumi.Output[str]]
    """By place."""
    database: str
    port: int = PORT


class Aurora(AwsComponent):
    """Declares the clusters, their instances, and the master's secret.

    ``keys`` and ``networks`` by planned name. Home's instances come before any other cluster: a secondary
    joins a writer that runs.
    """

    handle: AuroraHandle

    def __init__(
        self,
        part: planned.Aurora,
        *,
        context: Context,
        keys: Mapping[str, KeyHandle],
        networks: Mapping[str, NetworkHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        # PostgreSQL logs may quote what people sent: they rest where the member is.
        aspects = (Aspect.REST, Aspect.KEYS, Aspect.BACKUPS, Aspect.LOGS)
        here = dict.fromkeys(aspects, tuple(m.place for m in part.members))
        beside: list[tuple[str, Placed]] = [(m.place, networks[m.network]) for m in part.members]
        beside += keys_beside(part.members, keys)
        super().__init__("domicile:store:Aurora", part, context, opts, places=here, beside=beside)
        self._part, self._keys, self._networks = part, keys, networks
        self._monitoring, ready = self._monitoring_role()
        together = self._together()
        master = None if together is None else password(self, part.name)
        home, *others = part.members
        first = self._member(home, home, together, master, ready)
        members = {home.place: first}
        for other in others:
            members[other.place] = self._member(other, home, together, None, first.instances)
        declare_alarms(self, part.alarms, depends_on={at: m.cluster for at, m in members.items()})
        self.handle = self._handle(members, together, master)
        self.register_outputs({"writerEndpoint": self.handle.writer_endpoint})

    def _together(self) -> aws.rds.GlobalCluster | None:
        """The Global Database: its version is what upgrades all members."""
        part = self._part
        if part.global_cluster is None:
            return None
        protect = self.context.identity.protect
        return aws.rds.GlobalCluster(
            f"{part.name}-global",
            global_cluster_identifier=part.global_cluster,
            engine="aurora-postgresql",
            engine_version=part.engine_version,
            engine_lifecycle_support="open-source-rds-extended-support-disabled",
            storage_encrypted=True,
            deletion_protection=protect,
            force_destroy=not protect,
            region=names.region(part.anchor.place),
            tags=self.tags,
            opts=self.child(stateful=True),
        )

    def _monitoring_role(self) -> tuple[aws.iam.Role, Sequence[pulumi.Resource]]:
        part = self._part
        anchor = place(part.anchor.place)
        instances = arn(self.context, anchor.id, "rds", "db:*", any_region=True)
        role = aws.iam.Role(
            f"{part.name}-monitoring",
            name=role_name(part.anchor.cluster, "monitoring"),
            description=f"Enhanced monitoring of {part.anchor.cluster}",
            assume_role_policy=trust(
                "monitoring.rds.amazonaws.com",
                StringEquals={"aws:SourceAccount": account(self.context)},
                ArnLike={"aws:SourceArn": instances},
            ),
            tags=self.tags,
            opts=self.child(),
        )
        attached = aws.iam.RolePolicyAttachment(
            f"{part.name}-monitoring-policy",
            role=role.name,
            policy_arn=f"arn:{anchor.partition}:iam::aws:policy/{MONITORING_POLICY}",
            opts=self.child(),
        )
        return role, [attached]

    def _member(
        self,
        member: planned.AuroraMember,
        home: planned.AuroraMember,
        together: aws.rds.GlobalCluster | None,
        password: random.RandomPassword | None,
        after: Sequence[pulumi.Resource],
    ) -> MemberHandle:
        return declare_member(
            Member(
                component=self,
                store=self._part,
                part=member,
                home=home,
                key=self._keys[member.key],
                network=self._networks[member.network],
                together=together,
                password=password,
                monitoring_role_arn=self._monitoring.arn,
                after=tuple(after),
                port=PORT,
            )
        )

    def _handle(
        self,
        members: Mapping[str, MemberHandle],
        together: aws.rds.GlobalCluster | None,
        password: random.RandomPassword | None,
    ) -> AuroraHandle:
        part = self._part
        first = members[part.members[0].place].cluster
        if together is None or password is None:
            writer = first.endpoint
            secret_arn = first.master_user_secrets.apply(_managed_secret)
        else:
            writer = together.endpoint
            secret_arn = master_secret(self, part, self._keys, password=password, host=writer, port=PORT).arn
        return AuroraHandle(
            name=part.name,
            writer_endpoint=writer,
            reader_endpoints={at: m.cluster.reader_endpoint for at, m in members.items()},
            secret_arn=secret_arn,
            cluster_arns={at: m.cluster.arn for at, m in members.items()},
            security_group_ids={at: m.security_group.id for at, m in members.items()},
            database=part.database,
        )


def _managed_secret(secrets: Sequence[aws.rds.outputs.ClusterMasterUserSecret]) -> str:
    """ARN of the secret that RDS made. Raises ``LookupError`` where it made none: an app could not log in."""
    arn = secrets[0].secret_arn if secrets else None
    if arn is None:
        msg = "the cluster has no managed master secret"
        raise LookupError(msg)
    return arn
