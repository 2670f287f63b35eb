"""Cloud Storage: a regional bucket in each place of a store, and the copy from home to recovery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_gcp import storage

from components.base import Context
from components.gcp.agents import TRANSFER
from components.gcp.component import GcpComponent
from components.gcp.handles import AgentsHandle
from components.handles import KeyHandle, keys_beside
from jurisdictions.model import Aspect
from plan import model, names

SECONDS_PER_DAY = 86_400
SHORTEST_SOFT_DELETE_DAYS, LONGEST_SOFT_DELETE_DAYS = 7, 90
"""Cloud Storage, "Soft delete": 7 to 90 days, or 0 for none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GcsHandle:
    """The declared buckets of a store."""

    name: str
    buckets: Mapping[str, pulumi.Output[str]]
    """Name of the bucket in each place, home first: ``gcp/europe-west2``."""


class Gcs(GcpComponent):
    """The members of a bucket store that are on Google Cloud; each is one region under its own region's key.

    Dual-regions and multi-regions are not used: their copies move within an area, and their keys must be
    in that area too. From home to recovery, Storage Transfer copies new and changed objects in minutes,
    without a promised RPO; deletions are not copied, so what expires does so by its own rule in each place.
    Neither buckets nor the transfer write access logs: these would hold object names, in ``global``.
    """

    def __init__(
        self,
        part: model.Bucket,
        *,
        context: Context,
        keys: Mapping[str, KeyHandle],
        agents: AgentsHandle,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        members = tuple(m for m in part.members if m.place.startswith("gcp/"))
        here = dict.fromkeys((Aspect.REST, Aspect.KEYS), tuple(m.place for m in members))
        if part.expires_days is None:  # what expires keeps no versions and no deleted objects: no backups
            here[Aspect.BACKUPS] = here[Aspect.REST]
        beside = keys_beside(members, keys)
        super().__init__("domicile:store:Gcs", part, context, opts, places=here, beside=beside)
        buckets = {m.name: declare_bucket(self, part, m, keys[m.key]) for m in members}
        source = next((m for m in members if m.role == "home"), None)
        for copy in members:
            if source is not None and copy.role == "recovery":
                self._transfer(part, buckets[source.name], copy, buckets[copy.name], agents)
        self.handle = GcsHandle(name=part.name, buckets={m.place: buckets[m.name].name for m in members})
        self.register_outputs({"buckets": dict(self.handle.buckets)})

    def _transfer(
        self,
        part: model.Bucket,
        source: storage.Bucket,
        copy: model.BucketMember,
        sink: storage.Bucket,
        agents: AgentsHandle,
    ) -> storage.TransferJob:
        granted = [self._grant(copy, "source", source, agents), self._grant(copy, "sink", sink, agents)]
        spec = storage.TransferJobReplicationSpecArgs(
            gcs_data_source=storage.TransferJobReplicationSpecGcsDataSourceArgs(bucket_name=source.name),
            gcs_data_sink=storage.TransferJobReplicationSpecGcsDataSinkArgs(bucket_name=sink.name),
            transfer_options=storage.TransferJobReplicationSpecTransferOptionsArgs(
                overwrite_when="DIFFERENT",
                metadata_options=storage.TransferJobReplicationSpecTransferOptionsMetadataOptionsArgs(
                    # Under the key of the place the copy is in, not of the place it came from.
                    kms_key="KMS_KEY_DESTINATION_BUCKET_DEFAULT"
                ),
            ),
        )
        return storage.TransferJob(
            names.logical(copy.name, "transfer"),
            # No name: a replication job may not have one of ours.
            project=self.project,
            description=f"{part.jurisdiction}/{part.store}: home to recovery",
            status="ENABLED",
            replication_spec=spec,
            opts=self.child(depends_on=[*granted, *agents.ready[TRANSFER]]),
        )

    def _grant(
        self, copy: model.BucketMember, end: str, bucket: storage.Bucket, agents: AgentsHandle
    ) -> storage.BucketIAMMember:
        """Let Storage Transfer work with this bucket only (its guide asks for this role on the project)."""
        return storage.BucketIAMMember(
            names.logical(copy.name, "transfer", end),
            bucket=bucket.name,
            role="roles/storage.admin",
            member=agents.members[TRANSFER],
            opts=self.child(),
        )


def declare_bucket(
    component: GcpComponent, part: model.Bucket, member: model.BucketMember, key: KeyHandle
) -> storage.Bucket:
    """One bucket: in one region, under its key, private, and forgetting on time."""
    refused = "FullyRestricted"
    return storage.Bucket(
        member.name,
        name=member.bucket,
        project=component.project,
        location=names.region(member.place).upper(),
        storage_class="STANDARD",
        uniform_bucket_level_access=True,
        public_access_prevention="enforced",
        encryption=storage.BucketEncryptionArgs(
            default_kms_key_name=key.id,
            # A writer may name another key, or none: the cloud refuses both.
            google_managed_encryption_enforcement_config=(
                storage.BucketEncryptionGoogleManagedEncryptionEnforcementConfigArgs(restriction_mode=refused)
            ),
            customer_supplied_encryption_enforcement_config=(
                storage.BucketEncryptionCustomerSuppliedEncryptionEnforcementConfigArgs(
                    restriction_mode=refused
                )
            ),
        ),
        versioning=storage.BucketVersioningArgs(enabled=part.expires_days is None),
        soft_delete_policy=storage.BucketSoftDeletePolicyArgs(
            retention_duration_seconds=soft_delete_days(part) * SECONDS_PER_DAY
        ),
        lifecycle_rules=lifecycle(part),
        autoclass=storage.BucketAutoclassArgs(enabled=False),
        force_destroy=False,
        labels=dict(part.tags),
        deletion_policy=component.deletion_policy,
        opts=component.child(stateful=True, depends_on=key.ready),
    )


def soft_delete_days(part: model.Bucket) -> int:
    """How long a deleted object can be restored. What must expire is gone when it has expired."""
    if part.expires_days is not None:
        return 0
    return min(max(part.backup_days, SHORTEST_SOFT_DELETE_DAYS), LONGEST_SOFT_DELETE_DAYS)


def lifecycle(part: model.Bucket) -> list[storage.BucketLifecycleRuleArgs]:
    """Old versions go after ``backup_days``; everything goes after ``expires_days``, where that is set."""
    rules = [
        _rule("AbortIncompleteMultipartUpload", storage.BucketLifecycleRuleConditionArgs(age=1)),
        _rule(
            "Delete",
            storage.BucketLifecycleRuleConditionArgs(
                days_since_noncurrent_time=part.backup_days, with_state="ARCHIVED"
            ),
        ),
    ]
    if part.expires_days is not None:
        condition = storage.BucketLifecycleRuleConditionArgs(
            age=part.expires_days,
            matches_prefixes=[part.expires_prefix] if part.expires_prefix else None,
            with_state="ANY",
        )
        rules.append(_rule("Delete", condition))
    return rules


def _rule(
    action: str, condition: storage.BucketLifecycleRuleConditionArgs
) -> storage.BucketLifecycleRuleArgs:
    return storage.BucketLifecycleRuleArgs(
        action=storage.BucketLifecycleRuleActionArgs(type=action), condition=condition
    )
