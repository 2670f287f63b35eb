"""SQL that somebody else wrote, read by the databases' parsers and held against the plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.schema_review import review_file
from jurisdictions.problem import ProblemsError
from schema import artefacts
from schema.review import review_cockroachdb, review_spanner
from tests.schema.parsed import parse
from tests.schema.stores import cluster, group, machines, spanner, store_on
from tests.schema.test_cockroachdb import UNION
from tests.schema.test_spanner import DUAL

GOOD_TABLE = "CREATE TABLE t (id UUID PRIMARY KEY) LOCALITY REGIONAL BY ROW"
COCKROACH: dict[str, tuple[str, str | None]] = {
    "a table by row": (GOOD_TABLE, None),
    "a planned region again": ('ALTER DATABASE app ADD REGION "aws-eu-west-1"', None),
    "a region abroad": ('ALTER DATABASE app ADD REGION "aws-us-east-1"', "DOM-308"),
    "a database abroad": ('CREATE DATABASE b PRIMARY REGION "aws-us-east-1"', "DOM-308"),
    "a region less": ('ALTER DATABASE app DROP REGION "aws-eu-west-1"', "DOM-301"),
    "restricted": ("ALTER DATABASE app PLACEMENT RESTRICTED", "DOM-302"),
    "restricted, and a zone": (
        "ALTER DATABASE app SURVIVE ZONE FAILURE; ALTER DATABASE app PLACEMENT RESTRICTED",
        None,
    ),
    "a primary of none": ('ALTER DATABASE app PRIMARY REGION "x"', "DOM-303"),
    "a secondary, and rows": (
        f'ALTER DATABASE app SET SECONDARY REGION "aws-eu-west-1"; {GOOD_TABLE}',
        "DOM-303",
    ),
    "a super region of strangers": ('ALTER DATABASE app ADD SUPER REGION s VALUES "x"', "DOM-303"),
    "a table abroad": ('ALTER TABLE t SET LOCALITY REGIONAL BY TABLE IN "aws-us-east-1"', "DOM-303"),
    "a sharded region": (f"{GOOD_TABLE}; CREATE INDEX ON t (crdb_region, id) USING HASH", "DOM-303"),
    "a sharded id": (f"{GOOD_TABLE}; CREATE INDEX ON t (id) USING HASH", None),
    "too many replicas": (
        """ALTER TABLE t CONFIGURE ZONE USING num_replicas = 3, constraints = '{"+region=a": 4}'""",
        "DOM-304",
    ),
    "pinned no more": ("ALTER RANGE default CONFIGURE ZONE USING constraints = '[]'", "DOM-308"),
    "pinned by what is not": (
        "ALTER RANGE meta CONFIGURE ZONE USING constraints = '[-country=us]'",
        "DOM-308",
    ),
    "pinned still": ("ALTER RANGE meta CONFIGURE ZONE USING constraints = '[+country=de]'", None),
    "reports": ("SET CLUSTER SETTING diagnostics.reporting.enabled = true", "DOM-308"),
    "a backup elsewhere": ("BACKUP DATABASE app INTO 's3://elsewhere/x?AUTH=implicit'", "DOM-308"),
    "a backup at home": (
        "BACKUP DATABASE app INTO 's3://acme-test-aws-eu-central-1-backups/x?AUTH=implicit'",
        None,
    ),
}
SPANNER: dict[str, tuple[str, str | None]] = {
    "a table": ("CREATE TABLE t (id STRING(36)) PRIMARY KEY (id)", None),
    "a change stream": ("CREATE CHANGE STREAM s FOR ALL", "DOM-308"),
    "a placement": ("CREATE PLACEMENT p OPTIONS (instance_partition = 'x')", "DOM-308"),
    "the leader at home": ("ALTER DATABASE app SET OPTIONS (default_leader = 'europe-west10')", None),
    "another leader": ("ALTER DATABASE app SET OPTIONS (default_leader = 'europe-west3')", "DOM-308"),
}


@pytest.mark.parametrize("case", COCKROACH)
def test_cockroachdb(case: str) -> None:
    text, code = COCKROACH[case]
    found = review_cockroachdb(UNION, parse("cockroachdb", text), "f")
    assert {problem.code for problem in found} == ({code} if code else set())


@pytest.mark.parametrize("case", SPANNER)
def test_spanner(case: str) -> None:
    text, code = SPANNER[case]
    found = review_spanner(spanner("de", **DUAL), parse("spanner", text), "f")
    assert [problem.code for problem in found] == ([code] if code else [])


def test_what_is_made_from_the_plan_passes(tmp_path: Path) -> None:
    for store in (UNION, spanner("de", **DUAL)):
        file = tmp_path / f"{store.engine}.sql"
        file.write_text("".join(made.text for made in artefacts(store) if made.file.endswith(".sql")))
        assert review_file(file, [store]) == [store.name]


def test_a_file_is_judged_for_every_store_that_it_can_be_for(tmp_path: Path) -> None:
    file = tmp_path / "f.sql"
    file.write_text('ALTER DATABASE app ADD REGION "aws-eu-west-1"')
    london = machines("cockroachdb", "uk", cluster(group("aws/eu-west-2", votes=3)))
    with pytest.raises(ProblemsError) as caught:
        review_file(file, [UNION, london, store_on("bucket", "uk")])
    (problem,) = caught.value.problems
    assert (problem.code, problem.value) == ("DOM-308", "aws-eu-west-1")
    assert london.name in problem.path


@pytest.mark.parametrize(
    ("text", "engine", "why"),
    [
        ("CREATE TABEL", "cockroachdb", "syntax error"),
        ("SELECT 1", "aurora-postgresql", "no chosen store"),
        (None, "cockroachdb", "No such file"),
    ],
)
def test_what_cannot_be_judged_is_not_passed(tmp_path: Path, text: str | None, engine: str, why: str) -> None:
    file = tmp_path / "f.sql"
    if text is not None:
        file.write_text(text)
    store = UNION if engine == "cockroachdb" else store_on(engine, "uk")
    with pytest.raises(ProblemsError) as caught:
        review_file(file, [store])
    (problem,) = caught.value.problems
    assert problem.code == "DOM-309"
    assert why in problem.value
