"""The secret of a Global Database's master user, made here because RDS cannot manage it there.

RDS manages the password of a regional cluster, and refuses to for a member of a Global Database (RDS guide,
"Password management with Secrets Manager", limitations). The secret is replicated to the members' places and
nowhere else, under the key of each place.
"""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.aws.component import AwsComponent
from components.handles import KeyHandle
from plan import model as planned
from plan import names

RECOVERY_DAYS = 30


def master_secret(
    component: AwsComponent,
    part: planned.Aurora,
    keys: Mapping[str, KeyHandle],
    *,
    password: random.RandomPassword,
    host: pulumi.Input[str],
    port: int,
) -> aws.secretsmanager.Secret:
    """What the owner of the database signs in with, in the form that RDS itself writes."""
    anchor = part.anchor
    others = [m for m in part.members if m is not anchor]
    secret = aws.secretsmanager.Secret(
        f"{part.name}-secret",
        name=f"{anchor.cluster}/master",
        description=f"Master of {anchor.cluster}",
        kms_key_id=keys[anchor.key].id,
        replicas=[
            aws.secretsmanager.SecretReplicaArgs(region=names.region(m.place), kms_key_id=keys[m.key].id)
            for m in others
        ],
        # Outside dev a deletion can be taken back; in dev the same stack must be able to come back at once.
        recovery_window_in_days=RECOVERY_DAYS if component.context.identity.protect else 0,
        region=names.region(anchor.place),
        tags=component.tags,
        opts=component.child(stateful=True, depends_on=[r for m in part.members for r in keys[m.key].ready]),
    )
    value = pulumi.Output.json_dumps(
        {
            "engine": "postgres",
            "host": host,
            "port": port,
            "dbname": part.database,
            "username": part.username,
            "password": password.result,
        }
    )
    aws.secretsmanager.SecretVersion(
        f"{part.name}-secret-value",
        secret_id=secret.id,
        secret_string=value,
        region=names.region(anchor.place),
        opts=component.child(stateful=True),
    )
    return secret
