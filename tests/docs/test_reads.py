"""The page on reads shows what runs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.docs.fenced import blocks
from tests.plan.intents import ROOT
from tests.schema.parsed import parse

PAGE = (ROOT / "docs" / "reads.md").read_text("utf-8")


def block(kind: str) -> str:
    (found,) = blocks(PAGE, kind)
    return found


def test_the_python_on_the_page_finds_the_reader_of_the_secondary(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    dev_outputs: dict[str, Any],
) -> None:
    (tmp_path / "outputs.json").write_text(json.dumps(dev_outputs), "utf-8")
    monkeypatch.chdir(tmp_path)
    exec(compile(block("python"), "docs/reads.md", "exec"), {})  # noqa: S102  (the page's own lines)
    readers = dev_outputs["jurisdictions"]["eu"]["stores"]["identities"]["readers"]
    assert capsys.readouterr().out.startswith(f"{readers['aws/eu-west-1']}: eventual, usually below 1 s")


def test_cockroachdb_reads_the_statements_on_the_page() -> None:
    found = parse("cockroachdb", block("cockroachdb"))
    assert [s["tag"] for s in found] == ["SELECT", "SELECT", "BEGIN", "SELECT", "COMMIT"]
    assert sum("AS OF SYSTEM TIME" in s["sql"] for s in found) == 3


def test_yugabytedb_is_asked_as_the_template_asks_it() -> None:
    from schema import artefacts
    from tests.schema.test_yugabytedb import LONDON

    (template,) = [made for made in artefacts(LONDON) if made.file == "reads.template.sql"]
    shown = [line.rstrip(";") for line in block("yugabytedb").splitlines()]
    assert shown[:3] == list(template.statements[:3])
    assert shown[-1] == template.statements[-1]


def test_every_engine_with_a_follower_read_is_on_the_page() -> None:
    from jurisdictions import known_engines

    titles = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    assert titles == ["Aurora PostgreSQL", "Spanner", "CockroachDB", "YugabyteDB", "DynamoDB"]
    assert all(any(title in engine.name for engine in known_engines().values()) for title in titles)
