"""What all Google Cloud components share: the project, the provider, names of parts, protection."""

from __future__ import annotations

from typing import Literal

import pulumi

from components.base import Component
from plan import names

NAME_LIMIT = 63
"""Compute Engine names: RFC 1035, 1 to 63 characters."""


class GcpComponent(Component):
    """A component whose children are all on Google Cloud, in the project of the stack."""

    @property
    def project(self) -> str:
        """Id of the project. Raises ``ValueError`` for a stack that has none."""
        found = self.context.identity.gcp_project
        if found is None:
            msg = f"stack {self.context.identity.stack} plans something on Google Cloud and names no project"
            raise ValueError(msg)
        return found

    @property
    def deletion_policy(self) -> Literal["PREVENT", "DELETE"]:
        """What the provider itself does with a deletion: a second lock, beside Pulumi's ``protect``."""
        return "PREVENT" if self.context.identity.protect else "DELETE"

    def physical(self, logical: str) -> str:
        """Name in the cloud of a child that the plan gives none: prefix and logical name."""
        return names.physical(self.context.identity.prefix, logical, limit=NAME_LIMIT)

    @property
    def provider(self) -> pulumi.ProviderResource | None:
        """The project's one provider."""
        return self.context.gcp

    def lookup(self) -> pulumi.InvokeOutputOptions:
        """Options of a look-up, with the provider of Google Cloud."""
        return pulumi.InvokeOutputOptions(parent=self, provider=self.context.gcp)
