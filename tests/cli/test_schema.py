from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands import app
from jurisdictions.problem import ProblemsError
from plan.resolve import all_stores
from schema import artefacts
from tests.plan.intents import planned, stack_file

RUNNER = CliRunner()


def schema(*arguments: str) -> str:
    ran = RUNNER.invoke(app, ["schema", *arguments], catch_exceptions=False)
    assert ran.exit_code == 0
    return ran.stdout


def test_prints_every_artefact_of_the_stack() -> None:
    said = schema("--stack", "dev")
    for store in all_stores(planned(stack_file("dev"), stack="dev")):
        for made in artefacts(store):
            assert f"{store.jurisdiction}/{store.store}/{made.file}\n{made.text}" in said


def test_prints_one_store_of_one_jurisdiction() -> None:
    said = schema("--stack", "prod", "--store", "identities", "--jurisdiction", "au")
    assert "au/identities/2-home.sql" in said
    assert "CHECK (VALUE = 'au')" in said
    assert "de/" not in said
    assert "ledger" not in said


def test_writes_files_that_are_what_it_prints(tmp_path: Path) -> None:
    schema("--stack", "dev", "--out", str(tmp_path / "made"))
    found = {path.relative_to(tmp_path / "made").as_posix() for path in (tmp_path / "made").rglob("*.*")}
    stores = all_stores(planned(stack_file("dev"), stack="dev"))
    assert found == {f"{s.jurisdiction}/{s.store}/{made.file}" for s in stores for made in artefacts(s)}
    said = schema("--stack", "dev")
    assert all((tmp_path / "made" / name).read_text() in said for name in found)


def test_the_same_settings_make_the_same_text() -> None:
    assert schema("--stack", "prod") == schema("--stack", "prod")


@pytest.mark.parametrize(
    "arguments",
    [("--store", "nope"), ("--jurisdiction", "xx"), ("--store", "ledger", "--jurisdiction", "eu")],
)
def test_what_is_not_there_is_refused_with_what_is(arguments: tuple[str, ...]) -> None:
    with pytest.raises(ProblemsError) as caught:
        schema(*arguments)
    (problem,) = caught.value.problems
    assert problem.code == "DOM-306"
    assert "ledger in uk" in problem.allowed


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ProblemsError) as caught:
        schema("--out", str(tmp_path / "file"))
    assert caught.value.problems[0].code == "DOM-307"
    assert str(tmp_path / "file") in caught.value.problems[0].value
