"""Names are stable, within their limit, and different for different things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan import names

word = st.from_regex(r"\A[a-z][a-z0-9]{0,19}\Z")


@given(st.lists(word, min_size=1, max_size=5), st.integers(min_value=12, max_value=63))
def test_a_physical_name_fits_and_repeats(parts: list[str], limit: int) -> None:
    name = names.physical(*parts, limit=limit)
    assert len(name) <= limit
    assert name == names.physical(*parts, limit=limit)
    assert not name.endswith("-")


@given(st.lists(word, min_size=2, max_size=5), st.lists(word, min_size=2, max_size=5))
def test_different_long_names_differ(a: list[str], b: list[str]) -> None:
    if "-".join(a) != "-".join(b):
        assert names.physical(*a, limit=24) != names.physical(*b, limit=24)


def test_a_limit_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        names.physical("a-long-name-that-does-not-fit", limit=7)


def test_logical_names_are_made_of_places_not_of_positions() -> None:
    assert names.logical("uk", "identities", "aws/eu-west-2", "key") == "uk-identities-aws-eu-west-2-key"
