"""Google Cloud as its services behave: how personal data leaves, and stacks of app teams that keep it.

The stacks are in ``app_stacks/gcp``, as ``tests.policies.states`` takes them; the leaks are in
``leaks/gcp.yaml``, each with a twin that differs in nothing but the leak.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from policies import judge
from tests.policies.states import graph

HERE = Path(__file__).parent
STACKS = sorted((HERE / "app_stacks/gcp").glob("*.yaml"))
LEAKS: list[dict[str, Any]] = yaml.safe_load((HERE / "leaks/gcp.yaml").read_text("utf-8"))


@pytest.mark.parametrize("file", STACKS, ids=lambda file: file.stem)
def test_a_stack_that_complies_is_silent(file: Path) -> None:
    found = judge(graph(yaml.safe_load(file.read_text("utf-8"))))
    assert [(f.rule, f.urn.rpartition("::")[2], f.what) for f in found] == []


@pytest.mark.parametrize("file", STACKS, ids=lambda file: file.stem)
def test_the_same_stack_abroad_is_not(file: Path) -> None:
    text = file.read_text("utf-8")
    for region in ("europe-west1", "europe-west2", "europe-west3", "europe-west4"):
        text = text.replace(region, "us-central1").replace(region.upper(), "US-CENTRAL1")
    assert {f.rule for f in judge(graph(yaml.safe_load(text)))} >= {"place-of-home", "place-of-key"}


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak["why"])
def test_a_way_out_is_refused_and_its_twin_is_not(leak: dict[str, Any]) -> None:
    assert sorted({f.rule for f in judge(graph(leak["leaks"]))}) == leak["rules"]
    assert judge(graph(leak["complies"])) == []
