"""Replays CockroachDB statements, as its parser describes them, on a database: what the rules then judge.

Each statement is a mapping that ``toolchain/parsers/cockroachdb`` writes. Pure: nothing is parsed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml

from schema.rules.cockroachdb import Database, Table, Zone

Statement = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Replayed:
    """What is there afterwards."""

    databases: Mapping[str, Database]
    """By name; those without regions are not here: their rows are where all ranges are."""
    tables: tuple[Table, ...]
    zones: tuple[Zone, ...]


def replay(statements: Iterable[Statement], *databases: Database, replicas: int) -> Replayed:
    """Run statements on databases; ``replicas`` of a zone that does not say how many it has."""
    found, tables, zones = {d.name: d for d in databases}, dict[str, Table](), list[Zone]()
    for statement in statements:
        name, kind = statement.get("name", ""), statement["kind"]
        if kind == "CreateDatabase" and statement.get("primary"):
            found[name] = _created(statement)
        elif kind in _CHANGES and name in found:
            found[name] = _CHANGES[kind](found[name], statement)
        elif kind in {"CreateTable", "AlterTableLocality", "CreateIndex"}:
            tables[name] = _table(tables.get(name), statement)
        elif kind == "SetZoneConfig" and "constraints" in statement["settings"]:
            zones.append(_zone(statement, replicas))
    return Replayed(databases=found, tables=tuple(tables.values()), zones=tuple(zones))


def _created(statement: Statement) -> Database:
    return Database(
        name=statement["name"],
        primary=statement["primary"],
        regions=tuple(statement.get("regions") or [statement["primary"]]),
        survives=statement.get("survives", "zone"),
        restricted=statement.get("restricted", False),
        secondary=statement.get("secondary", ""),
    )


def _add_super(database: Database, statement: Statement) -> Database:
    added = {statement["super_region"]: tuple(statement["regions"])}
    return replace(database, super_regions={**database.super_regions, **added})


_CHANGES: dict[str, Callable[[Database, Statement], Database]] = {
    "AlterDatabaseAddRegion": lambda d, s: replace(
        d, regions=tuple(dict.fromkeys([*d.regions, *s["regions"]]))
    ),
    "AlterDatabaseDropRegion": lambda d, s: replace(
        d, regions=tuple(r for r in d.regions if r not in s["regions"])
    ),
    "AlterDatabasePrimaryRegion": lambda d, s: replace(d, primary=s["primary"]),
    "AlterDatabaseSecondaryRegion": lambda d, s: replace(d, secondary=s["secondary"]),
    "AlterDatabaseSurvivalGoal": lambda d, s: replace(d, survives=s["survives"]),
    "AlterDatabasePlacement": lambda d, s: replace(d, restricted=s.get("restricted", False)),
    "AlterDatabaseAddSuperRegion": _add_super,
}


def _table(before: Table | None, statement: Statement) -> Table:
    table = before or Table(name=statement["name"], level="table")
    if "level" in statement:
        table = replace(table, level=statement["level"], region=statement.get("region", ""))
    return replace(table, sharded=(*table.sharded, *statement.get("sharded", ())))


def _zone(statement: Statement, replicas: int) -> Zone:
    settings = statement["settings"]
    constraints = yaml.safe_load(settings["constraints"])
    return Zone(
        target=statement["name"],
        num_replicas=int(settings.get("num_replicas", replicas)),
        all=tuple(map(str, constraints)) if isinstance(constraints, list) else (),
        each=constraints if isinstance(constraints, dict) else {},
    )
