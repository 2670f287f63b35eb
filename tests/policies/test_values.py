"""Values: everything a policy may be handed becomes plain data, and nothing raises."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from policies.values import NOT_KNOWN, UNKNOWN, merged, plain, read

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
SENTINELS = sorted(NOT_KNOWN)
TREES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text() | st.sampled_from(SENTINELS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=20,
)


def test_a_proxy_is_unwrapped_with_its_unknown_values() -> None:
    raw = {
        "region": "eu-west-2",
        "kmsKeyId": SENTINELS[0],
        "replicas": [{"regionName": SENTINELS[1]}, SENTINELS[2]],
    }
    proxy = unknown_checking_proxy(raw)
    with pytest.raises(UnknownValueError):
        proxy["kmsKeyId"]
    assert plain(proxy) == {
        "region": "eu-west-2",
        "kmsKeyId": UNKNOWN,
        "replicas": [{"regionName": UNKNOWN}, UNKNOWN],
    }


@given(st.dictionaries(st.text(max_size=5), TREES, max_size=4))
def test_no_proxy_makes_it_raise_and_no_unknown_value_is_left(raw: dict[str, Any]) -> None:
    told = plain(unknown_checking_proxy(raw))
    assert told == plain(raw)
    assert not NOT_KNOWN & set(_texts(told))


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def test_secrets_are_unwrapped_where_they_can_be_read() -> None:
    assert plain({SIGNATURE: SECRET, "plaintext": '"eu-west-2"'}) == "eu-west-2"
    assert plain({SIGNATURE: SECRET, "value": ["a"]}) == ["a"]
    assert plain({SIGNATURE: SECRET, "ciphertext": "v1:abc"}) is UNKNOWN
    assert plain({SIGNATURE: SECRET, "plaintext": "no json"}) is UNKNOWN
    assert plain("[secret]") is UNKNOWN
    assert plain(
        unknown_checking_proxy(deserialize_properties({"a": {SIGNATURE: SECRET, "value": "b"}}))
    ) == {"a": "b"}


def test_assets_are_content_and_not_known_as_a_value() -> None:
    asset = {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "eu-west-2"}
    assert plain(asset) is UNKNOWN
    assert plain(unknown_checking_proxy(deserialize_properties({"source": asset}))) == {"source": UNKNOWN}


def test_nesting_without_end_is_cut_off() -> None:
    deep: Any = "eu-west-2"
    for _ in range(5000):
        deep = {"a": deep}
    told = plain(deep)
    for _ in range(65):
        assert isinstance(told, dict)
        told = told["a"]
    assert told is UNKNOWN


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("region", [("region", "eu-west-2")]),
        ("replicas[].regionName", [("replicas[0].regionName", "a"), ("replicas[1].regionName", UNKNOWN)]),
        ("single[].name", [("single.name", "b")]),
        ("list.name", [("list[0].name", "c")]),
        ("hidden.anything.at.all", [("hidden", UNKNOWN)]),
        ("absent", []),
        ("empty", []),
        ("region.deeper", []),
    ],
)
def test_a_path_is_read_as_the_cloud_wrote_it(path: str, expected: list[tuple[str, Any]]) -> None:
    props = plain(
        {
            "region": "eu-west-2",
            "replicas": [{"regionName": "a"}, {"regionName": SENTINELS[0]}, {}, None],
            "single": {"name": "b"},
            "list": [{"name": "c"}],
            "hidden": SENTINELS[0],
            "empty": "",
        }
    )
    assert read(props, path) == expected


def test_outputs_win_and_inputs_fill_in_what_they_do_not_tell_yet() -> None:
    inputs = {"region": "a", "nested": {"x": "1", "y": "2"}, "list": [{"k": "in"}]}
    outputs: Any = {"region": "b", "nested": {"x": UNKNOWN, "z": "3"}, "list": [{"k": UNKNOWN}], "arn": "arn"}
    assert merged(plain(inputs), outputs) == {
        "region": "b",
        "nested": {"x": "1", "y": "2", "z": "3"},
        "list": [{"k": "in"}],
        "arn": "arn",
    }


def test_what_the_cloud_will_fill_in_is_not_taken_for_declared() -> None:
    assert merged({"a": "1"}, {"a": "1", "logging": UNKNOWN, "rules": [UNKNOWN], "x": {"y": UNKNOWN}}) == {
        "a": "1",
        "rules": [],
        "x": {},
    }
    assert merged({"a": UNKNOWN}, {"a": UNKNOWN}) == {"a": UNKNOWN}
