"""What is of no engine that is known, and the figures of those that are."""

from __future__ import annotations

from pathlib import Path

import pytest

from survival.figures import figures, seconds
from tests.survival.small import DUBLIN, PARIS, TELL, fate, region, resource, zone
from tests.survival.test_bucket import BUCKETS


def test_an_engine_that_nobody_knows_is_never_said_to_survive() -> None:
    cache = {"r": resource("aws:memorydb/cluster:Cluster", region="eu-west-3")}
    assert fate(cache, region(PARIS)).outcome is TELL
    assert fate(cache, zone(PARIS, "euw3-az1")).outcome is TELL
    assert fate(cache, region(DUBLIN)).touched is False
    assert fate({**cache, **BUCKETS}, zone(PARIS, "euw3-az1")).outcome is TELL


def test_a_type_that_nobody_classified_is_a_store_by_its_tag() -> None:
    assert (
        fate({"x": resource("aws:newservice/thing:Thing", region="eu-west-3")}, region(PARIS)).outcome is TELL
    )


def test_what_says_no_place_cannot_be_told() -> None:
    nowhere = {"t": resource("aws:dynamodb/table:Table", name="t", region="<unknown>")}
    assert fate(nowhere, region(PARIS)).outcome is TELL


def test_every_figure_is_used_and_has_a_source() -> None:
    code = "".join(p.read_text("utf-8") for p in Path(__file__).parents[2].glob("survival/**/*.py"))
    for key, figure in figures().items():
        assert f'"{key}"' in code or f"-{key.partition('-')[2]}" in code, key
        assert figure.rto
        assert figure.source
    assert (seconds("accelerator"), seconds("alias-ttl")) == (30, 60)
    with pytest.raises(LookupError):
        seconds("lost")
