"""What is made for CockroachDB, read back by its own parser, and held against its rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from jurisdictions import Aspect, DataClass, laws, places
from jurisdictions.problem import ProblemsError
from plan.draft import GLOBAL
from plan.model import Machines
from schema import artefacts
from schema.engines import cockroachdb
from schema.rules.cockroachdb import Database, Table, Zone, check_database, check_tables, check_zone
from tests.schema.parsed import UnparsableError, parse
from tests.schema.stores import cluster, germany, group, london, machines, union

LONDON, UNION, GERMANY = london("cockroachdb"), union("cockroachdb", 2, 2, 1), germany("cockroachdb")
AMERICA = machines(
    "cockroachdb",
    "us",
    cluster(
        group("aws/us-east-1", votes=2),
        group("aws/us-east-2", votes=2, role="recovery"),
        group("aws/us-west-2", votes=1, machines=1, role="witness"),
    ),
    survives="region",
)
ALL = {"uk": LONDON, "eu": UNION, "de": GERMANY, "us": AMERICA}


def files(store: Machines) -> dict[str, list[dict[str, Any]]]:
    """What the parser reads in each file."""
    return {made.file: parse("cockroachdb", made.text) for made in artefacts(store)}


def tagged(found: list[dict[str, Any]], tag: str) -> list[dict[str, Any]]:
    return [statement for statement in found if statement["tag"] == tag]


def zone_of(statement: dict[str, Any]) -> Zone:
    """A replication zone as the parser read it."""
    settings = statement["settings"]
    constraints = yaml.safe_load(settings["constraints"])
    return Zone(
        target=statement["name"],
        num_replicas=int(settings["num_replicas"]),
        all=tuple(constraints) if isinstance(constraints, list) else (),
        each=constraints if isinstance(constraints, dict) else {},
    )


@pytest.mark.parametrize("home", ALL)
def test_the_parser_reads_back_what_was_planned(home: str) -> None:
    store = ALL[home]
    (made,) = tagged(files(store)["2-database.sql"], "CREATE DATABASE")
    found = Database(
        name=made["name"],
        primary=made.get("primary", ""),
        regions=tuple(made.get("regions", ())),
        survives=made.get("survives", "zone"),
        restricted=made.get("restricted", False),
    )
    assert found == cockroachdb.database_of(store)
    assert not check_database(found, "read back", voters=store.clusters[0].replication_factor)


@pytest.mark.parametrize(
    ("home", "primary", "regions", "survives"),
    [
        ("uk", "aws-eu-west-2", ["aws-eu-west-2"], "zone"),
        ("eu", "aws-eu-central-1", ["aws-eu-central-1", "gcp-europe-west3", "aws-eu-west-1"], "region"),
        ("de", "", [], ""),  # it is replicated to a cluster with other regions
    ],
)
def test_regions_are_in_the_order_of_the_plan(
    home: str, primary: str, regions: list[str], survives: str
) -> None:
    (made,) = tagged(files(ALL[home])["2-database.sql"], "CREATE DATABASE")
    found = made.get("primary", ""), made.get("regions", []), made.get("survives", "")
    assert found == (primary, regions, survives)


@pytest.mark.parametrize("home", ALL)
def test_every_range_is_pinned_in_every_cluster(home: str) -> None:
    store = ALL[home]
    settings = {name: found for name, found in files(store).items() if name.endswith("1-settings.sql")}
    assert len(settings) == len(store.clusters)
    for found in settings.values():
        zones = [zone_of(statement) for statement in tagged(found, "CONFIGURE ZONE")]
        assert {zone.target for zone in zones} == {f"RANGE {name}" for name in cockroachdb.RANGES}
        assert not [problem for zone in zones for problem in check_zone(zone, "read back")]
        assert all(zone.all or sum(zone.each.values()) == zone.num_replicas for zone in zones)
        options = {k: v for s in tagged(found, "SET CLUSTER SETTING") for k, v in s["settings"].items()}
        assert options["diagnostics.reporting.enabled"] == "false"


def test_one_country_is_named_and_several_are_named_by_their_regions() -> None:
    (first, *_) = cockroachdb.zones(LONDON.clusters[0])
    assert (first.all, first.each) == (("+country=gb",), {})
    (first, *_) = cockroachdb.zones(UNION.clusters[0])
    assert first.all == ()
    assert first.each == {
        "+region=aws-eu-central-1": 2,
        "+region=gcp-europe-west3": 2,
        "+region=aws-eu-west-1": 1,
    }


S3 = "s3://acme-test-aws-{0}-backups/backups?AUTH=implicit&AWS_REGION={0}"
GS = "gs://acme-test-gcp-{0}-backups/backups?AUTH=implicit"


@pytest.mark.parametrize(
    ("home", "file", "to"),
    [
        ("uk", "3-backups.sql", {"aws-eu-west-2": S3.format("eu-west-2")}),
        ("de", "3-backups.sql", {"gcp-europe-west10": GS.format("europe-west10")}),
        ("de", "recovery/3-backups.sql", {"gcp-europe-west3": GS.format("europe-west3")}),
        (
            "eu",
            "3-backups.sql",
            {"aws-eu-central-1": S3.format("eu-central-1"), "gcp-europe-west3": GS.format("europe-west3")},
        ),
        (
            "us",
            "3-backups.sql",
            {"aws-us-east-1": S3.format("us-east-1"), "aws-us-east-2": S3.format("us-east-2")},
        ),
    ],
)
def test_the_machines_of_a_place_back_up_into_its_own_bucket(
    home: str, file: str, to: dict[str, str]
) -> None:
    made = files(ALL[home])[file]
    assert {s["tag"] for s in made} == {"SCHEDULED BACKUP"}
    assert {s["execution_locality"]: s["to"] for s in made} == {f"region={r}": [u] for r, u in to.items()}
    assert len({s["name"] for s in made}) == len(made)


def test_every_jurisdiction_has_statements_that_the_parser_reads() -> None:
    """One text for all of them: a parser takes its time to start."""
    homes = {
        name: next(at for at in places().values() if law.allows(DataClass.PERSISTENT, Aspect.REST, at))
        for name, law in laws().items()
        if name != GLOBAL
    }
    assert len(homes) > 30
    made = [
        one
        for name, at in homes.items()
        for one in artefacts(machines("cockroachdb", name, cluster(group(at.id, votes=3))))
    ]
    found = parse("cockroachdb", "".join(one.text for one in made))
    assert len(found) == sum(len(one.statements) for one in made)
    assert {s["primary"] for s in tagged(found, "CREATE DATABASE")} == {
        at.id.replace("/", "-") for at in homes.values()
    }


def test_tables_are_at_home_and_check_it() -> None:
    rows, audit = files(UNION)["table.template.sql"]
    assert rows["level"] == "row"
    assert (audit["level"], audit["region"]) == ("table", "aws-eu-central-1")
    assert all("CHECK (home = 'eu')" in table["sql"] for table in (rows, audit))
    (everywhere,) = files(replace(UNION, data_class=DataClass.METADATA))["table.template.sql"]
    assert everywhere["level"] == "global"
    assert "home" not in everywhere["sql"]


GOOD = Database(name="d", primary="a", regions=("a", "b", "c"), survives="region")
DATABASES: dict[str, tuple[Database, str | None]] = {
    "three regions survive one": (GOOD, None),
    "a zone is survived in one region": (replace(GOOD, regions=("a",), survives="zone"), None),
    "two regions have no majority without one": (replace(GOOD, regions=("a", "b")), "DOM-301"),
    "restricted goes with a zone": (replace(GOOD, survives="zone", restricted=True), None),
    "restricted does not go with a region": (replace(GOOD, restricted=True), "DOM-302"),
    "the primary is a region": (replace(GOOD, primary="x"), "DOM-303"),
    "a region is there once": (replace(GOOD, regions=("a", "b", "b")), "DOM-303"),
    "a secondary is another region": (replace(GOOD, secondary="b"), None),
    "a secondary is not the primary": (replace(GOOD, secondary="a"), "DOM-303"),
    "a secondary is a region": (replace(GOOD, secondary="x"), "DOM-303"),
    "super regions are disjoint": (replace(GOOD, super_regions={"s": ("a", "b"), "t": ("c",)}), None),
    "super regions that share": (replace(GOOD, super_regions={"s": ("a", "b"), "t": ("b", "c")}), "DOM-303"),
    "super regions of strangers": (replace(GOOD, super_regions={"s": ("a", "x")}), "DOM-303"),
    "both in a super region": (replace(GOOD, secondary="b", super_regions={"s": ("a", "b")}), None),
    "one in a super region": (replace(GOOD, secondary="b", super_regions={"s": ("a", "c")}), "DOM-303"),
}
ZONES: dict[str, tuple[Zone, bool]] = {
    "all in a country": (Zone(target="z", num_replicas=3, all=("+country=gb",)), True),
    "as many as there are": (Zone(target="z", num_replicas=3, each={"+region=a": 2, "+region=b": 1}), True),
    "more than there are": (Zone(target="z", num_replicas=3, each={"+region=a": 2, "+region=b": 2}), False),
    "two values of a key": (Zone(target="z", num_replicas=3, all=("+country=gb", "+country=de")), False),
    "two values in a group": (Zone(target="z", num_replicas=3, each={"+region=a,+region=b": 1}), False),
    "required and prohibited": (Zone(target="z", num_replicas=3, all=("+country=gb", "-country=gb")), False),
    "another is prohibited": (Zone(target="z", num_replicas=3, all=("+country=gb", "-country=de")), True),
}


@pytest.mark.parametrize("case", DATABASES)
def test_rules_of_databases(case: str) -> None:
    given, code = DATABASES[case]
    assert [problem.code for problem in check_database(given, "d")] == ([code] if code else [])


def test_a_region_is_survived_by_five_voters() -> None:
    assert not check_database(GOOD, "d", voters=5)
    (problem,) = check_database(GOOD, "d", voters=3)
    assert (problem.code, problem.value) == ("DOM-301", "3 voters")


@pytest.mark.parametrize("case", ZONES)
def test_rules_of_zones(case: str) -> None:
    zone, good = ZONES[case]
    assert [problem.code for problem in check_zone(zone, "z")] == ([] if good else ["DOM-304"])


def test_rules_of_tables() -> None:
    tables = (Table(name="t", level="table", region="x"), Table(name="u", level="row"))
    found = check_tables(replace(GOOD, secondary="b"), tables, "d")
    assert [problem.value for problem in found] == ["x", "b"]
    assert not check_tables(GOOD, tables[1:], "d")


def test_a_plan_that_the_database_would_refuse_is_refused_with_all_that_is_wrong() -> None:
    two = cluster(group("aws/eu-west-2", votes=2), group("gcp/europe-west2", votes=1))
    with pytest.raises(ProblemsError) as caught:
        artefacts(machines("cockroachdb", "uk", two, survives="region"))
    assert [(p.code, p.value) for p in caught.value.problems] == [
        ("DOM-301", "2 regions"),
        ("DOM-301", "3 voters"),
    ]
    short = replace(UNION.clusters[0], replication_factor=3)
    with pytest.raises(ProblemsError) as caught:
        artefacts(replace(UNION, clusters=(short,)))
    assert {p.code for p in caught.value.problems} == {"DOM-301", "DOM-304"}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("SURVIVE REGION FAILURE", "SURVIVES REGION FAILURE"),
        ("PRIMARY REGION", "PRIMARY REGIONS"),
        ("CONFIGURE ZONE USING", "CONFIGURE ZONES USING"),
        ("LOCALITY REGIONAL BY ROW", "LOCALITY REGIONAL BY ROWS"),
        ("EXECUTION LOCALITY =", "EXECUTION PLACE ="),
        ('"aws-eu-west-1"', "aws-eu-west-1"),
    ],
)
def test_a_statement_that_went_wrong_is_refused(right: str, wrong: str) -> None:
    text = "\n".join(made.text for made in artefacts(UNION))
    assert right in text
    parse("cockroachdb", text)
    with pytest.raises(UnparsableError):
        parse("cockroachdb", text.replace(right, wrong))


def test_what_the_parser_lets_pass_the_rules_do_not() -> None:
    made = next(one for one in artefacts(UNION) if one.file == "2-database.sql")
    wrong = made.text.replace("SURVIVE REGION FAILURE", "SURVIVE REGION FAILURE PLACEMENT RESTRICTED")
    (read,) = tagged(parse("cockroachdb", wrong), "CREATE DATABASE")
    found = replace(cockroachdb.database_of(UNION), restricted=read["restricted"])
    assert [problem.code for problem in check_database(found, "d")] == ["DOM-302"]
