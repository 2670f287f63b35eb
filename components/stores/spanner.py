"""Spanner: an instance with one database, its keys in every region that has a replica, and its backups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_gcp import spanner

from components.base import Context
from components.gcp.alerts import declare_alerts
from components.gcp.component import GcpComponent
from components.handles import KeyHandle, keys_beside
from components.stores.spanner_alerts import alerts
from jurisdictions import locate
from jurisdictions.model import Aspect
from jurisdictions.problem import Problem, ProblemsError
from plan import model, names
from schema.engines.spanner import history_days, is_regional, leader

SECONDS_PER_DAY = 86_400
DAILY = "0 2 * * *"
"""UTC; a full backup at least 12 hours after the last (Spanner, "Backup schedules")."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SpannerHandle:
    """A declared Spanner store."""

    name: str
    instance: pulumi.Output[str]
    """Instance id."""
    database: pulumi.Output[str]
    """Database id."""
    path: pulumi.Output[str]
    """``projects/p/instances/i/databases/d``: what a client opens."""


class Spanner(GcpComponent):
    """One instance and database of one jurisdiction. Geo-partitioning is not used: it promises no residency.

    A regional configuration has one key; any other has one regional key in each of its regions, the
    witness included, for there is no key location of one country that covers several regions. Backups
    rest in the regions of the configuration, under the same keys. Point-in-time recovery reaches back as
    far as Spanner allows, 7 days at most; beyond it, ``backup_days`` of daily full backups.
    """

    def __init__(
        self,
        part: model.Spanner,
        *,
        context: Context,
        keys: Mapping[str, KeyHandle],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        # The planned replicas, and what the configuration itself means: they could differ.
        at_rest = (*(replica.place for replica in part.replicas), *config_places(part))
        here = dict.fromkeys((Aspect.REST, Aspect.KEYS, Aspect.BACKUPS), tuple(dict.fromkeys(at_rest)))
        beside = keys_beside(part.replicas, keys)
        super().__init__("domicile:store:Spanner", part, context, opts, places=here, beside=beside)
        # In the order of their places: home and recovery may change roles, and another order is a change.
        self.keys = tuple(keys[r.key] for r in sorted(part.replicas, key=lambda r: r.place))
        instance = self._instance(part)
        database = self._database(part, instance)
        self._backups(part, instance, database)
        declare_alerts(self, part, alerts(part))
        self.handle = SpannerHandle(
            name=part.name, instance=instance.name, database=database.name, path=database.id
        )
        self.register_outputs({"instance": instance.name, "database": database.name})

    def _instance(self, part: model.Spanner) -> spanner.Instance:
        return spanner.Instance(
            names.logical(part.name, "instance"),
            name=part.instance,
            display_name=part.display_name,
            project=self.project,
            config=part.config,
            edition=part.edition,
            processing_units=part.processing_units,
            autoscaling_config=autoscaling(part),
            # Ours is below, under our keys; the default one would be a second, under Google's.
            default_backup_schedule_type="NONE",
            force_destroy=False,
            labels=self.tags,
            deletion_policy=self.deletion_policy,
            opts=self.child(stateful=True),
        )

    def _database(self, part: model.Spanner, instance: spanner.Instance) -> spanner.Database:
        protect = self.context.identity.protect
        many = None if is_regional(part) else [key.id for key in self.keys]
        return spanner.Database(
            names.logical(part.name, "database"),
            name=part.database,
            project=self.project,
            instance=instance.name,
            database_dialect=part.dialect,
            ddls=list(leader(part)),
            version_retention_period=f"{history_days(part)}d",
            encryption_config=spanner.DatabaseEncryptionConfigArgs(
                kms_key_name=self.keys[0].id if many is None else None, kms_key_names=many
            ),
            deletion_protection=protect,
            enable_drop_protection=protect,
            deletion_policy=self.deletion_policy,
            opts=self.child(
                stateful=True,
                depends_on=self._granted(),
                # An edited statement would replace the database. Applications own the schema, and whoever
                # fails over moves the leader: both by statements of their own.
                ignore_changes=["ddls"],
            ),
        )

    def _backups(
        self, part: model.Spanner, instance: spanner.Instance, database: spanner.Database
    ) -> spanner.BackupSchedule:
        many = None if is_regional(part) else [key.id for key in self.keys]
        full = spanner.BackupScheduleFullBackupSpecArgs()  # type: ignore[no-untyped-call]  # SDK: no arguments
        return spanner.BackupSchedule(
            names.logical(part.name, "backups"),
            name="daily",
            project=self.project,
            instance=instance.name,
            database=database.name,
            retention_duration=f"{part.backup_days * SECONDS_PER_DAY}s",
            spec=spanner.BackupScheduleSpecArgs(cron_spec=spanner.BackupScheduleSpecCronSpecArgs(text=DAILY)),
            full_backup_spec=full,
            encryption_config=spanner.BackupScheduleEncryptionConfigArgs(
                encryption_type="CUSTOMER_MANAGED_ENCRYPTION",
                kms_key_name=self.keys[0].id if many is None else None,
                kms_key_names=many,
            ),
            deletion_policy=self.deletion_policy,
            opts=self.child(stateful=True, depends_on=self._granted()),
        )

    def _granted(self) -> list[pulumi.Resource]:
        return [grant for key in self.keys for grant in key.ready]


def autoscaling(part: model.Spanner) -> spanner.InstanceAutoscalingConfigArgs | None:
    """Spanner's own autoscaler, in processing units; None for an instance of a fixed size."""
    planned = part.autoscaling
    if planned is None:
        return None
    return spanner.InstanceAutoscalingConfigArgs(
        autoscaling_limits=spanner.InstanceAutoscalingConfigAutoscalingLimitsArgs(
            min_processing_units=planned.min_processing_units,
            max_processing_units=planned.max_processing_units,
        ),
        autoscaling_targets=spanner.InstanceAutoscalingConfigAutoscalingTargetsArgs(
            high_priority_cpu_utilization_percent=planned.high_priority_cpu,
            storage_utilization_percent=planned.storage,
        ),
    )


def config_places(part: model.Spanner) -> tuple[str, ...]:
    """Ids of the regions that the configuration means, whatever the plan lists.

    Raises ``ProblemsError`` (DOM-401) for one that nobody knows: it could be anywhere.
    """
    found = locate("gcp", part.config, "spanner")
    if found is not None:
        return found.regions or (found.id,)
    raise ProblemsError(
        [
            Problem(
                code="DOM-401",
                path=part.name,
                what="nobody knows where this Spanner configuration keeps its replicas",
                value=part.config,
                allowed="a configuration in jurisdictions/locations.yaml",
                fix="add the configuration with its regions there, or plan another",
            )
        ]
    )
