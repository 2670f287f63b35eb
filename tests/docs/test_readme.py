"""What the readme shows is what the project does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.lines import with_lines
from jurisdictions.problem import ProblemsError
from plan.resolve import plan_text
from tests.docs.fenced import blocks
from tests.plan.intents import ROOT, planned

README = (ROOT / "README.md").read_text("utf-8")
DEV = (ROOT / "Pulumi.dev.yaml").read_text("utf-8")


def test_the_stack_file_in_the_readme_is_accepted() -> None:
    (text,) = blocks(README, "yaml")
    plan = planned(yaml.safe_load(text)["config"]["domicile:stack"], stack="prod")
    assert [j.id for j in plan.jurisdictions] == ["de", "uk"]


def test_the_refusal_in_the_readme_is_what_is_said() -> None:
    text = DEV.replace("recovery: aws/eu-west-1}", "recovery: aws/us-east-1}")
    assert text != DEV
    intent = yaml.safe_load(text)["config"]["domicile:stack"]
    with pytest.raises(ProblemsError) as caught:
        plan_text(json.dumps(intent), project="domicile", stack="dev")
    said = str(ProblemsError(with_lines(caught.value.problems, text)))
    assert said in README


def test_the_python_in_the_readme_reads_a_stacks_outputs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    dev_outputs: dict[str, Any],
) -> None:
    (tmp_path / "outputs.json").write_text(json.dumps(dev_outputs), "utf-8")
    monkeypatch.chdir(tmp_path)
    (program,) = blocks(README, "python")
    exec(compile(program, "README.md", "exec"), {})  # noqa: S102  (the readme's own lines)
    assert "arn:aws:kms:eu-west-2:" in capsys.readouterr().out


def test_the_summary_in_the_readme_names_every_store_of_dev() -> None:
    stores = yaml.safe_load(DEV)["config"]["domicile:stack"]["stores"]
    shown = next(b for b in blocks(README, "") if "what" not in b and "policy pack" in b)
    assert all(re.search(rf"^{name} ", shown, re.MULTILINE) for name in stores)


def test_every_link_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
