"""DynamoDB, planned."""

from __future__ import annotations

from dataclasses import dataclass

from plan.model.stores.base import Placement, Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Dynamodb(Store):
    """A DynamoDB table, with replicas (a global table) where it has more places."""

    table: str
    """Physical table name, 3 to 255 characters."""
    hash_key: str
    expires_attribute: str | None
    """Name of the attribute that holds the expiry in epoch seconds, where items must expire."""
    members: tuple[Placement, ...]
    """The first is where the table is declared, the others are its replicas."""
    strong: bool
    """Whether replicas are strongly consistent: three regions then, the witness among them."""
    witness: Placement | None
    """Its key is empty: DynamoDB takes none for a witness."""

    @property
    def placements(self) -> tuple[Placement, ...]:
        """The table and its replicas, then the witness."""
        return (*self.members, *([self.witness] if self.witness else []))
