"""The bucket of a group of machines: its backups, which are forgotten in time, and what it runs."""

from __future__ import annotations

from plan import model, names

BACKUPS, SOFTWARE, START = "backups", "software", "start"
"""Folders in it; what machines do at their start is in the last."""
CHAIN_DAYS = 1
"""A restore to a moment begins with the full backup of the day before."""
KEPT_VERSIONS_DAYS = 1
"""How long a deleted or overwritten backup can be brought back."""


def bucket_of(part: model.Machines, group: model.MachineGroup) -> tuple[model.Bucket, model.BucketMember]:
    """The bucket of a group as the components of object storage take it."""
    member = model.BucketMember(
        place=group.place,
        role=group.role,
        key=group.key,
        name=names.logical(group.name, BACKUPS),
        bucket=group.bucket,
    )
    bucket = model.Bucket(
        name=names.logical(group.name, BACKUPS),
        jurisdiction=part.jurisdiction,
        data_class=part.data_class,
        tags={**part.tags, "part": BACKUPS},
        store=part.store,
        engine="bucket",
        layout="regional",
        survives="zone",
        backup_days=KEPT_VERSIONS_DAYS,
        members=(member,),
        expires_days=part.backup_days + CHAIN_DAYS,
        expires_prefix=f"{BACKUPS}/",
    )
    return bucket, member
