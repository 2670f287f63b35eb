"""Address ranges never overlap, whoever joins."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations, pairwise

import pytest

from jurisdictions import laws, places
from plan import addresses

POOL = IPv4Network("10.0.0.0/8")
EVERY = {
    f"{law.id} {place.id}": addresses.network_range(POOL, place, law)
    for law in laws().values()
    for place in places().values()
    if place.countries & law.home_countries
}


def test_no_two_networks_that_could_ever_be_overlap() -> None:
    ordered = sorted(EVERY.items(), key=lambda item: item[1])
    for (a, x), (b, y) in pairwise(ordered):
        assert not x.overlaps(y), (a, b)
    assert all(r.subnet_of(POOL) for r in EVERY.values())


@pytest.mark.parametrize("prefix", range(16, 24))
def test_a_network_splits_into_ranges_that_fit_and_do_not_overlap(prefix: int) -> None:
    network = IPv4Network(("10.64.0.0", prefix))
    ranges = addresses.split(network)
    parts = [*(ranges.zone(tier, n) for tier in addresses.TIERS for n in range(4)), ranges.proxy]
    parts += [ranges.services] if ranges.services else []
    assert (ranges.services is not None) == (prefix <= 21)
    assert ranges.services is None or ranges.services.prefixlen <= addresses.SMALLEST_SERVICES
    assert all(p.subnet_of(network) for p in parts)
    assert not [pair for pair in combinations(parts, 2) if pair[0].overlaps(pair[1])]
    assert ranges.proxy.prefixlen <= addresses.SMALLEST_PROXY
    assert max(p.prefixlen for p in parts) <= 27


@pytest.mark.parametrize(
    ("given", "why"),
    [("10.0.0.0/15", "/16 to /23"), ("9.0.0.0/18", "not private"), ("172.17.64.0/18", "overlaps")],
)
def test_what_cannot_be_a_network_says_why(given: str, why: str) -> None:
    assert why in (addresses.unfit(IPv4Network(given)) or "")


def test_overlaps_are_found_in_the_order_given() -> None:
    ranges = {
        "a": IPv4Network("10.0.0.0/18"),
        "b": IPv4Network("10.0.64.0/18"),
        "c": IPv4Network("10.0.0.0/20"),
    }
    assert addresses.overlaps(ranges) == [("a", "c")]
