"""A DynamoDB table, and its replicas where it has more places.

A global table copies every item to every replica, whatever the item holds: so its places must all be allowed
for its class, and what is personal stays in tables of one jurisdiction. Replicas are eventually consistent,
and the last writer wins, usually within a second, with no promise; or strongly, and a write waits for two
of three regions, one of which may be a witness that answers nobody (DynamoDB guide, "Global tables").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws.alarms import declare_alarms
from components.aws.component import AwsComponent
from components.base import Context
from components.handles import KeyHandle, keys_beside
from plan import model as planned
from plan import names


@dataclass(frozen=True, kw_only=True, slots=True)
class DynamodbHandle:
    """A declared table."""

    name: str
    table: pulumi.Output[str]
    """The same name in every place."""
    arns: Mapping[str, pulumi.Output[str]]
    """By place."""
    hash_key: str


class Dynamodb(AwsComponent):
    """Declares the table with its replicas, each under the key of its own place."""

    handle: DynamodbHandle

    def __init__(
        self,
        part: planned.Dynamodb,
        *,
        context: Context,
        keys: Mapping[str, KeyHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        beside = keys_beside(part.members, keys)
        super().__init__("domicile:store:Dynamodb", part, context, opts, beside=beside)
        table = self._table(part, keys)
        declare_alarms(self, part.alarms, depends_on={m.place: table for m in part.members})
        home = names.region(part.members[0].place)
        self.handle = DynamodbHandle(
            name=part.name,
            table=table.name,
            arns={m.place: _arn_in(table.arn, home, names.region(m.place)) for m in part.members},
            hash_key=part.hash_key,
        )
        self.register_outputs({"arn": table.arn, "table": table.name})

    def _table(self, part: planned.Dynamodb, keys: Mapping[str, KeyHandle]) -> aws.dynamodb.Table:
        home, *others = part.members
        return aws.dynamodb.Table(
            f"{part.name}-table",
            name=part.table,
            billing_mode="PAY_PER_REQUEST",
            table_class="STANDARD",
            hash_key=part.hash_key,
            attributes=[aws.dynamodb.TableAttributeArgs(name=part.hash_key, type="S")],
            # Replication reads a stream; a table with no replicas has none, so that nothing else can either.
            stream_enabled=True if others else None,
            stream_view_type="NEW_AND_OLD_IMAGES" if others else None,
            server_side_encryption=aws.dynamodb.TableServerSideEncryptionArgs(
                enabled=True, kms_key_arn=keys[home.key].id
            ),
            point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(
                enabled=part.backup_days > 0, recovery_period_in_days=part.backup_days or None
            ),
            ttl=_expiry(part),
            deletion_protection_enabled=self.context.identity.protect,
            replicas=[self._replica(part, m, keys) for m in others] or None,
            global_table_witness=_witness(part),
            region=names.region(home.place),
            tags=self.tags,
            opts=self.child(stateful=True, depends_on=[r for m in part.members for r in keys[m.key].ready]),
        )

    def _replica(
        self, part: planned.Dynamodb, member: planned.Placement, keys: Mapping[str, KeyHandle]
    ) -> aws.dynamodb.TableReplicaArgs:
        return aws.dynamodb.TableReplicaArgs(
            region_name=names.region(member.place),
            kms_key_arn=keys[member.key].id,
            consistency_mode="STRONG" if part.strong else "EVENTUAL",
            point_in_time_recovery=part.backup_days > 0,
            propagate_tags=True,
            deletion_protection_enabled=self.context.identity.protect,
        )


def _expiry(part: planned.Dynamodb) -> aws.dynamodb.TableTtlArgs | None:
    if part.expires_attribute is None:
        return None
    return aws.dynamodb.TableTtlArgs(attribute_name=part.expires_attribute, enabled=True)


def _witness(part: planned.Dynamodb) -> aws.dynamodb.TableGlobalTableWitnessArgs | None:
    if part.witness is None:
        return None
    return aws.dynamodb.TableGlobalTableWitnessArgs(region_name=names.region(part.witness.place))


def _arn_in(arn: pulumi.Output[str], home: str, region: str) -> pulumi.Output[str]:
    """ARN of a replica: that of the table with another region."""
    return arn.apply(lambda found: found.replace(f":{home}:", f":{region}:"))
