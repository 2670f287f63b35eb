"""Audits for the tests: a store at home, one abroad, and the command over files of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli import audit
from tests.policies.states import UK, state

ROOT = Path(__file__).parents[2]
BUCKET = "aws:s3/bucket:Bucket"
AT_HOME = {"uk-store": {"type": BUCKET, "props": {"region": "eu-west-2", "tags": UK}}}
ABROAD = {"uk-store": {"type": BUCKET, "props": {"region": "us-east-1", "tags": UK}}}
EXEMPTION = f"""
exemptions:
  - rule: place-of-home
    stack: test
    resource: {BUCKET}::uk-store
    owner: dpo@acme.example
    reason: It moves home with the second wave, as agreed.
    granted: 2026-03-01
    until: 2026-09-30
"""


def resources(of: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = state(of)["deployment"]["resources"]
    return found


def preview(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"steps": [{"urn": (s.get("newState") or s["oldState"])["urn"], **s} for s in steps], **more}


def creating(of: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"op": "create", "newState": entry} for entry in resources(of)]


def written(folder: Path, document: object, name: str = "given.json") -> str:
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        audit.run(list(words))
    shown = capsys.readouterr()
    return int(ended.value.code or 0), shown.out, shown.err


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    code, out, problem = run(capsys, *words)
    assert (code, out) == (2, "")
    return problem.splitlines()[1].split()[0]
