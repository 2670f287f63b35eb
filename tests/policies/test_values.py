"""Values: everything a policy may be handed becomes plain data, and nothing raises."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.struct_pb2 import Struct
from hypothesis import given
from hypothesis import strategies as st

from policies.engine.crossguard import props_of
from policies.resources.values import NOT_KNOWN, UNKNOWN, merged, plain, read

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
SENTINELS = sorted(NOT_KNOWN)
TREES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text() | st.sampled_from(SENTINELS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=5), TREES, max_size=4))
def test_a_message_tells_what_a_state_tells(raw: dict[str, Any]) -> None:
    message = Struct()
    message.update(raw)
    told = props_of(message)
    assert told == plain(raw)
    assert not NOT_KNOWN & set(_texts(told))


def test_a_message_tells_whole_numbers_as_a_state_does() -> None:
    message = Struct()
    message.update({"days": 7, "share": 0.5, "on": True, "none": None, "list": [1]})
    assert props_of(message) == {"days": 7, "share": 0.5, "on": True, "none": None, "list": [1]}
    assert isinstance(props_of(message)["days"], int)
    assert isinstance(props_of(message)["on"], bool)


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
    message = Struct()
    message.update(
        {"a": {SIGNATURE: SECRET, "value": SENTINELS[0]}, "b": {SIGNATURE: OUTPUT, "value": ["c"]}}
    )
    assert props_of(message) == {"a": UNKNOWN, "b": ["c"]}
    assert plain({SIGNATURE: OUTPUT, "dependencies": []}) is UNKNOWN


def test_assets_are_content_and_not_known_as_a_value() -> None:
    asset = {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "eu-west-2"}
    assert plain(asset) is UNKNOWN
    message = Struct()
    message.update({"source": asset})
    assert props_of(message) == {"source": UNKNOWN}


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
