"""The engines: every figure has a source, nothing contradicts the map, and bad data is refused at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import yaml

from jurisdictions import (
    UnknownEngineError,
    cite,
    distance_km,
    engine,
    known_engines,
    offered,
    one_metro,
    place,
    places,
    provisioned,
    rtt_estimate_ms,
    rtt_floor_ms,
    sets_of,
)
from jurisdictions.check_engines import figures_of
from jurisdictions.documents import PlainLoader
from jurisdictions.engines import load_engines, read_engines
from jurisdictions.load import FOLDER, load_map
from jurisdictions.problem import ProblemsError

TEXT = (FOLDER / "engines.yaml").read_text("utf-8")
LAYOUTS = [(n, k, layout) for n, e in known_engines().items() for k, layout in e.layouts.items()]
NAMES = [f"{name}-{key}" for name, key, _ in LAYOUTS]


def problems_of(change: Callable[[Any], object]) -> list[tuple[str, str]]:
    data = yaml.load(TEXT, Loader=PlainLoader)  # noqa: S506  (a safe loader)
    data = yaml.safe_load(yaml.dump(data, Dumper=_NoAliases))
    change(data)
    with pytest.raises(ProblemsError) as caught:
        read_engines(yaml.dump(data, Dumper=_NoAliases), load_map())
    return sorted((p.code, p.path.removeprefix("engines.yaml.")) for p in caught.value.problems)


class _NoAliases(yaml.SafeDumper):
    """Writes shared parts out, so that a change to one of them changes no other."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  (its signature)
        return True


def test_the_engines_of_the_project_and_those_it_knows() -> None:
    assert set(known_engines()) == {
        "alloydb", "aurora-dsql", "aurora-postgresql", "bucket", "cloud-sql", "cockroachdb", "dynamodb",
        "spanner", "valkey", "yugabytedb",
    }  # fmt: skip
    assert {name for name, _ in provisioned()} == {
        "alloydb", "aurora-dsql", "aurora-postgresql", "bucket", "cloud-sql", "cockroachdb", "dynamodb",
        "spanner", "valkey", "yugabytedb",
    }  # fmt: skip
    assert ("dynamodb", "global-strong") in set(provisioned())


def test_what_is_provisioned_is_what_a_stack_can_declare() -> None:
    from plan.engines import LAY_OUT

    assert {name for name, _ in provisioned()} == set(LAY_OUT)


def test_every_figure_has_a_source_and_its_day() -> None:
    found = list(figures_of(load_engines()))
    assert len(found) > 150
    for path, figure in found:
        assert cite(figure).text, path
        assert date(2026, 1, 1) <= cite(figure).as_of <= date(2026, 12, 31), path


def test_every_source_is_used() -> None:
    used = {figure.source for _, figure in figures_of(load_engines())} | {load_engines().latency.source}
    assert set(load_engines().sources) == used


@pytest.mark.parametrize(("name", "key", "layout"), LAYOUTS, ids=NAMES)
def test_a_layout_says_how_it_reads(name: str, key: str, layout: Any) -> None:
    assert engine(name).layouts[key] is layout
    for read in layout.reads:
        assert read.ask
        assert bool(read.staleness) == (read.consistency != "strong"), f"a stale read has a bound: {read.ask}"
    if layout.replication == "synchronous":
        assert layout.rpo.seconds == 0


@pytest.mark.parametrize(("name", "key", "layout"), LAYOUTS, ids=NAMES)
def test_a_layout_is_offered_somewhere_and_its_sets_are(name: str, key: str, layout: Any) -> None:
    ids = {p.id for p in offered(layout)}
    assert ids
    assert {p.partition("/")[0] for p in ids} == set(layout.regions)
    for regions in sets_of(layout).values():
        assert regions <= ids


def test_the_european_set_of_aws_contains_london() -> None:
    for name, key in (("aurora-dsql", "multi-region"), ("dynamodb", "global-strong")):
        assert "aws/eu-west-2" in sets_of(engine(name).layouts[key])["eu"]


def test_aurora_is_in_every_region_of_aws_and_dsql_in_twenty() -> None:
    aws = {p.id for p in places().values() if p.cloud == "aws"}
    assert {p.id for p in offered(engine("aurora-postgresql").layouts["global-database"])} == aws
    assert len(offered(engine("aurora-dsql").layouts["regional"])) == 20


def test_an_unknown_engine_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownEngineError, match="did you mean spanner"):
        engine("spaner")


def test_round_trips_are_never_faster_than_light_and_the_same_both_ways() -> None:
    regions = [p for n, p in enumerate(places().values()) if n % 3 == 0]
    for a in regions:
        for b in regions:
            assert rtt_estimate_ms(a, b) == rtt_estimate_ms(b, a)
            assert rtt_estimate_ms(a, b) > rtt_floor_ms(a, b) == distance_km(a, b) / 100


@pytest.mark.parametrize(
    ("a", "b", "measured"),
    [
        ("aws/eu-central-1", "aws/eu-west-1", 21.8),
        ("aws/us-east-1", "aws/us-west-2", 68.4),
        ("aws/eu-central-1", "aws/us-east-1", 89.8),
        ("gcp/australia-southeast1", "gcp/australia-southeast2", 14.3),
        ("aws/ap-northeast-1", "aws/ap-northeast-2", 32.4),
    ],
)
def test_the_estimate_is_near_what_was_measured(a: str, b: str, measured: float) -> None:
    assert rtt_estimate_ms(place(a), place(b)) == pytest.approx(measured, rel=0.35)


def test_two_clouds_in_one_city_share_its_fate() -> None:
    assert one_metro(place("aws/eu-west-2"), place("gcp/europe-west2"))
    assert not one_metro(place("gcp/europe-west8"), place("gcp/europe-west12"))


def test_problems_of_shape_come_at_once() -> None:
    def change(data: Any) -> None:
        data["engines"]["bucket"]["holds"] = "files"
        data["engines"]["spanner"]["layouts"]["regional"]["survive"] = ["zone"]
        del data["engines"]["valkey"]["layouts"]["zones"]["rpo"]["source"]
        data["engines"]["alloydb"]["cmek"]["confidence"] = "rumour"

    assert problems_of(change) == [
        ("DOM-521", "engines.alloydb.cmek.confidence"),
        ("DOM-521", "engines.bucket.holds"),
        ("DOM-521", "engines.spanner.layouts.regional.survive"),
        ("DOM-521", "engines.valkey.layouts.zones.rpo.source"),
    ]


def test_problems_of_meaning_come_at_once() -> None:
    def change(data: Any) -> None:
        dsql = data["engines"]["aurora-dsql"]["layouts"]
        dsql["regional"]["regions"]["aws"] = ["eu-west-2", "eu-west-9"]
        dsql["multi-region"]["together"] = "aurora"
        dsql["multi-region"]["quorum"] = 1
        data["engines"]["spanner"]["layouts"]["dual-region"]["voters"] = [3, 2, 1]
        data["engines"]["cloud-sql"]["layouts"]["regional"]["survives"] = ["region"]
        data["engines"]["alloydb"]["layouts"]["regional"]["mixed"] = True
        data["engines"]["bucket"]["licence"]["source"] = "hearsay"
        data["latency"]["areas"]["ME"].remove("QA")
        data["engines"]["yugabytedb"]["layouts"]["standby"]["voters"] = [1, 1]

    assert problems_of(change) == [
        ("DOM-522", "engines.aurora-dsql.layouts.multi-region.together"),
        ("DOM-522", "engines.aurora-dsql.layouts.regional.regions.aws"),
        ("DOM-522", "latency.areas"),
        ("DOM-523", "engines.bucket.licence.source"),
        ("DOM-524", "engines.alloydb.layouts.regional"),
        ("DOM-524", "engines.aurora-dsql.layouts.multi-region"),
        ("DOM-524", "engines.cloud-sql.layouts.regional"),
        ("DOM-524", "engines.spanner.layouts.dual-region"),
        ("DOM-524", "engines.yugabytedb.layouts.standby"),
        ("DOM-524", "engines.yugabytedb.layouts.standby"),
    ]
