"""``domicile advise``: a ranked table with reasons, JSON with sources, and every mistake at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.commands import app
from jurisdictions.problem import ProblemsError


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["advise", *words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_table_names_places_reasons_and_the_settings_to_paste() -> None:
    text = run("--jurisdiction", "de", "--class", "persistent", "--survives", "region")
    assert "de Germany: persistent data that survives the loss of a region" in text
    assert "dual-region-germany1" in text
    assert (
        "records: {class: persistent, engine: spanner, only: [de], survives: region, "
        "home: gcp/europe-west3, config: dual-region-germany1}" in text
    )
    assert "not possible" in text
    assert "de has one region of aws (aws/eu-central-1)" in text


def test_where_nothing_can_be_that_is_said() -> None:
    text = run("--jurisdiction", "ie", "--survives", "cloud")
    assert "no way" in text
    assert "ie has regions of one cloud only: aws/eu-west-1" in text


def test_json_says_where_figures_are_from() -> None:
    found: dict[str, Any] = json.loads(
        run("--jurisdiction", "eu", "--max-write-ms", "20", "--format", "json")
    )
    assert found["question"]["max_write_ms"] == 20
    for option in found["options"]:
        assert option["write_ms"] <= 20
        assert option["rpo"]["as_of"] >= "2026"
        assert option["rpo"]["source"]
        assert option["seats"][0]["role"] == "home"
    assert found["impossible"]


def test_home_is_kept_where_it_can_be() -> None:
    found = json.loads(run("--jurisdiction", "eu", "--home", "aws/eu-west-3", "--format", "json"))
    aurora = next(o for o in found["options"] if o["engine"] == "aurora-postgresql")
    assert aurora["seats"][0]["place"] == "aws/eu-west-3"


def test_no_sql_adds_what_speaks_none() -> None:
    with_sql, without = (
        run("--jurisdiction", "us", "--survives", "zone", flag) for flag in ("--sql", "--no-sql")
    )
    assert "records: {class: persistent, engine: dynamodb" in without
    assert "engine: dynamodb" not in with_sql


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["-j", "atlantis"], ["DOM-801"]),
        (["-j", "uk", "--class", "secret"], ["DOM-802"]),
        (["-j", "uk", "--survives", "war", "--consistency", "weak", "--format", "xml"], ["DOM-802"] * 3),
        (["-j", "uk", "--max-write-ms", "0"], ["DOM-803"]),
        (["-j", "uk", "--max-write-ms", "nan"], ["DOM-803"]),
        (["-j", "uk", "--home", "aws/eu-west-1"], ["DOM-804"]),
        (["-j", "uk", "--home", "gcp/EU"], ["DOM-804"]),
        (["-j", "uk", "--home", "London"], ["DOM-804"]),
        (["-j", "xx", "--class", "y", "--max-write-ms", "-1"], ["DOM-801", "DOM-802", "DOM-803"]),
    ],
)
def test_every_mistake_is_named_at_once(words: list[str], codes: list[str]) -> None:
    with pytest.raises(ProblemsError) as caught:
        CliRunner().invoke(app, ["advise", *words], catch_exceptions=False)
    assert [p.code for p in caught.value.problems] == codes
    assert all(p.allowed and p.fix for p in caught.value.problems)
