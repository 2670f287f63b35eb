"""What the settings of an Aurora store may not say: versions, users, capacity, write forwarding."""

from __future__ import annotations

from plan.draft import Draft
from plan.model import Capacity
from plan.settings.stores import AuroraStore

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
SERVERLESS = "db.serverless"
LEAST_UNITS, LEAST_UNITS_GLOBAL, MOST_UNITS = 0.5, 8.0, 64.0
"""Where nothing is said, in Aurora capacity units (Aurora guide, "Performance and scaling for Serverless v2";
8 or more is its advice for a Global Database). Never 0: what has to take over must not be asleep."""
FORWARDING_SINCE = {14: 9, 15: 4}
"""First minor version that forwards writes, by major; all of 16 and later do. Source: Aurora guide, "Write
forwarding in an Aurora PostgreSQL global database"."""


def check_settings(draft: Draft, settings: AuroraStore) -> None:
    """Note everything that is wrong with them."""
    _check_instances(draft, settings)
    _check_version(draft, settings)
    _check_user(draft, settings)
    _check_forwarding(draft, settings)


def capacity(draft: Draft, settings: AuroraStore) -> Capacity | None:
    """What serverless instances scale between; None for the other classes. Notes DOM-108 and DOM-257."""
    given = {"min_capacity": settings.min_capacity, "max_capacity": settings.max_capacity}
    if settings.instance_class != SERVERLESS:
        for key, value in given.items():
            if value is not None:
                _not_here(draft, key, f"{value:g}", f"with instance_class: {SERVERLESS}")
        return None
    usual = LEAST_UNITS_GLOBAL if settings.survives == "region" else LEAST_UNITS
    most = MOST_UNITS if settings.max_capacity is None else settings.max_capacity
    least = min(usual, most) if settings.min_capacity is None else settings.min_capacity
    if least > most:
        draft.scope.ledger.problem(
            "DOM-257",
            f"{draft.path}.min_capacity",
            "the least capacity is over the most",
            value=f"{least:g}, and max_capacity is {most:g}",
            allowed=f"0.5 to {most:g}",
            fix="lower it, or raise max_capacity",
        )
    return Capacity(least=least, most=most)


def _check_instances(draft: Draft, settings: AuroraStore) -> None:
    zones = draft.scope.settings.network.zones
    if settings.instances > zones:
        draft.scope.ledger.problem(
            "DOM-218",
            f"{draft.path}.instances",
            "instances that share a zone fall with it",
            value=str(settings.instances),
            allowed=f"1 to {zones}, one a zone (network.zones)",
            fix="use fewer instances or more zones",
        )


def _check_version(draft: Draft, settings: AuroraStore) -> None:
    major, minor = _version(settings)
    if minor not in VERSIONS.get(major, ()):
        draft.scope.ledger.problem(
            "DOM-226",
            f"{draft.path}.version",
            "no version of Aurora PostgreSQL that can be created",
            value=settings.version,
            allowed="; ".join(f"{m}: {', '.join(f'{m}.{n}' for n in ns)}" for m, ns in VERSIONS.items()),
            fix="choose one of these",
        )


def _check_user(draft: Draft, settings: AuroraStore) -> None:
    if settings.username in RESERVED_USERS:
        draft.scope.ledger.problem(
            "DOM-214",
            f"{draft.path}.username",
            "RDS keeps this name for itself",
            value=settings.username,
            allowed="any other name than " + ", ".join(sorted(RESERVED_USERS)),
            fix="choose another name, such as dbadmin",
        )


def _check_forwarding(draft: Draft, settings: AuroraStore) -> None:
    if settings.forwarding_consistency is not None and not settings.write_forwarding:
        _not_here(
            draft, "forwarding_consistency", settings.forwarding_consistency, "with write_forwarding: true"
        )
    if not settings.write_forwarding:
        return
    if settings.survives != "region":
        _not_here(draft, "write_forwarding", "true", "with survives: region, which has a secondary")
    major, minor = _version(settings)
    if minor < FORWARDING_SINCE.get(major, 0):
        draft.scope.ledger.problem(
            "DOM-256",
            f"{draft.path}.write_forwarding",
            "this version does not forward writes",
            value=f"true, with version {settings.version}",
            allowed="; ".join(f"{m}.{n} or later" for m, n in FORWARDING_SINCE.items()) + "; 16 and later",
            fix="choose a later version, or leave write_forwarding out",
        )


def _version(settings: AuroraStore) -> tuple[int, int]:
    major, _, minor = settings.version.partition(".")
    return int(major), int(minor)


def _not_here(draft: Draft, key: str, value: str, allowed: str) -> None:
    draft.scope.ledger.does_nothing(f"{draft.path}.{key}", value=value, allowed=allowed)
