"""Settings of Cloud SQL instances: backups at home, logs that quote no data, and what to watch."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
from pulumi_gcp import sql

from components.gcp.alerts import Alert
from components.stores.postgres_flags import FLAGS
from plan import model, names

SUNDAY, HOUR = 7, 3
"""When Google may update the primary, UTC; a replica follows its primary."""
RESOURCE = "cloudsql_database"
LAG_SECONDS = 30
"""What a failover may lose before somebody should know."""
FULL = 0.9


def instance_settings(
    part: model.CloudSql,
    member: model.CloudSqlMember,
    *,
    labels: Mapping[str, str],
    network: pulumi.Input[str],
    allocated: pulumi.Input[str],
    protect: bool,
) -> sql.DatabaseInstanceSettingsArgs:
    """What both instances have, so that either can be the primary; a replica just cannot have backups."""
    flag = sql.DatabaseInstanceSettingsDatabaseFlagArgs
    window = sql.DatabaseInstanceSettingsMaintenanceWindowArgs(day=SUNDAY, hour=HOUR, update_track="stable")
    return sql.DatabaseInstanceSettingsArgs(
        tier=part.tier,
        edition=part.edition,
        availability_type="REGIONAL",
        disk_type="PD_SSD",
        disk_size=part.disk_gib,
        disk_autoresize=True,
        backup_configuration=backups(part, member),
        retain_backups_on_delete=protect,
        deletion_protection_enabled=protect,
        ip_configuration=sql.DatabaseInstanceSettingsIpConfigurationArgs(
            ipv4_enabled=False,
            private_network=network,
            allocated_ip_range=allocated,
            ssl_mode="ENCRYPTED_ONLY",
        ),
        database_flags=[
            flag(name=name, value=value)
            for name, value in sorted({"cloudsql.iam_authentication": "on", **FLAGS}.items())
        ],
        # Query insights replaces literals; plans could quote them, and addresses are of people.
        insights_config=sql.DatabaseInstanceSettingsInsightsConfigArgs(
            query_insights_enabled=True,
            query_string_length=1024,
            query_plans_per_minute=0,
            record_application_tags=False,
            record_client_address=False,
        ),
        maintenance_window=window if member.role == "home" else None,
        # A catalogue of tables and columns, which nobody asked for.
        enable_dataplex_integration=False,
        user_labels=dict(labels),
    )


def backups(
    part: model.CloudSql, member: model.CloudSqlMember
) -> sql.DatabaseInstanceSettingsBackupConfigurationArgs:
    """Daily, in the instance's own region, under its key, and the log between them; off on a replica."""
    on = member.role == "home" and part.backup_days > 0
    retention = sql.DatabaseInstanceSettingsBackupConfigurationBackupRetentionSettingsArgs(
        retained_backups=max(part.backup_days, 1), retention_unit="COUNT"
    )
    return sql.DatabaseInstanceSettingsBackupConfigurationArgs(
        enabled=on,
        point_in_time_recovery_enabled=on,
        start_time="02:00",
        location=names.region(member.place),
        backup_retention_settings=retention,
        transaction_log_retention_days=max(part.log_days, 1),
    )


def log_source(member: model.CloudSqlMember, project: str) -> str:
    """Filter for what one instance logs."""
    return f'resource.type="{RESOURCE}" AND resource.labels.database_id="{project}:{member.instance}"'


def alerts(part: model.CloudSql, member: model.CloudSqlMember, project: str) -> tuple[Alert, ...]:
    """Of one place, whatever its role is. Metrics: Cloud Monitoring, list of metrics of cloudsql."""
    region, labels = names.region(member.place), {"database_id": f"{project}:{member.instance}"}
    found = [
        Alert(
            name=f"cpu-{region}",
            says=f"CPU of {member.instance} is above 80 %: use a larger tier.",
            metric="cloudsql.googleapis.com/database/cpu/utilization",
            resource=RESOURCE,
            labels=labels,
            threshold=0.8,
            minutes=10,
        ),
        Alert(
            name=f"disk-{region}",
            says=f"The disk of {member.instance} is fuller than 90 %, and should have grown by itself.",
            metric="cloudsql.googleapis.com/database/disk/utilization",
            resource=RESOURCE,
            labels=labels,
            threshold=FULL,
            severity="ERROR",
        ),
    ]
    if len(part.members) > 1:
        found.append(
            Alert(
                name=f"lag-{region}",
                says=f"{member.instance} is more than {LAG_SECONDS} s behind its primary: so much would be "
                "lost with the primary's region.",
                metric="cloudsql.googleapis.com/database/replication/replica_lag",
                resource=RESOURCE,
                labels=labels,
                threshold=LAG_SECONDS,
                aligner="ALIGN_MAX",
                severity="ERROR",
            )
        )
    return tuple(found)
