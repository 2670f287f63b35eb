"""The law as it is enforced: Europe is not the EU, personal data is never everywhere."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurisdictions import Aspect, DataClass, Law, Place, UnknownLawError, law, laws, locate, place, places
from jurisdictions.load import load_map

NATIONAL = sorted(set(laws()) - {"eu", "global"})
PERSONAL = (DataClass.PERSISTENT, DataClass.TRANSIENT)
EU_CODES = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU_MEMBERS = frozenset(EU_CODES.split())


def anywhere() -> list[Place]:
    """Every place that has a name."""
    atlas = load_map()
    several = [p for by_service in atlas.meanings.values() for p in by_service.values()]
    regions = [*atlas.regions.values(), *atlas.hidden.values(), *atlas.local_zones.values()]
    return [*regions, *several, *atlas.worldwide.values()]


ANYWHERE = anywhere()


def test_the_jurisdictions_that_others_build_on_are_here() -> None:
    assert {"uk", "eu", "de", "fr", "us", "ca", "au", "in", "jp", "ch", "sg", "br", "kr", "global"} <= set(
        laws()
    )


@pytest.mark.parametrize("key", NATIONAL)
def test_a_national_law_is_complete(key: str) -> None:
    entry = law(key)
    assert entry.id == key
    assert entry.name
    assert entry.regulation
    assert entry.sources
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", entry.reviewed)
    assert len(entry.home_countries) == 1
    assert entry.slot == 0
    for aspect in Aspect:
        assert entry.allowed(DataClass.PERSISTENT, aspect) == entry.home_countries
        transient = entry.allowed(DataClass.TRANSIENT, aspect)
        assert transient is not None
        assert transient >= entry.home_countries
        assert entry.allowed(DataClass.METADATA, aspect) is None


@pytest.mark.parametrize("key", sorted(laws()))
def test_transient_data_expires(key: str) -> None:
    assert law(key).rules[DataClass.TRANSIENT].expires_hours is not None


@pytest.mark.parametrize("key", sorted(laws()))
def test_a_rule_wider_than_home_says_why(key: str) -> None:
    entry = law(key)
    for kind in PERSONAL:
        allowed = entry.allowed(kind)
        assert allowed is not None
        assert allowed <= entry.home_countries or entry.rules[kind].because


@pytest.mark.parametrize("key", sorted(set(laws()) - {"global"}))
def test_every_jurisdiction_has_a_region_at_home(key: str) -> None:
    home = law(key).home_countries
    assert home
    assert any(p.countries <= home for p in places().values())


def test_jurisdictions_that_share_a_country_have_different_slots() -> None:
    assert law("eu").slot == 1
    for first, second in combinations(laws().values(), 2):
        assert first.slot != second.slot or not first.home_countries & second.home_countries


def test_eu_is_27_members_and_its_people_are_at_home_there() -> None:
    assert law("eu").home_countries == EU_MEMBERS
    assert law("eu").allowed(DataClass.PERSISTENT) == EU_MEMBERS
    assert law("eu").allowed(DataClass.TRANSIENT) == EU_MEMBERS | {"IS", "LI", "NO"}
    assert law("eu").allowed(DataClass.TRANSIENT, Aspect.BACKUPS) == EU_MEMBERS


@pytest.mark.parametrize(
    ("cloud", "name", "service"),
    [
        ("aws", "eu-west-2", None),
        ("aws", "eu-central-2", None),
        ("aws", "eu-central-1-ist-1a", None),
        ("gcp", "europe-west2", None),
        ("gcp", "europe-west6", None),
        ("gcp", "eur5", "spanner"),
        ("gcp", "eur6", "spanner"),
        ("gcp", "EUR5", "storage"),
        ("gcp", "EUR7", "storage"),
        ("gcp", "EUR8", "storage"),
        ("gcp", "eur5", None),
        ("gcp", "eur6", None),
        ("gcp", "eur7", None),
        ("gcp", "global", None),
    ],
)
def test_europe_is_not_the_eu(cloud: str, name: str, service: str | None) -> None:
    found = locate(cloud, name, service)
    assert found is not None
    for kind in PERSONAL:
        for aspect in Aspect:
            assert not law("eu").allows(kind, aspect, found)
            assert law("eu").outside(kind, aspect, [found]) == (found,)


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("EU", "storage"),
        ("EU", "bigquery"),
        ("eu", "logging"),
        ("EUR4", "storage"),
        ("eur3", "spanner"),
        ("eur7", "spanner"),
    ],
)
def test_what_is_in_the_eu_is_allowed(name: str, service: str) -> None:
    assert law("eu").allows(DataClass.PERSISTENT, Aspect.REST, place(f"gcp/{name}", service))


def test_uk_keeps_what_is_persistent_and_lets_transient_travel_to_the_eea() -> None:
    uk, dublin, zurich = law("uk"), place("aws/eu-west-1"), place("gcp/europe-west6")
    assert uk.allows(DataClass.PERSISTENT, Aspect.REST, place("gcp/europe-west2"))
    assert not uk.allows(DataClass.PERSISTENT, Aspect.REST, dublin)
    assert uk.allows(DataClass.TRANSIENT, Aspect.PROCESSED, dublin)
    assert not uk.allows(DataClass.TRANSIENT, Aspect.BACKUPS, dublin)
    assert not uk.allows(DataClass.TRANSIENT, Aspect.REST, zurich)


@pytest.mark.parametrize("where", ANYWHERE, ids=lambda p: f"{p.id}:{','.join(p.services)}")
def test_global_keeps_nothing_personal_and_metadata_anywhere(where: Place) -> None:
    for aspect in Aspect:
        assert law("global").allows(DataClass.METADATA, aspect, where)
        assert not any(law("global").allows(kind, aspect, where) for kind in PERSONAL)


def test_unknown_law_names_the_nearest() -> None:
    with pytest.raises(UnknownLawError, match="unknown jurisdiction 'usa'; did you mean us"):
        law("usa")
    with pytest.raises(KeyError):
        law("")


a_law = st.sampled_from(list(laws().values()))
a_class = st.sampled_from(list(DataClass))
an_aspect = st.sampled_from(list(Aspect))
a_place = st.sampled_from(ANYWHERE)


@given(a_law, a_class, an_aspect, a_place)
def test_a_place_is_allowed_if_and_only_if_each_of_its_countries_is(
    entry: Law, kind: DataClass, aspect: Aspect, where: Place
) -> None:
    allowed = entry.allowed(kind, aspect)
    each = bool(where.countries) and all(allowed is not None and c in allowed for c in where.countries)
    assert entry.allows(kind, aspect, where) == (allowed is None or each)


@given(a_law, a_class, an_aspect, a_place)
def test_a_location_is_allowed_if_and_only_if_all_its_regions_are(
    entry: Law, kind: DataClass, aspect: Aspect, where: Place
) -> None:
    members = [place(region) for region in where.regions]
    if members:
        assert entry.allows(kind, aspect, where) == (not entry.outside(kind, aspect, members))


@given(a_law, an_aspect, a_place)
def test_what_is_less_personal_is_never_more_restricted(entry: Law, aspect: Aspect, where: Place) -> None:
    persistent, transient, metadata = (
        entry.allows(kind, aspect, where)
        for kind in (DataClass.PERSISTENT, DataClass.TRANSIENT, DataClass.METADATA)
    )
    assert persistent <= transient <= metadata


@given(st.sampled_from([k for k in NATIONAL if laws()[k].home_countries <= EU_MEMBERS]), an_aspect, a_place)
def test_what_a_member_state_allows_the_union_allows(key: str, aspect: Aspect, where: Place) -> None:
    for kind in DataClass:
        assert law(key).allows(kind, aspect, where) <= law("eu").allows(kind, aspect, where)


@given(a_law, st.sampled_from(PERSONAL), an_aspect)
def test_personal_data_is_never_worldwide(entry: Law, kind: DataClass, aspect: Aspect) -> None:
    assert not entry.allows(kind, aspect, place("gcp/global"))
    assert not entry.allows(kind, aspect, place("aws/global"))
