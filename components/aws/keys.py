"""A customer-managed key in one region: rotated, bound to its services, never copied out of its region."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.aws.component import AwsComponent, account
from components.aws.key_policy import key_policy
from components.base import Context
from components.handles import KeyHandle
from jurisdictions import place
from jurisdictions.model import Aspect
from plan import model as planned
from plan import names


class Key(AwsComponent):
    """Declares a single-region symmetric key and its alias.

    Single-region on purpose: a multi-Region key's material can be copied elsewhere later, and buys nothing
    for databases, which treat it like a regional one (DynamoDB and RDS guides). A store with a second place
    has a second key there.
    """

    handle: KeyHandle

    def __init__(
        self, part: planned.Key, *, context: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("domicile:aws:Key", part, context, opts, places={Aspect.KEYS: [part.place]})
        key = self._key(part)
        alias = aws.kms.Alias(
            f"{part.name}-alias",
            name=f"alias/{part.physical}",
            target_key_id=key.key_id,
            region=names.region(part.place),
            opts=self.child(),
        )
        self.handle = KeyHandle(name=part.name, place=part.place, id=key.arn)
        self.register_outputs({"arn": key.arn, "alias": alias.name})

    def _key(self, part: planned.Key) -> aws.kms.Key:
        where = place(part.place)
        return aws.kms.Key(
            part.name,
            description=f"{part.tags.get('store', 'logs')} of {part.jurisdiction} in {where.name}",
            key_usage="ENCRYPT_DECRYPT",
            customer_master_key_spec="SYMMETRIC_DEFAULT",
            multi_region=False,
            enable_key_rotation=True,
            rotation_period_in_days=part.rotation_days,
            deletion_window_in_days=part.deletion_days,
            bypass_policy_lockout_safety_check=False,
            policy=key_policy(
                account=account(self.context),
                region=where.name,
                partition=where.partition,
                services=part.services,
            ),
            region=where.name,
            tags=self.tags,
            opts=self.child(stateful=True),
        )
