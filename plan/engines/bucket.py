"""Object storage: a bucket in home; to survive a region, a second one in recovery that home replicates to."""

from __future__ import annotations

from plan import names
from plan.draft import Draft
from plan.engines.survival import ROLES, home_and_recovery
from plan.model import Bucket, BucketMember, Key
from plan.settings.words import HOURS_PER_DAY

NAME_LIMIT = 63
"""S3 bucket naming rules; Cloud Storage bucket names without dots."""


def lay_out(draft: Draft) -> tuple[Bucket, tuple[Key, ...]] | None:
    """The bucket or buckets, on the cloud of home."""
    store, scope = draft.store, draft.scope
    home = store.home or scope.places[0]
    cloud = home.partition("/")[0]
    sited = home_and_recovery(draft, cloud)
    if sited is None:
        return None
    spread = len(sited) > 1
    keys = draft.keys(sited, "s3" if cloud == "aws" else "storage")
    members = tuple(
        BucketMember(
            place=key.place,
            role=role,
            key=key.name,
            name=scope.logical(draft.name, key.place),
            bucket=_bucket_name(draft, key.place),
        )
        for key, role in zip(keys, ROLES, strict=False)
    )
    bucket = Bucket(
        **scope.part(draft.name, data_class=store.data_class, store=draft.name),
        store=draft.name,
        engine="bucket",
        layout=("replicated-s3" if cloud == "aws" else "replicated-gcs") if spread else "regional",
        survives=store.survives,
        backup_days=draft.backup_days,
        members=members,
        expires_days=_expires_days(draft, versioned=spread and cloud == "aws"),
    )
    return bucket, keys


def _expires_days(draft: Draft, *, versioned: bool) -> int | None:
    """Days after which an object expires, so that nothing of it is left after ``expires_hours``.

    Expiry runs once a day, so an object lives up to a day longer; where old versions are kept for
    replication, one more. Source: S3 and Cloud Storage user guides, lifecycle expiration.
    """
    hours = draft.store.expires_hours
    if hours is None:
        return None
    spare = 2 if versioned else 1
    days = hours // HOURS_PER_DAY - spare
    if days < 1:
        draft.scope.ledger.problem(
            "DOM-225",
            f"{draft.path}.expires_hours",
            "a bucket forgets by the day, and cannot forget so soon",
            value=str(hours),
            allowed=f"{(spare + 1) * HOURS_PER_DAY} or more",
            fix="allow more hours, or keep this on dynamodb",
        )
    return days


def _bucket_name(draft: Draft, at: str) -> str:
    """Bucket names are unique in the world: the account or project is part of them."""
    identity = draft.scope.identity
    owner = (identity.aws_account if at.startswith("aws/") else identity.gcp_project) or ""
    where = "aws" if at.startswith("aws/") else "gcp"
    return draft.scope.physical(
        "bucket", where, draft.name, names.region(at), owner, limit=NAME_LIMIT, path=f"{draft.path} {at}"
    )
