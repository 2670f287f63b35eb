"""Every text in the inputs of a resource, encoded scripts included: for what only a text can say."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence

from policies.resources.values import Plain

_NAMES = {"key", "name", "parameterName"}
"""Where a setting is a list of names and values."""
ENCODED = re.compile(r"[A-Za-z0-9+/\s]{24,}={0,2}")


def texts(value: Plain, path: str) -> Iterator[tuple[str, str, Sequence[Plain]]]:
    """Every text as ``key = value``, and decoded; a name by itself, with the value that stands beside it."""
    if isinstance(value, dict):
        beside = [item for item in value.values() if isinstance(item, str | bool | int | float)]
        for key, item in value.items():
            at = f"{path}.{key}" if path else key
            if isinstance(item, str) and key in _NAMES:
                yield at, item, beside
            elif isinstance(item, str | bool | int | float):
                yield at, f"{key} = {item}", ()
                yield at, decoded(str(item)), ()
            else:
                yield from texts(item, at)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            at = f"{path}[{index}]"
            yield from [(at, item, ())] if isinstance(item, str) else texts(item, at)


def decoded(text: str) -> str:
    """What an encoded script says; nothing where it is none."""
    if len(text) < 24 or not ENCODED.fullmatch(text):
        return ""
    try:
        return base64.b64decode(text).decode("utf-8", "ignore")
    except (binascii.Error, ValueError):
        return ""
