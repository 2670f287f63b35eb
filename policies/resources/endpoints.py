"""Whether a provider talks to the cloud itself, or to an endpoint that somebody wrote down."""

from __future__ import annotations

import re

from policies.resources.following import texts_in
from policies.resources.values import UNKNOWN, Plain, Props, unpacked

_LOOPBACK = re.compile(r"(https?://)?(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/[^@\\]*)?")

_THE_UNIVERSE = (None, "", "googleapis.com")


def redirected(provider: Props) -> str:
    """The setting that sends requests elsewhere than to the cloud or to this machine; empty where none does.

    What answers there is in no region that the provider names: whatever it names is only a word. So are the
    regions of another universe of Google Cloud, which somebody else runs under names of its own.
    """
    for key, value in provider.items():
        if key == "universeDomain" and value not in _THE_UNIVERSE:
            return key
        if (key == "endpoints" or key.endswith("CustomEndpoint")) and not _harmless(unpacked(value)):
            return key
    return ""


def _harmless(value: Plain) -> bool:
    known = value is None or isinstance(value, str | list | dict)
    return known and all(not text or _LOOPBACK.fullmatch(text) for text in _all_texts(value))


def _all_texts(value: Plain) -> list[str]:
    """Every text; one that nothing is for what is not known yet."""
    unknown = isinstance(value, list) and any(
        item is UNKNOWN or (isinstance(item, dict) and UNKNOWN in item.values()) for item in value
    )
    return [*texts_in(value), *(["?"] if unknown else [])]
