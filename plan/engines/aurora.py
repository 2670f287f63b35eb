"""Aurora PostgreSQL: a cluster over zones; to survive a region, a Global Database with one secondary."""

from __future__ import annotations

from plan import names
from plan.alarms import alarm
from plan.draft import Draft
from plan.engines.aurora_alarms import DIMENSION, NAMESPACE, signals
from plan.engines.aurora_checks import capacity, check_settings
from plan.engines.survival import ROLES, home_and_recovery
from plan.model import Alarm, Aurora, AuroraMember, Capacity, Key, Role
from plan.model.stores.aurora import anchored
from plan.settings.stores import AuroraStore

IDENTIFIER_LIMIT = 60
"""An identifier has 63 characters (RDS API); three are left for the number of an instance."""


def lay_out(draft: Draft) -> tuple[Aurora, tuple[Key, ...]] | None:
    """The clusters and their keys: one, or home and recovery on AWS inside the jurisdiction."""
    settings = draft.store
    assert isinstance(settings, AuroraStore)  # noqa: S101  (the registry of engines says so)
    check_settings(draft, settings)
    units = capacity(draft, settings)
    sited = home_and_recovery(draft, "aws")
    if sited is None:
        return None
    spread = len(sited) > 1
    keys = draft.keys(sited, "rds", "secretsmanager", "logs")
    members = tuple(_member(draft, settings, key, role) for key, role in zip(keys, ROLES, strict=False))
    aurora = Aurora(
        **draft.scope.part(draft.name, data_class=settings.data_class, store=draft.name),
        store=draft.name,
        engine="aurora-postgresql",
        layout="global-database" if spread else "cluster",
        survives=settings.survives,
        backup_days=draft.backup_days,
        alarms=tuple(a for member in members for a in _alarms(draft, settings, member, units)),
        members=members,
        global_cluster=anchored(members).cluster if spread else None,
        engine_version=settings.version,
        family=f"aurora-postgresql{settings.version.partition('.')[0]}",
        instance_class=settings.instance_class,
        capacity=units,
        write_forwarding=settings.write_forwarding,
        forwarding_consistency=settings.forwarding_consistency,
        database=settings.database,
        username=settings.username,
    )
    return aurora, keys


def _member(draft: Draft, settings: AuroraStore, key: Key, role: Role) -> AuroraMember:
    scope, at = draft.scope, key.place
    cluster = scope.physical("cluster", at, draft.name, limit=IDENTIFIER_LIMIT, path=draft.path)
    return AuroraMember(
        place=at,
        role=role,
        key=key.name,
        name=scope.logical(draft.name, at),
        cluster=cluster,
        network=names.logical(scope.law.id, at, "network"),
        instances=tuple(f"{cluster}-{n}" for n in range(1, settings.instances + 1)),
    )


def _alarms(draft: Draft, settings: AuroraStore, member: AuroraMember, units: Capacity | None) -> list[Alarm]:
    wanted = signals(
        settings.instance_class,
        units,
        is_global=settings.survives == "region",
        is_home=member.role == "home",
    )
    of = {DIMENSION: member.cluster}
    return [alarm(draft, member.place, NAMESPACE, signal, of) for signal in wanted]
