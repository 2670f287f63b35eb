"""Spanner: votes of a configuration."""

from __future__ import annotations

from typing import Any

import pytest

from survival.model import Outcome
from tests.survival.small import KEEPS, LOST, STEP, TELL, fate, region, resource


def spanner(config: str) -> dict[str, Any]:
    return {"i": resource("gcp:spanner/instance:Instance", name="i", config=config)}


@pytest.mark.parametrize(
    ("config", "gone", "outcome", "left"),
    [
        ("regional-europe-west3", "gcp/europe-west3", LOST, "0 of 3"),
        ("dual-region-germany1", "gcp/europe-west3", STEP, "3 of 6"),
        ("projects/p/instanceConfigs/dual-region-germany1", "gcp/europe-west10", STEP, "3 of 6"),
        ("eur3", "gcp/europe-west1", KEEPS, "3 of 5"),
        ("eur3", "gcp/europe-north1", KEEPS, "4 of 5"),
        ("eur3", "gcp/us-central1", KEEPS, ""),
        ("custom-eur3-more", "gcp/europe-west1", TELL, ""),
    ],
)
def test_spanner_counts_votes(config: str, gone: str, outcome: Outcome, left: str) -> None:
    hit = fate(spanner(config), region(gone))
    assert hit.outcome is outcome
    assert hit.left.startswith(left)
