"""Cloud SQL for PostgreSQL: an instance over two zones; to survive a region, a replica in recovery."""

from __future__ import annotations

import re
from typing import Literal, cast

from plan import names
from plan.draft import Draft
from plan.engines.editions import edition
from plan.engines.survival import ROLES, home_and_recovery
from plan.model import CloudSql, CloudSqlMember, Key, Role
from plan.settings.stores import CloudSqlStore

Edition = Literal["ENTERPRISE", "ENTERPRISE_PLUS"]
PROJECT_AND_ID = 98
"""``project:instance`` has so many characters at most (Cloud SQL Admin API, ``instances.insert``)."""
LOG_DAYS: dict[Edition, int] = {"ENTERPRISE": 7, "ENTERPRISE_PLUS": 35}
"""Longest ``transactionLogRetentionDays`` (Cloud SQL, "Point-in-time recovery")."""
TIERS: dict[Edition, str] = {"ENTERPRISE": "db-custom-2-8192", "ENTERPRISE_PLUS": "db-perf-optimized-N-2"}
"""Where none is given."""
PLUS_CPU = {"N": (2, 4, 8, 16, 32, 48, 64, 80, 96, 128), "C4A": (1, 2, 4, 8, 16, 32, 48, 64, 72)}
"""vCPU of the machines of Enterprise Plus (Cloud SQL, "Machine series")."""


def lay_out(draft: Draft) -> tuple[CloudSql, tuple[Key, ...]] | None:
    """The instances and their keys: one, or home and recovery on Google Cloud inside the jurisdiction."""
    settings, scope = draft.store, draft.scope
    assert isinstance(settings, CloudSqlStore)  # noqa: S101  (the registry of engines says so)
    sited = home_and_recovery(draft, "gcp")
    if sited is None:
        return None
    spread = len(sited) > 1
    needed = {"this engine": "ENTERPRISE"} | (
        {"a disaster recovery replica": "ENTERPRISE_PLUS"} if spread else {}
    )
    chosen = cast(Edition, edition(draft, settings.edition, needed))
    _check_tier(draft, settings, chosen)
    keys = draft.keys(sited, "cloud-sql", "secretmanager")
    store = CloudSql(
        **scope.part(draft.name, data_class=settings.data_class, store=draft.name),
        store=draft.name,
        engine="cloud-sql",
        layout="replica" if spread else "regional",
        survives=settings.survives,
        backup_days=draft.backup_days,
        members=tuple(_member(draft, key, role) for key, role in zip(keys, ROLES, strict=False)),
        version=f"POSTGRES_{settings.version}",
        edition=chosen,
        tier=settings.tier or TIERS[chosen],
        disk_gib=settings.disk_gib,
        database=settings.database,
        log_days=min(draft.backup_days, LOG_DAYS[chosen]),
    )
    return store, keys


def _member(draft: Draft, key: Key, role: Role) -> CloudSqlMember:
    scope, path, at = draft.scope, draft.path, key.place
    limit = min(63, PROJECT_AND_ID - 1 - len(scope.identity.gcp_project or ""))
    region = names.region(at)
    instance = scope.physical("instance", "the project", draft.name, region, limit=limit, path=f"{path} {at}")
    return CloudSqlMember(
        place=at,
        role=role,
        key=key.name,
        name=scope.logical(draft.name, at),
        instance=instance,
        network=names.logical(scope.law.id, "gcp", "network"),
        secret=scope.physical("secret", at, draft.name, limit=255, path=path),
    )


def _check_tier(draft: Draft, settings: CloudSqlStore, chosen: Edition) -> None:
    if settings.tier is None or (why := unfit(settings.tier, chosen)) is None:
        return
    custom = "db-custom-<vCPU>-<MiB>: 1 or an even number of vCPU up to 96, 0.9 to 6.5 GiB for each in steps"
    draft.scope.ledger.problem(
        "DOM-264",
        f"{draft.path}.tier",
        why,
        value=settings.tier,
        allowed=f"{custom} of 256 MiB, 3840 MiB or more"
        if chosen == "ENTERPRISE"
        else "; ".join(
            f"db-{'perf-optimized-N' if n == 'N' else 'c4a-highmem'}-<vCPU> with {', '.join(map(str, c))}"
            for n, c in PLUS_CPU.items()
        ),
        fix=f"use one of these, such as {TIERS[chosen]}, or another edition",
    )


def unfit(tier: str, chosen: Edition) -> str | None:
    """Why a machine is none of this edition, or None (Cloud SQL, "Machine series", "Custom machine types").

    Shared cores (``db-f1-micro``, ``db-g1-small``) are refused: no SLA covers them.
    """
    plus = re.fullmatch(r"db-(?:perf-optimized-(N)|(c4a)-highmem)-(\d+)", tier)
    if chosen == "ENTERPRISE_PLUS":
        if plus is None:
            return "no machine of edition ENTERPRISE_PLUS"
        series = "N" if plus[1] else "C4A"
        return None if int(plus[3]) in PLUS_CPU[series] else "no machine of this series has so many vCPU"
    custom = re.fullmatch(r"db-custom-(\d+)-(\d+)", tier)
    if custom is None:
        return "no machine of edition ENTERPRISE that the SLA covers"
    cpu, memory = int(custom[1]), int(custom[2])
    if cpu != 1 and (cpu % 2 or not 2 <= cpu <= 96):
        return "no custom machine has so many vCPU"
    if memory % 256 or memory < 3840 or not 0.9 * 1024 * cpu <= memory <= 6.5 * 1024 * cpu:
        return "no custom machine has so much memory for its vCPU"
    return None
