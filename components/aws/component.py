"""What the components on AWS share: the account's one provider, and how roles and ARNs are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pulumi

from components.base import Component, Context
from jurisdictions import place
from plan import names

Statement = Mapping[str, Any]
"""One statement of an IAM policy document."""

ROLE_NAME_LIMIT = 64
"""IAM API, ``CreateRole``."""


class AwsComponent(Component):
    """A component whose children are on AWS. Each child is given its region; none inherits one."""

    @property
    def provider(self) -> pulumi.ProviderResource | None:
        """The account's one provider."""
        return self.context.aws

    def titled(self, name: str) -> dict[str, str]:
        """The tags with ``Name``: what the console shows of things that have no name of their own."""
        return {**self.tags, "Name": name}


def account(context: Context) -> str:
    """The account's 12 digits. Raises ``ValueError`` for a stack that has none."""
    found = context.identity.aws_account
    if found is None:
        msg = f"stack {context.identity.stack} plans something on AWS and names no account"
        raise ValueError(msg)
    return found


def arn(context: Context, place_id: str, service: str, resource: str, *, any_region: bool = False) -> str:
    """ARN of a regional resource of this account; with ``any_region``, a pattern over all of them."""
    where = place(place_id)
    region = "*" if any_region else where.name
    return f"arn:{where.partition}:{service}:{region}:{account(context)}:{resource}"


def document(statements: Iterable[Statement]) -> str:
    """A policy document as JSON, the same text for the same statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, sort_keys=True)


def trust(service: str, **conditions: Mapping[str, str]) -> str:
    """Trust policy of a role that one AWS service takes; ``conditions`` by operator."""
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    if conditions:
        statement["Condition"] = conditions
    return document([statement])


def role_name(*parts: str) -> str:
    """Physical name of a role, within the limit of IAM."""
    return names.physical(*parts, limit=ROLE_NAME_LIMIT)
