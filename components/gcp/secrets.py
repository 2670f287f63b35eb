"""What a database's first user signs in with, as a regional secret in each of the database's places.

A regional secret is one of a region and no other, under the key of that region; an ordinary one is a global
object with replicas. It says who and what, and not where: which host writes changes with a failover, and is
in the outputs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import pulumi
from pulumi_gcp import secretmanager

from components.gcp.component import GcpComponent
from components.handles import KeyHandle
from plan import names


class Kept(Protocol):
    """A place of a store that has a secret."""

    @property
    def name(self) -> str:
        """Logical name of the member."""

    @property
    def place(self) -> str:
        """Where it is."""

    @property
    def key(self) -> str:
        """Name of the planned key there."""

    @property
    def secret(self) -> str:
        """Id of the secret."""


def secrets(
    component: GcpComponent,
    members: Iterable[Kept],
    keys: Mapping[str, KeyHandle],
    *,
    value: Mapping[str, pulumi.Input[str | int]],
) -> Mapping[str, pulumi.Output[str]]:
    """The secret in each place, with ``value`` as JSON: its full name, by place."""
    text = pulumi.Output.json_dumps(dict(value))
    return {member.place: _secret(component, member, keys[member.key], text) for member in members}


def _secret(
    component: GcpComponent, member: Kept, key: KeyHandle, text: pulumi.Output[str]
) -> pulumi.Output[str]:
    secret = secretmanager.RegionalSecret(
        names.logical(member.name, "secret"),
        secret_id=member.secret,
        project=component.project,
        location=names.region(member.place),
        customer_managed_encryption=secretmanager.RegionalSecretCustomerManagedEncryptionArgs(
            kms_key_name=key.id
        ),
        labels=component.tags,
        deletion_protection=component.context.identity.protect,
        deletion_policy=component.deletion_policy,
        opts=component.child(stateful=True, depends_on=key.ready),
    )
    secretmanager.RegionalSecretVersion(
        names.logical(member.name, "secret-value"),
        secret=secret.id,
        secret_data=text,
        opts=component.child(stateful=True),
    )
    return secret.name
