"""Judges SQL that somebody else wrote for a store: does it keep rows where the plan has them?

It is given what the database's own parser made of the text (``toolchain/parsers/``). Engines whose SQL says
nothing of places are not judged here: there, the region of the database is all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from jurisdictions.problem import Problem
from plan import model
from schema.engines import cockroachdb
from schema.rules.cockroachdb import Zone, check_database, check_tables, check_zone
from schema.rules.replay import Statement, replay

REPORTS = "diagnostics.reporting.enabled"


def review_cockroachdb(store: model.Machines, statements: Sequence[Statement], path: str) -> list[Problem]:
    """What is wrong with statements that are run on the planned database: DOM-301 to DOM-304, DOM-308."""
    cluster, database = store.clusters[0], cockroachdb.database_of(store)
    after = replay(statements, database, replicas=cluster.replication_factor)
    problems = [
        problem
        for found in after.databases.values()
        for problem in check_database(found, path, voters=cluster.replication_factor)
    ]
    problems += check_tables(after.databases[database.name], after.tables, path)
    problems += [problem for zone in after.zones for problem in check_zone(zone, path)]
    leaving = [
        *_unplanned_regions({r for d in after.databases.values() for r in d.regions}, database.regions),
        *_unpinned(after.zones),
        *_reports(statements),
        *_foreign_backups(statements, tuple(group.bucket for group in store.groups)),
    ]
    return [*problems, *(_leaves(path, *found) for found in leaving)]


def review_spanner(store: model.Spanner, statements: Sequence[Statement], path: str) -> list[Problem]:
    """What is wrong with DDL that is run on the planned database: DOM-308."""
    found = []
    for statement in statements:
        if statement["tag"] in _ELSEWHERE:
            found.append((_ELSEWHERE[statement["tag"]], statement["sql"], "the instance configuration only"))
        leader = statement.get("options", {}).get("default_leader", store.leader)
        if leader != store.leader:
            found.append(("the leader would leave its home", leader, store.leader))
    return [_leaves(path, *one) for one in found]


REVIEW: dict[str, tuple[str, Callable[[Any, Sequence[Statement], str], list[Problem]]]] = {
    "cockroachdb": ("cockroachdb", review_cockroachdb),
    "spanner": ("spanner", review_spanner),
}
"""Per engine whose SQL says where rows are: the parser to ask, and who judges what it read."""

_ELSEWHERE = {
    "CreateChangeStream": "a change stream carries rows to whoever reads it",
    "CreatePlacement": "placements promise no residency (Spanner, geo-partitioning)",
}
Found = Iterator[tuple[str, str, str]]


def _unplanned_regions(regions: set[str], planned: tuple[str, ...]) -> Found:
    for region in sorted(regions - set(planned)):
        yield "a region that the plan does not have", region, ", ".join(planned)


def _unpinned(zones: tuple[Zone, ...]) -> Found:
    for zone in zones:
        pinned = any(c.startswith("+") for c in zone.all) or sum(zone.each.values()) >= zone.num_replicas
        if zone.target.startswith("RANGE ") and not pinned:
            yield (
                f"replicas of {zone.target} may be anywhere",
                str(zone.all or dict(zone.each)),
                "+country=...",
            )


def _reports(statements: Sequence[Statement]) -> Found:
    for statement in statements:
        if statement.get("settings", {}).get(REPORTS, "false") != "false":
            yield "reports about the cluster go to the vendor", statement["sql"], f"{REPORTS} = false"


def _foreign_backups(statements: Sequence[Statement], planned: tuple[str, ...]) -> Found:
    for statement in statements:
        for uri in statement.get("to", ()):
            if uri.partition("://")[2].partition("?")[0].partition("/")[0] not in planned:
                yield "a backup goes where the plan has no bucket", uri.partition("?")[0], ", ".join(planned)


def _leaves(path: str, what: str, value: str, allowed: str) -> Problem:
    fix = "take the statement out, or plan for it in the settings"
    return Problem(code="DOM-308", path=path, what=what, value=value, allowed=allowed, fix=fix)
