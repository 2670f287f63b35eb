"""Settings of AlloyDB clusters and instances: backups at home, logs that quote no data, and what to watch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

import pulumi
from pulumi_gcp import alloydb

from components.gcp.alerts import Alert
from components.stores.postgres_flags import FLAGS
from plan import model, names

SECONDS_PER_DAY = 86_400
AT_NIGHT = 2
"""Hour of the daily backup, UTC."""
WEEK = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
INSTANCE = "alloydb.googleapis.com/Instance"
LAG_MS = 30_000
"""What a promotion may lose before somebody should know; milliseconds."""
CPU = 0.8
"""The metric has the unit 10^2.%: 1 is all. Were it percent, this would fire at once, and not never."""


def backups(
    part: model.Alloydb, member: model.AlloydbMember, key: pulumi.Input[str], labels: Mapping[str, str]
) -> tuple[alloydb.ClusterAutomatedBackupPolicyArgs, alloydb.ClusterContinuousBackupConfigArgs]:
    """Daily backups in every place, and in home the log between them, each under the key of its own region.

    A secondary has no log of its own to keep: its log is the primary's. Both are off where nothing may
    outlive its expiry.
    """
    on, days = part.backup_days > 0, max(part.backup_days, 1)
    start = alloydb.ClusterAutomatedBackupPolicyWeeklyScheduleStartTimeArgs(hours=AT_NIGHT)
    automated = alloydb.ClusterAutomatedBackupPolicyArgs(
        enabled=on,
        location=names.region(member.place),
        backup_window="3600s",
        weekly_schedule=alloydb.ClusterAutomatedBackupPolicyWeeklyScheduleArgs(
            days_of_weeks=WEEK, start_times=[start]
        ),
        time_based_retention=alloydb.ClusterAutomatedBackupPolicyTimeBasedRetentionArgs(
            retention_period=f"{days * SECONDS_PER_DAY}s"
        ),
        encryption_config=alloydb.ClusterAutomatedBackupPolicyEncryptionConfigArgs(kms_key_name=key),
        labels=dict(labels),
    )
    continuous = alloydb.ClusterContinuousBackupConfigArgs(
        enabled=on and member.role == "home",
        recovery_window_days=days,
        encryption_config=alloydb.ClusterContinuousBackupConfigEncryptionConfigArgs(kms_key_name=key),
    )
    return automated, continuous


class InstanceSettings(TypedDict):
    """What all instances have in common."""

    database_flags: Mapping[str, str]
    client_connection_config: alloydb.InstanceClientConnectionConfigArgs
    network_config: alloydb.InstanceNetworkConfigArgs
    query_insights_config: alloydb.InstanceQueryInsightsConfigArgs


def instance_settings() -> InstanceSettings:
    """TLS only, no public address, sign-in by IAM beside passwords, and insights without people in them.

    Query insights replaces literals; plans could quote them, and addresses are of people: neither is kept.
    """
    return InstanceSettings(
        database_flags={"alloydb.iam_authentication": "on", **FLAGS},
        client_connection_config=alloydb.InstanceClientConnectionConfigArgs(
            require_connectors=False,
            ssl_config=alloydb.InstanceClientConnectionConfigSslConfigArgs(ssl_mode="ENCRYPTED_ONLY"),
        ),
        network_config=alloydb.InstanceNetworkConfigArgs(
            enable_public_ip=False, enable_outbound_public_ip=False
        ),
        query_insights_config=alloydb.InstanceQueryInsightsConfigArgs(
            query_string_length=1024,
            query_plans_per_minute=0,
            record_application_tags=False,
            record_client_address=False,
        ),
    )


def log_source(member: model.AlloydbMember) -> str:
    """Filter for what the instances of one cluster log."""
    return (
        f'resource.type="{INSTANCE}" AND resource.labels.cluster_id="{member.cluster}"'
        f' AND resource.labels.location="{names.region(member.place)}"'
    )


def alerts(part: model.Alloydb, member: model.AlloydbMember) -> tuple[Alert, ...]:
    """Of one place, whatever its role is. Metrics: AlloyDB, "System insights metrics reference"."""
    region = names.region(member.place)
    labels = {"cluster_id": member.cluster, "location": region}
    cpu = Alert(
        name=f"cpu-{region}",
        says=f"CPU of {member.cluster} in {region} is above 80 %: use more vCPU, or more read nodes.",
        metric="alloydb.googleapis.com/instance/cpu/maximum_utilization",
        resource=INSTANCE,
        labels=labels,
        threshold=CPU,
        minutes=10,
    )
    if len(part.members) == 1:
        return (cpu,)
    lag = Alert(
        name=f"lag-{region}",
        says=f"Replication lag of {member.cluster} at {region} is above {LAG_MS // 1000} s: so much would be "
        "lost with the primary's region.",
        metric="alloydb.googleapis.com/instance/postgres/replication/maximum_secondary_lag",
        resource=INSTANCE,
        labels=labels,
        threshold=LAG_MS,
        aligner="ALIGN_MAX",
        severity="ERROR",
    )
    return (cpu, lag)
