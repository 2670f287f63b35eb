"""Backups of a DSQL cluster: a vault in its own region, under its own key, filled once a day by AWS Backup.

DSQL has no recovery to a point in time of its own. Each peer has its own backups, so that they outlive what
the other peer outlives; none is copied to another region, nor kept longer than the store says.
Sources: AWS Backup Developer Guide, "Feature availability by resource", "Vault Lock"; Aurora DSQL User Guide,
"Backup and restore".
"""

from __future__ import annotations

import pulumi_aws as aws

from components.aws.component import AwsComponent, account, role_name, trust
from components.handles import KeyHandle
from jurisdictions import place
from plan import model as planned
from plan import names

SCHEDULE = "cron(0 3 * * ? *)"
"""Every night at three, universal time."""
START_MINUTES, COMPLETION_MINUTES = 60, 480
"""60 at least; the second counts from the schedule (AWS Backup API, ``BackupRule``)."""
SERVICE = "backup.amazonaws.com"
MANAGED_POLICY = "service-role/AWSBackupServiceRolePolicyForBackup"


def backup_role(component: AwsComponent, part: planned.Dsql) -> aws.iam.Role:
    """What AWS Backup may do: back up, and nothing that restores."""
    home = part.members[0]
    role = aws.iam.Role(
        f"{part.name}-backup-role",
        name=role_name(home.physical, "backup"),
        description=f"AWS Backup of {home.physical}",
        assume_role_policy=trust(SERVICE, StringEquals={"aws:SourceAccount": account(component.context)}),
        tags=component.tags,
        opts=component.child(),
    )
    aws.iam.RolePolicyAttachment(
        f"{part.name}-backup-policy",
        role=role.name,
        policy_arn=f"arn:{place(home.place).partition}:iam::aws:policy/{MANAGED_POLICY}",
        opts=component.child(),
    )
    return role


def backups(
    component: AwsComponent,
    part: planned.Dsql,
    member: planned.DsqlMember,
    *,
    key: KeyHandle,
    cluster: aws.dsql.Cluster,
    role: aws.iam.Role,
) -> None:
    """The vault of one cluster, the plan that fills it, and the cluster that it is for."""
    region, protect = names.region(member.place), component.context.identity.protect
    vault = aws.backup.Vault(
        f"{member.name}-vault",
        name=member.physical,
        kms_key_arn=key.id,
        force_destroy=not protect,
        region=region,
        tags=component.tags,
        opts=component.child(stateful=True, depends_on=key.ready),
    )
    if part.lock_backups:
        aws.backup.VaultLockConfiguration(
            f"{member.name}-vault-lock",
            backup_vault_name=vault.name,
            min_retention_days=part.backup_days,
            max_retention_days=part.backup_days,
            region=region,
            opts=component.child(stateful=True),
        )
    daily = aws.backup.PlanRuleArgs(
        rule_name="daily",
        target_vault_name=vault.name,
        schedule=SCHEDULE,
        schedule_expression_timezone="Etc/UTC",
        start_window=START_MINUTES,
        completion_window=COMPLETION_MINUTES,
        lifecycle=aws.backup.PlanRuleLifecycleArgs(delete_after=part.backup_days),
        recovery_point_tags=component.tags,
    )
    plan = aws.backup.Plan(
        f"{member.name}-backup-plan",
        name=member.physical,
        rules=[daily],
        region=region,
        tags=component.tags,
        opts=component.child(),
    )
    aws.backup.Selection(
        f"{member.name}-backup-selection",
        name=member.physical,
        plan_id=plan.id,
        iam_role_arn=role.arn,
        resources=[cluster.arn],
        region=region,
        opts=component.child(),
    )
