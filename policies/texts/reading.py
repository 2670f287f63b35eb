"""The free texts of a resource, ready to be searched: taken from where the facts say, and decoded.

What is packed cannot be searched, and is told; what is not known yet is told as well. A text is never
shown to anybody: it may hold personal data, or secrets.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from policies.facts import Fact, Form
from policies.resources.graph import Resource
from policies.resources.values import UNKNOWN, Plain, Unknown, read

_WHOLE = re.compile(r"[A-Za-z0-9+/\s]{20,}={0,2}\s*")
_WITHIN = re.compile(r"[A-Za-z0-9+/]{60,}(?:\r?\n[A-Za-z0-9+/]+)*={0,2}")
"""An encoded part: of a message of several parts, of a file that a script writes."""
_ESCAPED = re.compile(r"\\u00([2-7][0-9a-fA-F])")
_PACKED = (b"\x1f\x8b", b"BZh", b"PK\x03\x04", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
"""How gzip, bzip2, zip, xz and Zstandard begin."""
_NAMED = ("name", "key", "value")
"""A setting as an item of a list: its name, and what it is set to."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text: where it is, and what it says; None where that cannot be read, ``UNKNOWN`` where not yet."""

    path: str
    said: str | Unknown | None


def texts_of(resource: Resource, fact: Fact) -> Iterator[Text]:
    """Every free text of ``resource``."""
    for path, form in fact.text.items():
        values = read(resource.props, path)
        if path.endswith("[]"):
            values = _joined(values)
        for exact, value in values:
            yield from _unfolded(exact, value, form)


def _joined(values: list[tuple[str, Plain]]) -> list[tuple[str, Plain]]:
    """Arguments of one command belong together: ``--location`` says what ``US`` is."""
    found: dict[str, list[str]] = {}
    for exact, value in values:
        if isinstance(value, str):
            found.setdefault(exact.rpartition("[")[0] or exact, []).append(value)
    others = [(exact, value) for exact, value in values if not isinstance(value, str)]
    return [*((path, " ".join(said)) for path, said in found.items()), *others]


def _unfolded(path: str, value: Plain, form: Form) -> Iterator[Text]:
    if value is UNKNOWN:
        yield Text(path, UNKNOWN)
    elif isinstance(value, str):
        yield from (Text(path, said) for said in _decoded(value, form))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unfolded(f"{path}[{index}]", item, form)
    elif isinstance(value, dict):
        yield from _of_setting(path, value) if _is_setting(value) else _of_map(path, value, form)


def _of_map(path: str, value: dict[str, Plain], form: Form) -> Iterator[Text]:
    for key, item in value.items():
        for text in _unfolded(f"{path}.{key}", item, form):
            told = isinstance(text.said, str) and isinstance(item, str)
            yield Text(text.path, f"{key}={text.said}") if told else text


def _is_setting(value: dict[str, Plain]) -> bool:
    return "value" in value and any(isinstance(value.get(key), str) for key in _NAMED[:2])


def _of_setting(path: str, value: dict[str, Plain]) -> Iterator[Text]:
    name = value.get("name", value.get("key"))
    if value["value"] is UNKNOWN:
        yield Text(path, UNKNOWN)
    elif isinstance(value["value"], str):
        yield from (Text(path, f"{name}={said}") for said in _decoded(value["value"], Form.PLAIN) if said)


def _decoded(text: str, form: Form) -> Iterator[str | None]:
    """A text, and what is encoded in it; None for what is packed."""
    raw = _bytes(text) if _WHOLE.fullmatch(text) else None
    inner = None if raw is None else _readable(raw)
    packed = raw is not None and raw.startswith(_PACKED)
    if packed or (form is Form.BASE64 and raw is not None and inner is None):
        yield None
        return
    for said in (text, inner or ""):
        if not said:
            continue
        yield _ESCAPED.sub(lambda found: chr(int(found[1], 16)), said) if "\\u00" in said else said
        for part in _WITHIN.finditer(said) if said is not text or inner is None else ():
            within = _bytes(part[0])
            if within is not None and within.startswith(_PACKED):
                yield None
            elif within is not None:
                yield within.decode("utf-8", "ignore")


def _bytes(text: str) -> bytes | None:
    """What ``text`` encodes; None where it encodes nothing. One that was cut off is read up to there."""
    joined = "".join(text.split()).rstrip("=")
    whole = joined[: len(joined) - 1] if len(joined) % 4 == 1 else joined
    try:
        return base64.b64decode(whole + "=" * (-len(whole) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _readable(raw: bytes) -> str | None:
    try:
        said = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in said else said
