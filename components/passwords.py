"""The password of a database's first user, made here. The state holds it, under its secrets provider."""

from __future__ import annotations

import pulumi_random as random

from components.base import Component
from plan import names

LENGTH = 40
"""8 to 41 characters (RDS API, ``CreateDBCluster``)."""
SPECIAL = "!#$%&*()-_=+[]{}<>:?"
"""None of those that RDS forbids: slash, quotation marks, at sign, space."""


def password(component: Component, name: str) -> random.RandomPassword:
    """A password that stays the same until its resource is replaced."""
    return random.RandomPassword(
        names.logical(name, "password"),
        length=LENGTH,
        special=True,
        override_special=SPECIAL,
        min_lower=1,
        min_upper=1,
        min_numeric=1,
        min_special=1,
        opts=component.child(stateful=True, of_cloud=False),
    )
