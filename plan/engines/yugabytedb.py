"""YugabyteDB: a universe over zones or over three regions, or a second universe that follows the first."""

from __future__ import annotations

from plan.draft import Draft
from plan.engines.machine_checks import replicas_of
from plan.engines.machines import Kind, lay_out_machines
from plan.engines.seating import STANDBY, seating
from plan.model import Key, Machines
from plan.settings.stores import YugabytedbStore

MASTER_PORT, TSERVER_PORT, SQL_PORT = 7100, 9100, 5433
HEALTH_PORT = 9000
"""Of yb-tserver's own pages; 7000 are those of yb-master, and nobody else comes to either."""
KIND = Kind(
    one_region=3,
    three_regions=3,
    member_ports=(MASTER_PORT, TSERVER_PORT),
    follower_ports=(MASTER_PORT, TSERVER_PORT),
    sql_port=SQL_PORT,
    health_port=HEALTH_PORT,
    health_path="/api/v1/health-check",
)
"""Copies of a tablet: over regions one in each (jurisdictions/engines.yaml). xCluster: masters and tablet
servers of both universes reach each other (YugabyteDB, "xCluster")."""
LINE = (2025, 2)
"""The long-term line. Source: YugabyteDB, "Releases", read 2026-11-22."""
FOLLOWS_BY_ITSELF = (2025, 2, 1)
"""First with automatic transactional xCluster (YugabyteDB, "Set up transactional xCluster")."""
TAKEN_USERS = ("admin", "postgres", "yugabyte")
TAKEN_DATABASES = ("postgres", "system_platform", "template0", "template1", "yugabyte")
"""What a universe has from the start, and the operators' own role."""


def lay_out(draft: Draft) -> tuple[Machines, tuple[Key, ...]] | None:
    """The universe or universes, and a key in each of their regions."""
    store = draft.store
    assert isinstance(store, YugabytedbStore)  # noqa: S101  (the registry of engines says so)
    _check_names(draft, store)
    seats = seating(draft, store, replicas_of(draft, store, KIND.one_region))
    _check_version(draft, store, follows=seats is not None and seats.layout == STANDBY)
    if seats is None:
        return None
    return lay_out_machines(
        draft,
        store,
        KIND,
        seats,
        version=store.version,
        archive=f"yugabyte-{store.version}-linux-x86_64.tar.gz",
        licence="open",
    )


def _check_version(draft: Draft, store: YugabytedbStore, *, follows: bool) -> None:
    """A line that is maintained (DOM-310); for a second universe, one that can follow (DOM-311)."""
    number = tuple(map(int, store.version.partition("-")[0].split(".")))
    line, first = ".".join(map(str, LINE)), ".".join(map(str, FOLLOWS_BY_ITSELF))
    if number[:2] != LINE:
        code, what, allowed = "DOM-310", "this is not the long-term line of the vendor", f"{line}.x.y-bN"
    elif follows and number < FOLLOWS_BY_ITSELF:
        code, allowed = "DOM-311", f"{first}.0 or a later {line}"
        what = "a second universe follows automatically from a later version on"
    else:
        return
    draft.scope.ledger.problem(
        code,
        f"{draft.path}.version",
        what,
        value=store.version,
        allowed=allowed,
        fix="choose one of these, with its build: 2025.2.1.0-b141",
    )


def _check_names(draft: Draft, store: YugabytedbStore) -> None:
    """Names that a universe has already, with rights of their own (DOM-312)."""
    for key, taken in (("database", TAKEN_DATABASES), ("username", TAKEN_USERS)):
        if (value := getattr(store, key)) in taken:
            draft.scope.ledger.problem(
                "DOM-312",
                f"{draft.path}.{key}",
                "every universe has one of this name, which is not the application's",
                value=value,
                allowed=f"any name but {', '.join(taken)}",
                fix="choose another name",
            )
