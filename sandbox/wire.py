"""Property values as the engine sends them, to plain Python and back.

The engine marks special values with a signature key: secrets, output values, resource references, assets.
Secrets are unwrapped (the engine knows that this provider does not take them, and restores the mark itself);
whatever is not known yet becomes ``UNKNOWN``. Nulls are dropped, as the official providers do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from google.protobuf.struct_pb2 import NULL_VALUE, ListValue, Struct, Value

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  (a signature of the protocol)
OUTPUT_VALUE: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
ASSETS: Final = frozenset({"c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"})
UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
UNKNOWN_TEXTS: Final = frozenset(
    {
        UNKNOWN_TEXT,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # bool
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # list
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)


class Unknown:
    """The value that a preview does not know yet; there is one, ``UNKNOWN``."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        return False


UNKNOWN: Final = Unknown()


def decode(struct: Struct) -> dict[str, Any]:
    """The properties of a request as plain values."""
    return {key: plain for key, value in struct.fields.items() if (plain := _decode(value)) is not None}


def _decode(value: Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return UNKNOWN if value.string_value in UNKNOWN_TEXTS else value.string_value
        case "bool_value":
            return value.bool_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "list_value":
            return [_decode(item) for item in value.list_value.values]
        case "struct_value":
            return _decode_object(value.struct_value)
        case _:
            return None


def _decode_object(struct: Struct) -> Any:
    signature = struct.fields[SIGNATURE].string_value if SIGNATURE in struct.fields else ""
    if signature == SECRET:
        return _decode(struct.fields["value"])
    if signature == OUTPUT_VALUE:
        return _decode(struct.fields["value"]) if "value" in struct.fields else UNKNOWN
    if signature == RESOURCE:
        return _decode(struct.fields["id"]) if "id" in struct.fields else struct.fields["urn"].string_value
    return decode(struct)


def encode(values: Mapping[str, Any]) -> Struct:
    """Plain values as properties of a response."""
    struct = Struct()
    for key, value in values.items():
        if value is not None:
            struct.fields[key].CopyFrom(_encode(value))
    return struct


def _encode(value: Any) -> Value:
    if isinstance(value, Mapping):
        return Value(struct_value=encode(value))
    if isinstance(value, list | tuple):
        return Value(list_value=ListValue(values=[_encode(item) for item in value]))
    if isinstance(value, bool):  # before numbers: a bool is an int to Python
        return Value(bool_value=value)
    if isinstance(value, int | float):
        return Value(number_value=value)
    if value is None:
        return Value(null_value=NULL_VALUE)
    return Value(string_value=UNKNOWN_TEXT if isinstance(value, Unknown) else value)


def has_unknown(value: Any) -> bool:
    """Whether ``value`` is, or holds somewhere, something not known yet."""
    if isinstance(value, Mapping):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return isinstance(value, Unknown)
