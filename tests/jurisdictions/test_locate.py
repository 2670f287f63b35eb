"""Every spelling of a location that a cloud accepts leads to its place, and no other does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurisdictions import Place, locate, place, places

KNOWN = [
    ("aws", "eu-west-2", None, "aws/eu-west-2"),
    ("aws", "EU-WEST-2", None, "aws/eu-west-2"),
    ("aws", "eu-west-2a", None, "aws/eu-west-2"),
    ("aws", "euw2-az1", None, "aws/eu-west-2"),
    ("aws", "euw2-az4", None, "aws/eu-west-2"),
    ("aws", "apse7-az3", None, "aws/ap-southeast-7"),
    ("aws", "global", None, "aws/global"),
    ("aws", "us-west-2-lax-1a", None, "aws/us-west-2-lax-1"),
    ("aws", "us-west-2-lax-1b", None, "aws/us-west-2-lax-1"),
    ("aws", "usw2-lax1-az1", None, "aws/us-west-2-lax-1"),
    ("aws", "arn:aws:rds:eu-west-2:123456789012:db:orders", None, "aws/eu-west-2"),
    ("gcp", "europe-west2", None, "gcp/europe-west2"),
    ("gcp", "EUROPE-WEST2", "storage", "gcp/europe-west2"),
    ("gcp", "europe-west2-a", None, "gcp/europe-west2"),
    ("gcp", "us-central2", None, "gcp/us-central2"),
    ("gcp", "regional-europe-west2", None, "gcp/europe-west2"),
    ("gcp", "projects/p/instanceConfigs/regional-europe-west2", None, "gcp/europe-west2"),
    ("gcp", "projects/p/instanceConfigs/eur3", None, "gcp/eur3"),
    ("gcp", "dual-region-germany1", "spanner", "gcp/dual-region-germany1"),
    ("gcp", "EU", "storage", "gcp/EU"),
    ("gcp", "eu", "logging", "gcp/EU"),
    ("gcp", "global", None, "gcp/global"),
    ("gcp", "projects/p/locations/europe-west2", None, "gcp/europe-west2"),
    ("gcp", "projects/p/locations/europe-west2/keyRings/r/cryptoKeys/global", "kms", "gcp/europe-west2"),
    ("gcp", "projects/p/locations/global/keyRings/r", "kms", "gcp/global"),
    ("gcp", "projects/p/regions/europe-west2/subnetworks/s", None, "gcp/europe-west2"),
    ("gcp", "projects/p/global/networks/n", None, "gcp/global"),
    (
        "gcp",
        "https://www.googleapis.com/compute/v1/projects/p/zones/europe-west2-b/instances/i",
        None,
        "gcp/europe-west2",
    ),
]

UNKNOWN = [
    ("aws", ""),
    ("aws", "eu-west-9"),
    ("aws", "eu-west-2-"),
    ("aws", "eu-west-2aa"),
    ("aws", "europe-west2"),
    ("aws", "us-gov-west-1"),  # a partition of its own
    ("aws", "us-east-1-wl1-bos-wlz-1"),  # Wavelength
    ("aws", "us-east-1-xyz-1a"),  # a local zone nobody entered
    ("aws", "zzz1-az1"),
    ("aws", "arn:aws:s3:::bucket"),
    ("aws", "arn:aws-cn:rds:eu-west-2:123456789012:db:orders"),
    ("gcp", ""),
    ("gcp", "europe-west99"),
    ("gcp", "eu-west-2"),
    ("gcp", "us-central1-ai1a"),
    ("gcp", "custom-eur3-more"),
    ("gcp", "projects/p"),
    ("gcp", "projects/p/locations/europe-west2/zones/us-east1-b"),  # says two things
    ("azure", "uksouth"),
]


@pytest.mark.parametrize(("cloud", "spelling", "service", "expected"), KNOWN)
def test_known_spellings(cloud: str, spelling: str, service: str | None, expected: str) -> None:
    found = locate(cloud, spelling, service)
    assert found is not None
    assert found.id == expected


@pytest.mark.parametrize(("cloud", "spelling"), UNKNOWN)
def test_unknown_spellings(cloud: str, spelling: str) -> None:
    assert locate(cloud, spelling) is None


@pytest.mark.parametrize(
    ("spelling", "country"),
    [
        ("eu-central-1-waw-1a", "PL"),
        ("euc1-waw1-az1", "PL"),
        ("eu-central-1-ist-1a", "TR"),
        ("us-east-1-bue-1a", "AR"),
        ("us-east-1-qro-1a", "MX"),
        ("ap-southeast-1-bkk-1a", "TH"),
        ("me-south-1-mct-1a", "OM"),
        ("eu-central-1-ham-1a", "DE"),
    ],
)
def test_a_local_zone_is_in_its_own_country_not_in_its_regions(spelling: str, country: str) -> None:
    found = locate("aws", spelling)
    assert found is not None
    assert found.countries == {country}
    assert found.block is None
    assert found.id not in places()


def test_the_service_decides_what_a_name_means() -> None:
    spanner, storage, either = (locate("gcp", "eur7", s) for s in ("spanner", "storage", None))
    assert spanner is not None
    assert storage is not None
    assert either is not None
    assert "GB" not in spanner.countries
    assert "GB" in storage.countries
    assert either.countries == spanner.countries | storage.countries
    assert locate("gcp", "projects/p/instanceConfigs/eur7") == spanner
    assert locate("gcp", "eur4", "spanner") is None
    assert locate("gcp", "regional-europe-west2", "storage") is None


@given(st.sampled_from(sorted(places())))
def test_every_region_and_zone_is_found_in_any_case(place_id: str) -> None:
    region = place(place_id)
    spellings = (region.name, region.name.upper(), *region.zones)
    assert all(locate(region.cloud, spelling) == region for spelling in spellings)


@given(st.sampled_from(["aws", "gcp"]), st.text(max_size=60))
def test_anything_else_is_none_and_never_an_error(cloud: str, text: str) -> None:
    assert locate(cloud, text) is None or isinstance(locate(cloud, text), Place)


@given(st.sampled_from(sorted(p for p in places() if p.startswith("gcp/"))), st.text("abz019-/", max_size=20))
def test_a_region_with_something_appended_is_itself_or_unknown(place_id: str, tail: str) -> None:
    name = place_id.removeprefix("gcp/")
    found = locate("gcp", f"projects/p/locations/{name}/{tail}")
    assert found is None or found == place(place_id)
