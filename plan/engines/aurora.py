"""Aurora PostgreSQL: a cluster over zones; to survive a region, a Global Database with one secondary."""

from __future__ import annotations

from plan import names
from plan.draft import Draft
from plan.engines.survival import cannot_survive
from plan.model import Aurora, AuroraMember, Key, Role
from plan.settings.stores import AuroraStore

IDENTIFIER_LIMIT = 60
"""An identifier has 63 characters (RDS API); three are left for the number of an instance."""


def lay_out(draft: Draft) -> tuple[Aurora, tuple[Key, ...]] | None:
    """The clusters and their keys: one, or home and recovery on AWS inside the jurisdiction."""
    settings = draft.store
    assert isinstance(settings, AuroraStore)  # noqa: S101  (the registry of engines says so)
    spread = settings.survives == "region"
    sited = draft.sited("aws", spread=spread)
    if sited is None:
        return None
    if spread and len(sited) < 2:
        cannot_survive(draft, sited[0], "aws")
        return None
    if settings.instances > draft.scope.settings.network.zones:
        draft.scope.ledger.problem(
            "DOM-218",
            f"{draft.path}.instances",
            "instances that share a zone fall with it",
            value=str(settings.instances),
            allowed=f"1 to {draft.scope.settings.network.zones}, one a zone (network.zones)",
            fix="use fewer instances or more zones",
        )
    _check_version(draft, settings)
    keys = tuple(
        draft.scope.key(
            at, draft.name, settings.data_class, services=("rds", "secretsmanager", "logs"), store=draft.name
        )
        for at in sited
    )
    members = tuple(
        _member(draft, at, key.name, role) for at, key, role in zip(sited, keys, _ROLES, strict=False)
    )
    physical = members[0].cluster
    part = draft.scope.part(draft.name, data_class=settings.data_class, store=draft.name)
    aurora = Aurora(
        **part,
        store=draft.name,
        engine="aurora-postgresql",
        layout="global-database" if spread else "cluster",
        survives=settings.survives,
        backup_days=draft.backup_days,
        members=members,
        global_cluster=physical if spread else None,
        engine_version=settings.version,
        family=f"aurora-postgresql{settings.version.partition('.')[0]}",
        instance_class=settings.instance_class,
        database=settings.database,
        username=settings.username,
    )
    return aurora, keys


VERSIONS = {
    14: (*range(17, 21), *range(22, 25)),
    15: (10, *range(12, 16), *range(17, 20)),
    16: (*range(8, 12), *range(13, 16)),
    17: (*range(4, 8), *range(9, 12)),
    18: (3, 4, 6),
}
"""Minor versions that can be created, by major. Source: cfn-lint 1.58, aws_rds_dbcluster engine_version."""
RESERVED_USERS = frozenset({"admin", "rdsadmin", "rdsrepladmin", "rdstopmgr"})
"""Users that RDS keeps for itself (RDS user guide, master user name)."""
_ROLES: tuple[Role, ...] = ("home", "recovery")


def _check_version(draft: Draft, settings: AuroraStore) -> None:
    major, _, minor = settings.version.partition(".")
    if int(minor) not in VERSIONS.get(int(major), ()):
        draft.scope.ledger.problem(
            "DOM-226",
            f"{draft.path}.version",
            "no version of Aurora PostgreSQL that can be created",
            value=settings.version,
            allowed="; ".join(f"{m}: {', '.join(f'{m}.{n}' for n in ns)}" for m, ns in VERSIONS.items()),
            fix="choose one of these",
        )
    if settings.username in RESERVED_USERS:
        draft.scope.ledger.problem(
            "DOM-214",
            f"{draft.path}.username",
            "RDS keeps this name for itself",
            value=settings.username,
            allowed="any other name than " + ", ".join(sorted(RESERVED_USERS)),
            fix="choose another name, such as dbadmin",
        )


def _member(draft: Draft, at: str, key: str, role: Role) -> AuroraMember:
    settings = draft.store
    assert isinstance(settings, AuroraStore)  # noqa: S101  (checked by lay_out)
    scope = draft.scope
    cluster = scope.physical("cluster", at, draft.name, limit=IDENTIFIER_LIMIT, path=draft.path)
    return AuroraMember(
        place=at,
        role=role,
        key=key,
        name=scope.logical(draft.name, at),
        cluster=cluster,
        network=names.logical(scope.law.id, at, "network"),
        instances=tuple(f"{cluster}-{n}" for n in range(1, settings.instances + 1)),
    )
