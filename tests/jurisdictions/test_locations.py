"""Names of several regions, and Spanner configurations."""

from __future__ import annotations

import pytest

from jurisdictions import UnknownPlaceError, place, places, spanner_configs


@pytest.mark.parametrize(
    ("place_id", "service", "countries"),
    [
        ("gcp/eur5", "spanner", "BE GB NL"),
        ("gcp/eur5", "storage", "BE GB"),
        ("gcp/eur5", None, "BE GB NL"),
        ("gcp/EUR7", "storage", "DE GB"),
        ("gcp/eur7", "spanner", "DE IT"),
        ("gcp/eur7", None, "DE GB IT"),
        ("gcp/eur7", "some-new-service", "DE GB IT"),
        ("gcp/asia1", "storage", "JP"),
        ("gcp/asia1", "spanner", "JP KR"),
        ("gcp/nam14", "spanner", "CA US"),
        ("gcp/eu", "logging", "BE DE ES FI FR IT NL PL SE"),
        ("gcp/europe", "kms", "BE DE ES FI FR IT NL PL SE"),
        ("gcp/ca", "kms", "CA"),
        ("gcp/dual-region-germany1", "spanner", "DE"),
    ],
)
def test_a_name_means_countries_per_service(place_id: str, service: str | None, countries: str) -> None:
    found = place(place_id, service)
    assert found.countries == frozenset(countries.split())
    assert not found.is_region


def test_a_name_that_a_known_service_does_not_have_is_unknown() -> None:
    with pytest.raises(UnknownPlaceError):
        place("gcp/eur4", "spanner")


def test_continents_are_never_exact() -> None:
    assert not place("gcp/EU", "storage").exact
    assert place("gcp/EUR4", "storage").exact
    assert not place("gcp/eur7").exact  # two meanings


def test_worldwide_has_no_countries_and_says_so() -> None:
    for cloud in ("aws", "gcp"):
        assert place(f"{cloud}/global").worldwide
        assert not place(f"{cloud}/global").is_region


def test_every_gcp_region_has_a_regional_configuration() -> None:
    regional = {c.read_write[0] for c in spanner_configs().values() if c.kind == "regional"}
    assert regional == {p for p in places() if p.startswith("gcp/")}
    london = spanner_configs()["regional-europe-west2"]
    assert london.countries == {"GB"}
    assert london.edition_required == "STANDARD"
    assert london.selectable


@pytest.mark.parametrize("name", sorted(spanner_configs()))
def test_configuration_is_sound(name: str) -> None:
    config = spanner_configs()[name]
    assert config.name == name
    assert config.leader in config.read_write
    assert len(config.regions) == len(config.read_write) + len(config.read_only) + len(config.witness)
    assert not set(config.optional_read_only) & set(config.regions)
    assert config.countries == frozenset().union(*(place(r).countries for r in config.regions))
    if config.kind == "dual-region":
        assert len(config.read_write) == 2
        assert len(config.countries) == 1
    if config.kind != "regional":
        assert config.edition_required == "ENTERPRISE_PLUS"
        assert place(f"gcp/{name}", "spanner").regions == config.regions


def test_configurations_without_possible_customer_keys_are_never_selectable() -> None:
    hidden = {c.name for c in spanner_configs().values() if "gcp/us-central2" in c.regions}
    assert {"nam6", "nam7", "nam10", "nam11", "nam12", "nam13"} <= hidden
    assert not any(spanner_configs()[name].selectable for name in hidden)
    assert spanner_configs()["asia2"].refused
    # A key needs each region: those that may be picked have only regions that customers can choose.
    chosen = [c for c in spanner_configs().values() if c.selectable]
    assert all(region in places() for c in chosen for region in c.regions)
    assert {"eur3", "nam3", "dual-region-canada1"} <= {c.name for c in chosen}


@pytest.mark.parametrize(
    ("name", "read_write", "witness"),
    [
        ("eur3", ("gcp/europe-west1", "gcp/europe-west4"), ("gcp/europe-north1",)),
        ("eur6", ("gcp/europe-west4", "gcp/europe-west3"), ("gcp/europe-west6",)),
        ("dual-region-germany1", ("gcp/europe-west10", "gcp/europe-west3"), ()),
        ("nam3", ("gcp/us-east4", "gcp/us-east1"), ("gcp/us-central1",)),
    ],
)
def test_roles(name: str, read_write: tuple[str, ...], witness: tuple[str, ...]) -> None:
    assert spanner_configs()[name].read_write == read_write
    assert spanner_configs()[name].witness == witness
