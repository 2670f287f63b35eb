"""The map is complete, and every entry of it is sound."""

from __future__ import annotations

import re

import pytest
from pulumi_aws import Region

from jurisdictions import (
    UnknownPlaceError,
    country_name,
    distance_km,
    pairs,
    place,
    places,
    region_sets,
    regions_in,
    same_country,
)
from jurisdictions.load import load_map

# ISO 3166-1 alpha-2, all officially assigned codes.
ISO_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI
FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN
IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME
MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF
PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE
YT ZA ZM ZW
"""
EEA_CODES = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
OTHER_PARTITIONS = re.compile(r"cn-|eusc-|us-gov-|[a-z]{2}-iso[a-z]?-")
TWO_ZONES = {"aws/us-west-1"}


def test_every_public_aws_region_of_the_sdk_is_here_and_no_other() -> None:
    public = {f"aws/{r.value}" for r in Region if not OTHER_PARTITIONS.match(r.value)}
    assert {p for p in places() if p.startswith("aws/")} == public


def test_gcp_has_the_43_regions_of_august_2026() -> None:
    assert len([p for p in places() if p.startswith("gcp/")]) == 43


def test_address_blocks_are_unique_and_below_the_next_one() -> None:
    blocks = [p.block for p in places().values()]
    assert None not in blocks
    assert len(set(blocks)) == len(blocks)
    assert all(block is not None and 0 <= block <= 255 for block in blocks)


@pytest.mark.parametrize(("place_id", "block"), [("aws/af-south-1", 0), ("gcp/us-west4", 76)])
def test_address_blocks_given_out_do_not_move(place_id: str, block: int) -> None:
    assert place(place_id).block == block


@pytest.mark.parametrize("place_id", sorted(places()))
def test_region_is_sound(place_id: str) -> None:
    region = places()[place_id]
    assert region.id == place_id == f"{region.cloud}/{region.name}"
    assert region.is_region
    assert region.exact
    assert len(region.countries) == 1
    assert region.city
    assert len(region.zones) == len(set(region.zones))
    assert len(region.zones) >= (2 if place_id in TWO_ZONES else 3)
    pattern = r"[a-z]{3,4}\d-az\d" if region.cloud == "aws" else rf"{region.name}-[a-z]"
    assert all(re.fullmatch(pattern, zone) for zone in region.zones)
    assert region.partition == ("aws" if region.cloud == "aws" else "google-cloud")


@pytest.mark.parametrize(
    ("place_id", "zones"),
    [
        ("aws/us-east-1", ("use1-az1", "use1-az2", "use1-az4", "use1-az6", "use1-az5", "use1-az3")),
        ("aws/us-west-1", ("usw1-az1", "usw1-az3")),
        ("aws/ca-central-1", ("cac1-az1", "cac1-az2", "cac1-az4")),
        ("aws/ap-northeast-1", ("apne1-az1", "apne1-az2", "apne1-az4")),
        ("aws/eu-west-2", ("euw2-az1", "euw2-az2", "euw2-az3")),
        ("gcp/europe-west1", ("europe-west1-b", "europe-west1-c", "europe-west1-d")),
        ("gcp/us-east1", ("us-east1-b", "us-east1-c", "us-east1-d")),
        ("gcp/us-central1", ("us-central1-a", "us-central1-b", "us-central1-c", "us-central1-f")),
    ],
)
def test_zones_with_gaps(place_id: str, zones: tuple[str, ...]) -> None:
    assert place(place_id).zones == zones


def test_every_country_is_in_iso_3166() -> None:
    assert set(load_map().countries) <= set(ISO_CODES.split())
    assert country_name("GB") == "United Kingdom"
    assert country_name("XX") == "XX"


def test_every_country_of_the_table_is_used() -> None:
    local = {c for zone in load_map().local_zones.values() for c in zone.countries}
    regions = {c for p in places().values() for c in p.countries}
    assert regions | local | set(EEA_CODES.split()) == set(load_map().countries)


def test_distances() -> None:
    berlin, frankfurt = place("gcp/europe-west10"), place("gcp/europe-west3")
    assert distance_km(berlin, frankfurt) == pytest.approx(423, abs=5)
    assert distance_km(berlin, frankfurt) == distance_km(frankfurt, berlin)
    assert distance_km(berlin, berlin) == 0
    with pytest.raises(ValueError, match="no coordinates"):
        distance_km(berlin, place("gcp/eur5"))


def test_pairs_are_of_one_country_over_both_clouds_farthest_first() -> None:
    german = pairs("DE")
    assert {p.id for pair in german for p in pair[:2]} == {
        "aws/eu-central-1",
        "gcp/europe-west3",
        "gcp/europe-west10",
    }
    assert [round(km) for *_, km in german] == sorted((round(km) for *_, km in german), reverse=True)
    assert [(a.id, b.id) for a, b, _ in pairs("DE", min_km=100)] == [
        ("aws/eu-central-1", "gcp/europe-west10"),
        ("gcp/europe-west3", "gcp/europe-west10"),
    ]
    assert pairs("IE") == ()
    assert [(a.id, b.id) for a, b, _ in pairs("GB")] == [("aws/eu-west-2", "gcp/europe-west2")]


def test_regions_in_and_same_country() -> None:
    assert [p.id for p in regions_in("GB")] == ["aws/eu-west-2", "gcp/europe-west2"]
    assert same_country(place("aws/eu-west-2"), place("gcp/europe-west2"))
    assert not same_country(place("aws/eu-west-2"), place("aws/eu-west-1"))
    assert not same_country(place("gcp/eur4"), place("gcp/eur4"))
    assert not same_country(place("gcp/global"), place("aws/global"))


def test_strongly_consistent_sets_of_aws() -> None:
    for service in ("dsql", "dynamodb"):
        sets = region_sets(service)
        assert set(sets) == {"us", "eu", "ap"}
        assert "aws/eu-west-2" in sets["eu"]
        assert all(member in places() for members in sets.values() for member in members)
    assert region_sets("s3") == {}


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [("aws/eu-wst-2", "aws/eu-west-2"), ("gcp/eu-west2", "gcp/europe-west2"), ("gcp/eur55", "gcp/eur5")],
)
def test_unknown_place_names_the_nearest(wrong: str, nearest: str) -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        place(wrong)
    assert nearest in caught.value.nearest
    assert nearest in str(caught.value)


def test_unknown_place_far_from_everything_has_no_suggestion() -> None:
    with pytest.raises(KeyError, match=r"unknown place 'moon'$"):
        place("moon")
