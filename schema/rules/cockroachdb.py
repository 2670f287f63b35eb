"""Rules of CockroachDB's multi-region SQL. Sources: CockroachDB v26.2, "Multi-region survival goals", "ALTER
DATABASE", "Configure replication zones".

The statements are described as data, so that what is made from a plan and what was read back by CockroachDB's
own parser are held against the same rules. DOM-301 survival, DOM-302 placement, DOM-303 regions and locality,
DOM-304 replica constraints.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from jurisdictions.problem import Problem

REGION_COLUMN = "crdb_region"
REGIONS_FOR_REGION_SURVIVAL = 3
VOTERS_FOR_REGION_SURVIVAL = 5
"""Two each in the first two regions and one in the third: any region may go, and a majority stays."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Database:
    """A database; without regions it is no multi-region one."""

    name: str
    primary: str
    regions: tuple[str, ...]
    survives: Literal["zone", "region"]
    restricted: bool = False
    """``PLACEMENT RESTRICTED``: no replicas that only read."""
    secondary: str = ""
    super_regions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Where a table's rows are."""

    name: str
    level: Literal["row", "table", "global"]
    region: str = ""
    """Of ``REGIONAL BY TABLE IN``; empty for the primary region."""
    sharded: tuple[str, ...] = ()
    """Columns of its hash-sharded indexes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Zone:
    """A replication zone: what all replicas need (``+country=gb``), or how many of them need what."""

    target: str
    num_replicas: int
    all: tuple[str, ...] = ()
    each: Mapping[str, int] = field(default_factory=dict)
    """Constraints, joined by commas, to the number of replicas that they hold for."""


def check_database(given: Database, path: str, *, voters: int | None = None) -> list[Problem]:
    """What is wrong with a database; ``voters`` of each range, where they are known."""
    return [
        Problem(code=code, path=path, what=what, value=value, allowed=allowed, fix=fix)
        for code, what, value, allowed, fix in (
            *_survival(given, voters),
            *_placement(given),
            *_regions(given),
            *_super_regions(given),
        )
    ]


def check_tables(database: Database, tables: tuple[Table, ...], path: str) -> list[Problem]:
    """What is wrong with the localities of a database's tables."""
    found = []
    for table in tables:
        if table.region and table.region not in database.regions:
            what = f"table {table.name} is at home in a region that its database does not have"
            found.append(_locality(path, what, table.region, ", ".join(database.regions)))
        if table.level == "row" and database.secondary:
            what = f"table {table.name} is regional by row, which a secondary region does not go with"
            found.append(
                _locality(path, what, database.secondary, "REGIONAL BY TABLE, or no secondary region")
            )
        if REGION_COLUMN in table.sharded:
            what = f"a hash-sharded index of table {table.name} has the column that places its rows"
            found.append(_locality(path, what, REGION_COLUMN, "any other column"))
    return found


def check_zone(zone: Zone, path: str) -> list[Problem]:
    """What is wrong with the constraints of a replication zone."""
    return [
        Problem(
            code="DOM-304",
            path=f"{path} {zone.target}",
            what=what,
            value=value,
            allowed=allowed,
            fix="correct the constraints of this replication zone",
        )
        for what, value, allowed in _constraints(zone)
    ]


Found = Iterator[tuple[str, str, str, str, str]]


def _survival(given: Database, voters: int | None) -> Found:
    if given.survives != "region":
        return
    if len(given.regions) < REGIONS_FOR_REGION_SURVIVAL:
        allowed = f"{REGIONS_FOR_REGION_SURVIVAL} regions or more, or SURVIVE ZONE FAILURE"
        what = "no majority is left when a region fails"
        yield "DOM-301", what, f"{len(given.regions)} regions", allowed, "add regions, or survive a zone"
    if voters is not None and voters < VOTERS_FOR_REGION_SURVIVAL:
        allowed = f"{VOTERS_FOR_REGION_SURVIVAL} voters or more"
        what = "CockroachDB keeps more voters than that to survive a region, and they have no machines"
        yield "DOM-301", what, f"{voters} voters", allowed, "plan a replication factor of 5"


def _placement(given: Database) -> Found:
    if given.restricted and given.survives == "region":
        what = "placement can be restricted only where a zone is survived"
        allowed = "SURVIVE ZONE FAILURE, or PLACEMENT DEFAULT"
        yield "DOM-302", what, "SURVIVE REGION FAILURE PLACEMENT RESTRICTED", allowed, "choose one of the two"


def _regions(given: Database) -> Found:
    listed, fix = ", ".join(given.regions), "correct the regions of the database"
    if (given.regions or given.primary) and given.primary not in given.regions:
        yield "DOM-303", "the primary region is not among the regions", given.primary, listed, fix
    if len(set(given.regions)) < len(given.regions):
        yield "DOM-303", "a region is named twice", listed, "each region once", fix
    if given.secondary and given.secondary not in set(given.regions) - {given.primary}:
        allowed = "a region of the database that is not the primary"
        yield "DOM-303", "this cannot be the secondary region", given.secondary, allowed, fix


def _super_regions(given: Database) -> Found:
    fix, seen = "correct the super regions", set[str]()
    for name, members in given.super_regions.items():
        if strangers := [m for m in members if m not in given.regions]:
            what = f"super region {name} has regions that the database does not have"
            yield "DOM-303", what, ", ".join(strangers), ", ".join(given.regions), fix
        if shared := [m for m in members if m in seen]:
            yield (
                "DOM-303",
                f"super region {name} shares regions with another",
                ", ".join(shared),
                "none",
                fix,
            )
        seen |= set(members)
        if given.secondary and (given.primary in members) != (given.secondary in members):
            what = f"super region {name} has one of the primary and the secondary region only"
            yield "DOM-303", what, given.secondary, "both, or neither", fix


def _constraints(zone: Zone) -> Iterator[tuple[str, str, str]]:
    wanted = sum(zone.each.values())
    if wanted > zone.num_replicas:
        yield "more replicas are placed than there are", str(wanted), f"{zone.num_replicas} at most"
    for group in [",".join(zone.all), *zone.each]:
        marks = [c for c in group.split(",") if c]
        required = [c[1:] for c in marks if c.startswith("+")]
        keys = [c.partition("=")[0] for c in required]
        if twice := sorted({k for k in keys if keys.count(k) > 1}):
            yield "two values of one key are required at once", group, f"one value of {', '.join(twice)}"
        if both := [c for c in required if f"-{c}" in marks]:
            yield "the same is required and prohibited", ", ".join(both), "one of the two"


def _locality(path: str, what: str, value: str, allowed: str) -> Problem:
    fix = "correct the locality of the table"
    return Problem(code="DOM-303", path=path, what=what, value=value, allowed=allowed, fix=fix)
