"""Object storage, planned."""

from __future__ import annotations

from dataclasses import dataclass

from plan.model.stores.base import Placement, Store


@dataclass(frozen=True, kw_only=True, slots=True)
class BucketMember(Placement):
    """One bucket: S3 or Cloud Storage, by the cloud of its place."""

    name: str
    bucket: str
    """Physical bucket name, globally unique."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bucket(Store):
    """Object storage: one regional bucket, or two with replication from home to recovery (same cloud)."""

    members: tuple[BucketMember, ...]
    expires_days: int | None
    """Objects are deleted after so many days (class transient); None keeps them."""
    expires_prefix: str = ""
    """Beginning of the names of those that are; empty for all."""

    @property
    def placements(self) -> tuple[Placement, ...]:
        """The buckets."""
        return self.members
