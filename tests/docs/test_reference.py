"""Reference pages say what the code does: generated ones are fresh, and every error code has its heading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli.reference import pages

ROOT = Path(__file__).parents[2]
CODE = re.compile(r'"(DOM-\d{3})"')
SOURCES = (
    "cli",
    "components",
    "infra",
    "jurisdictions",
    "plan",
    "policies",
    "sandbox",
    "schema",
    "toolchain",
)


@pytest.mark.parametrize("name", sorted(pages()))
def test_generated_page_is_fresh(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == pages()[name], "stale: run `make reference`"


def test_every_error_code_has_one_heading_and_every_heading_a_code() -> None:
    text = (ROOT / "docs/reference/errors.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (DOM-\d{3}) \S", text, re.MULTILINE)
    used = {
        code
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*.py")
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    }
    assert len(headings) == len(set(headings))
    assert set(headings) == used
